"""A desk to test with: two organisations, a network outlet, people in their roles, a calendar."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sasando.desk import actions
from sasando.desk.models import (
    Episode,
    EpisodePerson,
    Erratum,
    Item,
    Lesson,
    LessonTerm,
    NewsStory,
    Notice,
    PartnershipStory,
    Release,
    SectionPage,
    Verdict,
    VerdictSource,
    Version,
)
from sasando.documents.vocabulary import PartyKind
from sasando.elections.models import Election, Stage
from sasando.parties.actions import appoint, ensure_groups, found_organisation, make_signing_key
from sasando.parties.models import Organisation, Person, Role
from tests.founded import once

NOW = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)

_PEOPLE = {
    "officer": ("kpu", Role.OFFICER, "Maria Bria"),
    "second": ("kpu", Role.SECOND_OFFICER, "Yosef Lado"),
    "head": ("kpu", Role.INFORMATION_HEAD, "Ester Ndun"),
    "reporter": ("pos", Role.REPORTER, "Rambu Praing"),
    "editor": ("pos", Role.EDITOR, "Dion Tefa"),
    "chief": ("pos", Role.EDITOR_IN_CHIEF, "Agus Seran"),
    "business": ("pos", Role.BUSINESS_SUPERVISOR, "Rina Kale"),
    "flores": ("net", Role.EDITOR, "Tono Wea"),
    "checker": ("cek", Role.CHECKER, "Yuli Radja"),
    "colleague": ("cek", Role.CHECKER, "Domi Nahak"),
}
_CLASSES: dict[str, type[Item]] = {
    "release": Release,
    "notice": Notice,
    "news": NewsStory,
    "partnership": PartnershipStory,
    "verdict": Verdict,
    "episode": Episode,
    "lesson": Lesson,
    "erratum": Erratum,
}
_CLAIM: dict[str, Any] = {
    "rating": "fabricated",
    "claim": "Nomor urut paslon di surat suara tertukar!",
    "first_seen": date(2024, 9, 19),
    "truth": "Nomor urut di surat suara sama dengan keputusan KPU.",
    "reply_for_family": "Nomor paslon TIDAK tertukar. Cocokkan dengan papan di TPS.",
}

_ON_AIR: dict[str, Any] = {
    "format": "talkshow",
    "purpose": "Pemilih muda tahu cara memeriksa namanya di daftar pemilih.",
    "starts_at": NOW + timedelta(days=2),
    "ends_at": NOW + timedelta(days=2, hours=1),
    "venue": "Studio Pos Kupang",
}

_TAUGHT: dict[str, Any] = {
    "aim": "tahu sampai jam berapa TPS dibuka",
    "easy": "TPS buka jam tujuh pagi.\nTPS tutup jam satu siang.",
    "body": [
        ("heading", "Jam buka TPS"),
        ("paragraph", "<p>TPS dibuka pukul 07.00 sampai 13.00 waktu setempat.</p>"),
        (
            "facts",
            {
                "title": "Dasar hukum",
                "facts": [
                    {
                        "label": "Waktu pemungutan suara",
                        "value": "07.00–13.00",
                        "source": "PKPU 25/2023",
                        "as_of": date(2026, 11, 23),
                        "note": "",
                    }
                ],
            },
        ),
        (
            "quiz",
            {
                "question": "Jam berapa TPS ditutup?",
                "choices": [
                    {"text": "12.00", "right": False, "feedback": "TPS masih buka satu jam lagi."},
                    {"text": "13.00", "right": True, "feedback": "TPS ditutup pukul 13.00."},
                ],
            },
        ),
    ],
}


@dataclass
class Desk:
    """Everything a test needs, by short names."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    made: int = 0

    def __getattr__(self, name: str) -> Any:
        for known in (self.__dict__.get("people", {}), self.__dict__.get("organisations", {})):
            if name in known:
                return known[name]
        raise AttributeError(name)

    def section(self, kind: str, language: str = "id") -> SectionPage:
        return SectionPage.objects.get(kind=kind, locale__language_code=language)

    def item(self, kind: str = "release", *, by: Person | None = None, **values: Any) -> Any:
        """A finished text of ``kind``, saved as a draft by its author."""
        self.made += 1
        by = by or self.author(kind)
        publisher = self.publisher(kind)
        language = values.pop("language", "id")
        fields: dict[str, Any] = {
            "title": f"KPU menetapkan 275.085 pemilih ({self.made})",
            "slug": f"pemilih-{self.made}",
            "key_message": "Daftar pemilih tetap memuat 275.085 orang di 552 TPS.",
            "publisher": publisher,
            "body": [("paragraph", rich("Rapat pleno menetapkan <b>275.085</b> pemilih."))],
            "owner": by,
        }
        section = self.section(kind, language)
        if kind == "verdict":
            fields |= _CLAIM | {"title": f"Salah, nomor paslon tertukar ({self.made})"}
        if kind == "episode":
            fields |= _ON_AIR | {"title": f"Bincang pemilih muda ({self.made})"}
        if kind == "lesson":
            fields |= _TAUGHT | {"title": f"Jam buka TPS ({self.made})"}
        item = _CLASSES[kind](locale=section.locale, **(fields | values))
        if kind == "verdict":
            item.partners = [self.pos]
            item.sources = [VerdictSource(title="Keputusan KPU", href="https://kpu.example/1")]
        if kind in ("partnership", "episode", "lesson") and "partners" not in values:
            item.partners = [self.kpu]
        if kind == "episode" and "people" not in values:
            item.people = speakers()
        if kind == "lesson" and "terms" not in values:
            item.terms = [LessonTerm(term="TPS", meaning="Tempat warga memberikan suara.")]
        section.add_child(instance=item)
        item.save_revision(user=by)
        return item

    def proposed(self, kind: str = "release", *, at: datetime = NOW, **values: Any) -> Version:
        by = values.get("by") or self.author(kind)
        return actions.propose(item=self.item(kind, **values), by=by, at=at)

    def published(self, kind: str = "release", *, at: datetime = NOW, **values: Any) -> Version:
        version = self.proposed(kind, at=at, **values)
        for name in self.approvers(kind):
            version = actions.approve(version=version, by=self.people[name], at=at)
        return version

    def author(self, kind: str) -> Person:
        names = {
            "news": "reporter",
            "partnership": "reporter",
            "episode": "reporter",
            "lesson": "reporter",
            "verdict": "checker",
        }
        return self.people[names.get(kind, "officer")]

    def publisher(self, kind: str) -> Organisation:
        codes = {"news": "pos", "partnership": "pos", "episode": "pos", "lesson": "pos"}
        codes["verdict"] = "cek"
        return self.organisations[codes.get(kind, "kpu")]

    def approvers(self, kind: str) -> tuple[str, ...]:
        return {
            "release": ("second",),
            "notice": ("second",),
            "news": ("editor",),
            "partnership": ("editor", "officer"),
            "episode": ("editor", "officer"),
            "lesson": ("editor", "officer"),
            "erratum": ("second",),
            "verdict": ("editor", "colleague"),
        }[kind]

    def edit(self, item: Item, *, by: Person, **values: Any) -> Any:
        """Change ``item``'s text as its editor would: a new revision, nothing live."""
        fresh = type(item).objects.get(pk=item.pk)
        text = fresh.get_latest_revision_as_object()
        for name, value in values.items():
            setattr(text, name, value)
        text.save_revision(user=by)
        return type(item).objects.get(pk=item.pk)


def speakers() -> list[EpisodePerson]:
    """A host of the newsroom, and two guests: one said her gender, one did not."""
    return [
        EpisodePerson(
            role="host", name="Rambu Praing", office="Jurnalis", organisation="Pos Kupang"
        ),
        EpisodePerson(
            name="Maria Bria",
            office="Anggota KPU",
            organisation="KPU Kota Kupang",
            gender="female",
            respelling="BRI-a",
        ),
        EpisodePerson(name="Nus Manafe", office="Dosen", organisation="Undana"),
    ]


def rich(html: str) -> str:
    return f"<p>{html}</p>"


def make_desk() -> Desk:
    return once("desk", _found_desk)


def _found_desk() -> Desk:
    desk = Desk()
    ensure_groups()
    for code, name, kind in (
        ("kpu", "KPU Kota Kupang", PartyKind.COMMISSION),
        ("pos", "Pos Kupang", PartyKind.NEWSROOM),
        ("net", "Tribun Flores", PartyKind.NETWORK),
        ("cek", "Jaringan Periksa Fakta", PartyKind.CHECKER),
    ):
        organisation = found_organisation(code=code, name=name, kind=kind)
        make_signing_key(organisation=organisation, at=NOW)
        desk.organisations[code] = organisation
    for username, (party, role, name) in _PEOPLE.items():
        first, last = name.split()
        person = Person.objects.create_user(
            username, f"{username}@example.org", "sandi-panjang-9", first_name=first, last_name=last
        )
        appoint(person=person, organisation=desk.organisations[party], role=role)
        desk.people[username] = person
    actions.ensure_desk()
    election = Election.objects.create(
        code="pilkada2024", name="Pilkada Serentak 2024", kind="regional-head"
    )
    for number, (code, kind, starts, ends) in enumerate(
        (
            ("kampanye", "campaign", date(2024, 9, 25), date(2024, 11, 23)),
            ("tenang", "quiet", date(2024, 11, 24), date(2024, 11, 26)),
            ("pungut", "voting", date(2024, 11, 27), date(2024, 11, 27)),
        ),
        start=1,
    ):
        Stage.objects.create(
            code=code,
            election=election,
            number=number,
            kind=kind,
            name=code,
            starts=starts,
            ends=ends,
        )
    return desk
