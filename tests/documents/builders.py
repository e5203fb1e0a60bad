"""Documents to test with: one small, one with every block there is."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sasando.documents import Approval, Document, Imprint
from sasando.documents.blocks import (
    CallToAction,
    Captions,
    Chapter,
    Contact,
    Fact,
    FactBox,
    Heading,
    Image,
    Listing,
    Paragraph,
    PlaceReference,
    QuestionAnswer,
    Quote,
    Recording,
    Span,
    StageChange,
    StageReference,
    Table,
    Video,
)
from sasando.documents.document import ElectionTag, Link, PlaceTag, Pronunciation, StageTag
from sasando.documents.imprint import Party, PastVersion

KPU = Party(code="kpu-kota-kupang", name="KPU Kota Kupang", kind="commission")
POS_KUPANG = Party(code="pos-kupang", name="Pos Kupang", kind="newsroom")
ITEM = UUID("6f1b8a5e-3a52-4f0e-9a57-0d2f6a1c7b11")
PUBLISHED = datetime(2024, 9, 20, 1, 30, tzinfo=UTC)


def paragraph(text: str) -> Paragraph:
    return Paragraph(spans=(Span(text=text),))


def a_document(**changes: Any) -> Document:
    """A short official release, not yet published."""
    values: dict[str, Any] = {
        "item": ITEM,
        "version": 1,
        "kind": "release",
        "language": "id",
        "href": "https://sasando.example/rilis/dpt-pilkada-kota-kupang/",
        "headline": "KPU Kota Kupang menetapkan 275.085 pemilih untuk Pilkada 2024",
        "key_message": "Daftar pemilih tetap memuat 275.085 orang di 552 TPS; periksa nama Anda.",
        "publisher": KPU,
        "byline": ("Humas KPU Kota Kupang",),
        "dateline": "KUPANG",
        "body": (
            paragraph(
                "Rapat pleno terbuka pada 19 September 2024 menetapkan 275.085 pemilih, terdiri "
                "atas 134.400 laki-laki dan 140.685 perempuan."
            ),
        ),
        "elections": (ElectionTag(code="pilkada2024", name="Pilkada Serentak 2024"),),
        "audiences": ("first-time", "women"),
    }
    return Document.model_validate(values | changes)


def a_recording(**changes: Any) -> Recording:
    """A talkshow of 48 minutes with three chapters, captions in Indonesian and a transcript."""
    values: dict[str, Any] = {
        "sha256": "bb" * 32,
        "href": "https://sasando.example/media/recordings/bb.mp4",
        "title": "Bincang Pilkada: cara memeriksa DPT",
        "duration_s": 2880,
        "size": 310_000_000,
        "poster": "aa" * 32,
        "poster_href": "https://sasando.example/media/pictures/aa.jpg",
        "chapters": (
            Chapter(starts_s=0, title="Pembuka"),
            Chapter(starts_s=95, title="Siapa yang terdaftar"),
            Chapter(starts_s=1800, title="Tanya jawab"),
        ),
        "captions": (
            Captions(
                language="id",
                sha256="cc" * 32,
                href="https://sasando.example/media/recordings/cc.vtt",
            ),
        ),
        "transcript": "Selamat malam.\nMalam ini kita bicara tentang <DPT>.",
    }
    return Recording.model_validate(values | changes)


def every_block() -> tuple[Any, ...]:
    """One block of each type."""
    return (
        Paragraph(
            spans=(
                Span(text="Rapat pleno "),
                Span(text="terbuka", strong=True),
                Span(text=" menetapkan "),
                Span(text="275.085 pemilih", emphasis=True),
                Span(text=" <& lihat "),
                Span(text="daftar", href="https://cekdptonline.kpu.go.id/"),
                Span(text=")."),
            )
        ),
        Heading(text="Cara memeriksa nama Anda"),
        Listing(ordered=True, items=((Span(text="Buka laman."),), (Span(text="Isi NIK."),))),
        Quote(
            text="Setiap warga yang memenuhi syarat berhak memilih.",
            speaker="Ismael Manoe",
            office="Ketua KPU Kota Kupang",
            gender="male",
        ),
        QuestionAnswer(
            question="Apa yang dibawa ke TPS?",
            answer=(Span(text="KTP-el dan surat pemberitahuan."),),
        ),
        FactBox(
            title="Pilkada Kota Kupang",
            facts=(
                Fact(
                    label="Pemilih",
                    value="275.085",
                    source="KPU Kota Kupang",
                    as_of=date(2024, 9, 19),
                ),
                Fact(label="TPS", value="552"),
            ),
        ),
        Table(
            caption="Pemilih menurut jenis kelamin",
            header=("Jenis kelamin", "Pemilih"),
            rows=(("Laki-laki", "134.400"), ("Perempuan", "140.685")),
        ),
        StageReference(
            code="pkd-07",
            name="Pelaksanaan pemungutan suara",
            election="Pilkada Serentak 2024",
            starts=date(2024, 11, 27),
            ends=date(2024, 11, 27),
            note="TPS 07.00–13.00 WITA",
        ),
        StageChange(
            code="pkd-02",
            name="Pengumuman pendaftaran pasangan calon",
            election="Pilkada Serentak 2024",
            was_starts=date(2024, 8, 24),
            was_ends=date(2024, 8, 26),
            starts=date(2024, 8, 25),
            ends=date(2024, 8, 27),
            reason="Perubahan jadwal oleh KPU.",
        ),
        PlaceReference(
            code="5371011002",
            name="Nunbaun Sabu",
            level="village",
            within="Alak, Kota Kupang",
            polling_stations=12,
        ),
        Image(
            sha256="aa" * 32,
            content_type="image/jpeg",
            width=1600,
            height=1067,
            href="https://sasando.example/media/pictures/aa.jpg",
            caption="Rapat pleno penetapan daftar pemilih tetap.",
            credit="Humas KPU Kota Kupang",
            alt="Lima anggota KPU duduk di meja panjang di depan layar.",
        ),
        Video(href="https://www.youtube.com/watch?v=abc", title="Rekaman pleno", duration_s=3600),
        a_recording(),
        Contact(
            name="Humas KPU Kota Kupang",
            phone="+62 380 000000",
            email="humas@kpu-kupang.example",
            address="Jl. Contoh 1, Kupang",
            hours="Senin–Jumat 08.00–16.00 WITA",
        ),
        CallToAction(label="Periksa nama Anda", href="https://cekdptonline.kpu.go.id/"),
    )


def full_document(**changes: Any) -> Document:
    """A document with every block, tag and link, still unpublished."""
    values: dict[str, Any] = {
        "body": every_block(),
        "partners": (POS_KUPANG,),
        "stages": (StageTag(code="pkd-07", name="Pelaksanaan pemungutan suara"),),
        "places": (PlaceTag(code="5371", name="Kota Kupang", level="city"),),
        "related": (Link(title="Hari pemungutan suara", href="https://sasando.example/rilis/a/"),),
        "pronunciations": (Pronunciation(term="Nunbaun", respelling="nun-BA-un"),),
        "valid_until": datetime(2024, 11, 27, 5, 0, tzinfo=UTC),
    }
    return a_document(**(values | changes))


def published(document: Document, **changes: Any) -> Document:
    """``document`` with the imprint of a publication by two officers."""
    values: dict[str, Any] = {
        "published_at": PUBLISHED,
        "first_published_at": PUBLISHED,
        "approvals": (
            Approval(
                requirement="second-officer",
                person="Maria Lado",
                office="Kepala Subbagian Data dan Informasi",
                party=KPU,
                at=PUBLISHED,
                digest=document.digest,
                key_id="0" * 16,
                signature="c2ln",
            ),
        ),
        "log_index": 4,
        "history": (
            PastVersion(
                version=1, digest=document.digest, code=document.code, published_at=PUBLISHED
            ),
        ),
    }
    return document.with_imprint(Imprint.model_validate(values | changes))


CHECKERS = Party(code="periksa-fakta", name="Jaringan Periksa Fakta", kind="checker")


def a_statement(**changes: Any) -> dict[str, Any]:
    """The verdict on one claim of the voting day, as plain values."""
    values: dict[str, Any] = {
        "rating": "fabricated",
        "claim": "Nomor urut paslon di surat suara Kota Kupang tertukar, pilih yang terbalik!",
        "claimant": "akun tanpa nama di grup WhatsApp",
        "first_seen": date(2024, 11, 25),
        "appearances": (
            {
                "href": "https://media-sosial.example/pos/1",
                "archived": "https://arsip.example/1",
                "captured_at": datetime(2024, 11, 25, 4, 0, tzinfo=UTC),
                "sha256": "cd" * 32,
            },
        ),
        "harm": "disenfranchising",
        "truth": "Nomor urut di surat suara sama dengan keputusan KPU Kota Kupang. Tidak tertukar.",
        "sources": ({"title": "Keputusan KPU", "href": "https://sasando.example/rilis/nomor/"},),
        "about_commission": True,
        "commission_reply": {
            "asked_on": date(2024, 11, 25),
            "text": "Nomor urut dicetak sesuai keputusan.",
            "speaker": "Ismael Manoe, Ketua KPU Kota Kupang",
            "replied_on": date(2024, 11, 26),
        },
        "reply_for_family": "Nomor paslon TIDAK tertukar. Lihat papan pengumuman di TPS.",
    }
    return values | changes


def a_verdict(verdict: dict[str, Any] | None = None, **changes: Any) -> Document:
    """A fact-check, not yet published; ``verdict`` changes its statement."""
    values: dict[str, Any] = {
        "kind": "verdict",
        "href": "https://sasando.example/cek-fakta/nomor-paslon/",
        "headline": "Salah, nomor paslon di surat suara Kota Kupang tertukar",
        "key_message": "Nomor urut paslon di surat suara sama dengan keputusan KPU.",
        "publisher": CHECKERS,
        "partners": (POS_KUPANG,),
        "byline": ("Yuliana Radja",),
        "body": (paragraph("Kami membandingkan contoh surat suara dengan keputusan KPU."),),
        "verdict": a_statement(**(verdict or {})),
    }
    return a_document(**(values | changes))
