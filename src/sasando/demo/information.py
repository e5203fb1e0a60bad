"""Requests for information in every state, and a catalogue to begin with: all of it invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from sasando.openness import actions
from sasando.openness.actions import Answer, Applicant, Attached, Filing
from sasando.openness.models import CatalogueEntry, ConsequenceTest, Request
from sasando.openness.timing import day_of
from sasando.parties.models import Organisation, Person
from sasando.rendering.print.official_letter import OfficialLetter, Part, official_letter_pdf

_STATIONS = "Daftar TPS di Kota Kupang per kelurahan, dalam bentuk tabel."
_MINUTE = timedelta(minutes=1)


def ask_for_information(*, now: datetime, people: dict[str, Person]) -> None:
    """Write the catalogue and the requests as they came in, the oldest three weeks before ``now``."""
    kpu = Organisation.objects.get(code="kpu-kota-kupang")
    _fill_catalogue(kpu, people["maria"], now - timedelta(days=40))
    maria, siti = people["maria"], people["siti"]

    granted = _ask(kpu, "Yakob Nenabu", "Berapa anggaran sosialisasi pemilih pemula?", now, 20)
    at = granted.received_at + timedelta(hours=5)
    actions.name_in_register(
        matter=granted.matter, subject="Anggaran sosialisasi pemilih pemula", by=maria, at=at
    )
    answer = Answer(
        outcome="granted",
        text="Terlampir ringkasan anggaran sosialisasi pemilih pemula.",
        files=[Attached("anggaran-sosialisasi.csv", b"kegiatan,rupiah\nsekolah,42000000\n")],
    )
    actions.decide(matter=granted.matter, answer=answer, by=maria, at=at)

    refused = _ask(
        kpu, "Ferdinan Tallo", "NIK dan alamat semua pemilih di Kelurahan Oesapa.", now, 15
    )
    at = refused.received_at + timedelta(hours=7)
    actions.name_in_register(
        matter=refused.matter, subject="Data pribadi pemilih Kelurahan Oesapa", by=maria, at=at
    )
    answer = Answer(
        outcome="refused",
        text="NIK dan alamat pemilih tidak dapat diberikan. Jumlah pemilih per TPS tersedia.",
        article="Pasal 17 huruf h UU 14/2008",
        consequence="Bila dibuka, data pribadi pemilih dapat disalahgunakan; jumlahnya cukup untuk mengawasi.",
    )
    actions.decide(matter=refused.matter, answer=answer, by=maria, at=at)
    refused.refresh_from_db()
    actions.object_to(
        request=refused,
        ground="a",
        text="Saya hanya memerlukan jumlah, bukan nama.",
        at=at + timedelta(hours=3),
    )

    extended = _ask(kpu, "Selfina Kana", "Risalah rapat pleno rekapitulasi tahun 2024.", now, 2)
    at = extended.received_at + timedelta(hours=2)
    actions.assign(matter=extended.matter, to=siti, by=maria, at=at)
    actions.extend(
        matter=extended.matter, reason="Risalah ada di gudang arsip provinsi.", by=siti, at=at
    )

    waiting = _ask(kpu, "Yohana Bire", "Minta data partisipasi.", now, 1)
    actions.ask_back(
        request=waiting,
        missing="Data partisipasi pemilihan yang mana, dan tahun berapa?",
        by=maria,
        at=waiting.received_at + timedelta(hours=1),
    )
    for number, name in enumerate(("Oktovianus Sau", "Marlin Dethan", "Gerson Bien"), start=1):
        _ask(kpu, name, _STATIONS if number % 2 else _STATIONS.upper(), now, 0, number * _MINUTE)


def _ask(
    kpu: Organisation,
    name: str,
    text: str,
    now: datetime,
    days: int,
    minutes: timedelta = timedelta(),
) -> Request:
    at = now - timedelta(days=days, hours=2) + minutes
    local = name.split(maxsplit=1)[0].lower()
    return actions.receive(
        organisation=kpu,
        applicant=Applicant(
            name=name, address="Kota Kupang (contoh)", contact=f"{local}@warga.example"
        ),
        filing=Filing(text=text, via=Request.Via.WEB, purpose="Contoh"),
        at=at,
    ).request


def _fill_catalogue(kpu: Organisation, by: Person, at: datetime) -> None:
    """Three entries that are given, and one that is exempt, with its test."""
    for kind, section, title, title_en, summary, summary_en in (
        (
            "1-periodic",
            "Tahapan",
            "Laporan tahapan pemilihan serentak 2024",
            "Report on the stages of the 2024 elections",
            "Ringkasan tahapan dari pencalonan sampai penetapan.",
            "The stages in brief, from candidacy to the result.",
        ),
        (
            "3-any-time",
            "Kerja sama",
            "Perjanjian kerja sama media",
            "Agreement with media partners",
            "Naskah perjanjian dengan mitra media, tanpa data pribadi.",
            "The agreement with media partners, without personal data.",
        ),
        (
            "3-any-time",
            "Layanan",
            "Maklumat dan standar layanan informasi",
            "Service charter and standards",
            "Tata cara, waktu, dan biaya layanan informasi publik.",
            "Procedure, time and cost of the service.",
        ),
    ):
        entry = _entry(kpu, by, kind, section, title, title_en, summary, summary_en)
        actions.add_file(
            entry=entry,
            name=f"{title.lower().replace(' ', '-')}.pdf",
            content=_sheet(kpu, title, summary, at),
            mime="application/pdf",
            change="",
            by=by,
            at=at,
        )
        actions.publish_entry(entry=entry, by=by, at=at)
    exempt = _entry(
        kpu,
        by,
        "4-exempt",
        "Data pemilih",
        "NIK dan nomor kartu keluarga pemilih",
        "Identity numbers of voters",
        "Data pribadi dalam daftar pemilih.",
        "Personal data in the voters' list.",
    )
    test = ConsequenceTest(
        article="Pasal 17 huruf h UU 14/2008; UU 27/2022",
        if_open="Data pribadi pemilih dapat dipakai untuk penipuan.",
        if_closed="Pemilih terlindungi; daftar tetap dapat diperiksa tanpa NIK utuh.",
        until="selama daftar pemilih disimpan",
        letter="Contoh 01/2026",
        decided_on=day_of(at),
    )
    actions.record_test(entry=exempt, test=test, by=by, at=at)
    actions.publish_entry(entry=exempt, by=by, at=at)


def _entry(kpu: Organisation, by: Person, *told: str) -> CatalogueEntry:
    kind, section, title, title_en, summary, summary_en = told
    entry = CatalogueEntry(
        organisation=kpu,
        kind=kind,
        section=section,
        title=title,
        title_en=title_en,
        summary=summary,
        summary_en=summary_en,
        unit="Subbagian Data dan Informasi",
        responsible="Kepala Subbagian Data dan Informasi",
        made_at="Kupang",
        forms="PDF",
        retention="5 tahun",
    )
    return actions.save_entry(entry=entry, by=by)


def _sheet(kpu: Organisation, title: str, summary: str, at: datetime) -> bytes:
    return official_letter_pdf(
        OfficialLetter(
            language="id",
            sender=kpu.name,
            under=[kpu.website],
            day=day_of(at),
            number="contoh",
            facts=[],
            to=[],
            subject=title,
            parts=[Part("paragraph", summary), Part("paragraph", "Naskah contoh, karangan.")],
            signed=[],
        )
    )
