"""The sample's episode: a talkshow to come, planned on the live desk, announced in both languages.

Who speaks is invented, and the sample says so; what the rundown points to are items of the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from wagtail.models import Locale

from sasando.claims.models import Claim
from sasando.desk import actions as desk
from sasando.desk.models import Episode, EpisodePerson, SectionPage, Version
from sasando.elections.models import Election, Place
from sasando.live import actions
from sasando.live.models import Participation, Production, Segment
from sasando.parties.models import Organisation, Person

SLUGS = {"id": "bincang-setelah-mencoblos", "en": "talk-after-the-vote"}
_WRITTEN, _AIRED = (-2, time(10)), (2, time(19))  # day of the sample, hour in Kupang
_LASTS = timedelta(hours=1)
_TICKED = 3  # lines of the run-through that are done
_MIN = 60
Step = tuple[datetime, Callable[[], object]]
At = Callable[[int, time], datetime]


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    purpose: str
    key_message: str
    body: str
    venue: str


_TEXTS = {
    "id": _Text(
        "Bincang Pilkada (contoh): setelah mencoblos, bagaimana suara dihitung?",
        "Pemirsa tahu urutan penghitungan dan rekapitulasi, dan di mana hasil resminya dibaca.",
        "Tamu menjelaskan jalannya suara dari TPS sampai penetapan; pemirsa boleh bertanya.",
        "<p>Bagaimana suara Anda berjalan dari kotak suara di TPS sampai rekapitulasi kota? Tamu "
        "dari penyelenggara, kampus, dan pemantau menjelaskannya, dan menjawab pertanyaan pemirsa "
        "dari situs, YouTube, Facebook, WhatsApp, dan Telegram.</p>",
        "Studio contoh Pos Kupang",
    ),
    "en": _Text(
        "Election talk (sample): after the vote, how are votes counted?",
        "Viewers know the steps of count and recapitulation, and where the official result is read.",
        "Guests explain the way of a vote from the polling station to the result; viewers may ask.",
        "<p>How does your vote travel from the ballot box of a polling station to the city’s "
        "recapitulation? Guests from the commission, the university and a monitoring group explain "
        "it, and answer viewers’ questions from the site, YouTube, Facebook, WhatsApp and "
        "Telegram.</p>",
        "Sample studio of Pos Kupang",
    ),
}


@dataclass(frozen=True, slots=True)
class _Speaker:
    key: str
    role: str
    name: str
    office: Mapping[str, str]
    organisation: str
    gender: str = ""  # as they stated it; "": they did not
    coming: str = Participation.Coming.COMES
    consent: str = ""  # how they said that they may be recorded; "": not asked yet

    @property
    def ref(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"{SLUGS['id']}/{self.key}")


_SPEAKERS = (
    _Speaker(
        "host",
        EpisodePerson.Role.HOST,
        "Ester Ndaumanu",
        {"id": "Jurnalis", "en": "Journalist"},
        "Pos Kupang",
        "female",
        consent=Participation.How.SIGNED,
    ),
    _Speaker(
        "commission",
        EpisodePerson.Role.GUEST,
        "Siti Mooy",
        {"id": "Kepala subbagian data dan informasi", "en": "Head of data and information"},
        "KPU Kota Kupang",
        "female",
        consent=Participation.How.SIGNED,
    ),
    _Speaker(
        "university",
        EpisodePerson.Role.GUEST,
        "Frans Leki",
        {"id": "Dosen hukum tata negara", "en": "Lecturer in constitutional law"},
        "Universitas contoh",
        "male",
        consent=Participation.How.WRITTEN,
    ),
    _Speaker(
        "monitor",
        EpisodePerson.Role.GUEST,
        "Ina Sabetu",
        {"id": "Koordinator pemantau", "en": "Coordinator of observers"},
        "Pemantau contoh",
        coming=Participation.Coming.INVITED,
    ),
)


@dataclass(frozen=True, slots=True)
class _Part:
    kind: Segment.Kind
    title: str
    minutes: int
    speakers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    notes: str = ""


_RUNDOWN = (
    _Part(
        Segment.Kind.OPENING, "Pembukaan", 3, ("host",), notes="Sapa pemirsa, sebut cara bertanya."
    ),
    _Part(
        Segment.Kind.TALK,
        "Dari TPS ke kecamatan",
        18,
        ("commission", "university"),
        ("jam-tps-dan-yang-dibawa", "coblos-dengan-paku"),
    ),
    _Part(
        Segment.Kind.FACT_CHECK,
        "Kabar yang beredar",
        9,
        ("university", "monitor"),
        ("nomor-paslon-tidak-tertukar", "boleh-memilih-tanpa-surat-pemberitahuan"),
        notes="Sebut yang benar dulu, kabarnya kemudian, sekali saja.",
    ),
    _Part(Segment.Kind.QUESTIONS, "Pertanyaan pemirsa", 20, ("commission", "monitor")),
    _Part(
        Segment.Kind.CLOSING,
        "Penutup",
        3,
        ("host",),
        notes="Ingatkan: hasil resmi hanya dari rekapitulasi.",
    ),
)


def episode_steps(*, at: At, people: Mapping[str, Person]) -> Iterator[Step]:
    """Yield what happens to the episode, and when; ``at`` gives the moment of a day and an hour."""
    written, aired = at(*_WRITTEN), at(*_AIRED)
    yield written, partial(_announce, aired, people, written)
    planned = written + timedelta(hours=1)
    yield planned, partial(_plan, people["ester"], planned)


def _announce(aired: datetime, people: Mapping[str, Person], at: datetime) -> None:
    first: Episode | None = None
    for language, text in _TEXTS.items():
        section = SectionPage.objects.get(kind=Episode.kind.value, locale__language_code=language)
        page = Episode(
            locale=Locale.objects.get(language_code=language),
            owner=people["ester"],
            publisher=Organisation.objects.get(code="pos-kupang"),
            slug=SLUGS[language],
            title=text.title,
            key_message=text.key_message,
            byline=people["ester"].display_name,
            format=Episode.Format.TALKSHOW,
            purpose=text.purpose,
            starts_at=aired,
            ends_at=aired + _LASTS,
            venue=text.venue,
            body=[("paragraph", text.body)],
        )
        if first is None:
            page.uuid = uuid5(NAMESPACE_URL, SLUGS["id"])
        else:
            page.translation_key = first.translation_key
        page.people = [
            EpisodePerson(
                ref=one.ref,
                role=one.role,
                name=one.name,
                office=one.office[language],
                organisation=one.organisation,
                gender=one.gender,
            )
            for one in _SPEAKERS
        ]
        section.add_child(instance=page)
        first = first or page
        page.partners.set(Organisation.objects.filter(code="kpu-kota-kupang"))
        page.elections.set(Election.objects.filter(code="pilkada2024"))
        page.places.set(Place.objects.filter(code="5371"))
        page.save_revision(user=people["ester"])
        version = desk.propose(item=page, by=people["ester"], at=at)
        for name in ("benyamin", "maria"):
            version = desk.approve(version=version, by=people[name], at=at)


def _plan(by: Person, at: datetime) -> None:
    episode = Episode.objects.get(slug=SLUGS["id"])
    production = actions.open_production(episode=episode, by=by, at=at)
    for one in _SPEAKERS:
        _invite(production, one, by, at)
    for segment in list(production.segments.all()):
        actions.remove_segment(segment=segment, at=at)
    refs = {one.key: str(one.ref) for one in _SPEAKERS}
    for part in _RUNDOWN:
        values = {
            "title": part.title,
            "kind": part.kind,
            "planned_s": part.minutes * _MIN,
            "speakers": [refs[key] for key in part.speakers],
            "notes": part.notes,
            "items": [v.item_id for v in Version.objects.current().filter(slug__in=part.texts)],
        }
        actions.edit_segment(production=production, segment=None, values=values, at=at)
    for check in production.checks.all()[:_TICKED]:
        actions.tick(check=check, done=True, by=by, at=at)


def take_up_rumours(*, by: Person, at: datetime) -> None:
    """Put the newest claim that ``by`` may see into the part about rumours, once there is one."""
    segment = Segment.objects.get(
        production__episode__slug=SLUGS["id"], kind=Segment.Kind.FACT_CHECK
    )
    claims = list(Claim.objects.shown_to(by).order_by("-pk")[:1])
    actions.edit_segment(
        production=segment.production, segment=segment, values={"claims": claims}, at=at
    )


def _invite(production: Production, one: _Speaker, by: Person, at: datetime) -> None:
    actions.invite(production=production, ref=one.ref, by=by, at=at)
    if one.coming == Participation.Coming.COMES:
        actions.answer_invitation(production=production, ref=one.ref, comes=True, at=at)
    if one.consent:
        actions.record_consent(
            production=production, ref=one.ref, given=True, how=one.consent, by=by, at=at
        )
