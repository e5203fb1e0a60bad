"""The sample's live blog: voting day of the regional election, from half past five to the evening.

What is in it are items of the sample, and short posts that say what the rules say. What nobody saw is
marked as a sample in its headline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from sasando.desk import actions as desk
from sasando.desk.models import Item, Version
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Election, Place, Stage
from sasando.live import actions
from sasando.live.actions.short_posts import ShortPost
from sasando.live.models import LiveBlog
from sasando.parties.models import Organisation, Person

SLUG = "hari-pemungutan-suara-pilkada-2024"
_DAY = -4  # the sample's voting day: its opening hours came out before, its figures come after
_OPENS, _CLOSES = time(5, 30), time(20)
_PINNED = ("jam-tps-dan-yang-dibawa", "warna-surat-suara-pilkada-2024")
_PUT_IN = (
    (time(5, 45), "jam-tps-dan-yang-dibawa"),
    (time(6, 30), "coblos-dengan-paku"),
    (time(8, 15), "nomor-paslon-tidak-tertukar"),
    (time(9, 50), "boleh-memilih-tanpa-surat-pemberitahuan"),
    (time(10, 40), "panduan-pemilih-pemula"),
)
Step = tuple[datetime, Callable[[], object]]
At = Callable[[int, time], datetime]


@dataclass(frozen=True, slots=True)
class _Said:
    """A short post: who wrote it, who approves, in their order."""

    hour: time
    kind: Kind
    party: str
    author: str
    approvers: tuple[str, ...]
    headline: str
    text: str
    headline_en: str
    text_en: str


_SAID = (
    _Said(
        time(7, 5),
        Kind.RELEASE,
        "kpu-kota-kupang",
        "maria",
        ("siti",),
        "TPS di Kota Kupang sudah dibuka sampai pukul 13.00 WITA",
        "Pemungutan suara berlangsung sampai pukul 13.00 WITA. Bawalah surat pemberitahuan dan KTP "
        "elektronik.",
        "Polling stations in Kota Kupang are open until 13.00 WITA",
        "Voting goes on until 13.00 WITA. Bring your notification letter and your electronic identity "
        "card.",
    ),
    _Said(
        time(9, 20),
        Kind.NEWS,
        "pos-kupang",
        "ester",
        ("benyamin",),
        "Contoh laporan: antrean pagi di sebuah TPS bergerak lancar",
        "Kiriman contoh: wartawan menulis yang dilihatnya di tempat, redaktur menyetujuinya dari "
        "telepon. Pemilih penyandang disabilitas dan lansia didahulukan.",
        "Sample report: the morning queue at a polling station moves well",
        "A sample post: a reporter writes what they see on the spot, an editor approves it from a "
        "telephone. Voters with disabilities and older voters go first.",
    ),
    _Said(
        time(11, 40),
        Kind.NOTICE,
        "kpu-kota-kupang",
        "maria",
        ("yohanes", "siti"),
        "Contoh pengumuman: yang sudah antre sebelum pukul 13.00 tetap dilayani",
        "Pemilih yang sudah mengantre di TPS sebelum pukul 13.00 WITA tetap boleh mencoblos. "
        "Tetaplah di antrean dan ikuti petunjuk petugas.",
        "Sample notice: who queues before 13.00 is still served",
        "Voters who are in the queue of a polling station before 13.00 WITA may still vote. Stay in the "
        "queue and follow the officers.",
    ),
    _Said(
        time(13, 10),
        Kind.NEWS,
        "pos-kupang",
        "ester",
        ("benyamin",),
        "Pemungutan suara selesai, penghitungan di TPS terbuka untuk umum",
        "Warga boleh menyaksikan penghitungan suara di TPS. Angka yang beredar sebelum rekapitulasi "
        "bukan hasil resmi.",
        "Voting is over; the count at polling stations is open to everybody",
        "Everybody may watch the count at a polling station. Figures that go round before the "
        "recapitulation are no official result.",
    ),
)


def live_blog_steps(*, at: At, people: Mapping[str, Person]) -> Iterator[Step]:
    """Yield what happens to the live blog, and when; ``at`` gives the moment of a day and an hour."""
    opens, closes = at(_DAY, _OPENS), at(_DAY, _CLOSES)
    yield opens, partial(_open, opens, closes, people["yohanes"])
    for hour, slug in _PUT_IN:
        moment = at(_DAY, hour)
        yield moment, partial(_put_in, slug, people["benyamin"], moment)
    for said in _SAID:
        moment = at(_DAY, said.hour)
        yield moment, partial(_say, said, people, moment)
    yield closes, partial(_close, people["yohanes"], closes)


def _open(opens: datetime, closes: datetime, by: Person) -> None:
    values = {
        "title": "Hari pemungutan suara Pilkada 2024",
        "title_en": "Voting day of the 2024 regional election",
        "slug": SLUG,
        "election": Election.objects.get(code="pilkada2024"),
        "opens_at": opens,
        "closes_at": closes,
        "owner": Organisation.objects.get(code="kpu-kota-kupang"),
        "partners": Organisation.objects.filter(code="pos-kupang"),
        "stages": Stage.objects.filter(code__iexact="pkd-07"),
        "places": Place.objects.filter(code="5371"),
        "takes": LiveBlog.Takes.AT_ONCE,
    }
    blog = actions.save_blog(blog=None, values=values, at=opens)
    actions.open_blog(blog=blog, by=by, at=opens)
    for slug in _PINNED:
        actions.pin(blog=blog, item=_item(slug), by=by, at=opens)


def _put_in(slug: str, by: Person, at: datetime) -> None:
    actions.put_in(blog=_blog(), item=_item(slug), by=by, at=at)


def _say(said: _Said, people: Mapping[str, Person], at: datetime) -> None:
    first: Item | None = None
    for language, headline, text in (
        ("id", said.headline, said.text),
        ("en", said.headline_en, said.text_en),
    ):
        post = ShortPost(
            once=uuid5(NAMESPACE_URL, f"{SLUG}/{said.hour:%H%M}{'' if first is None else '/en'}"),
            kind=said.kind,
            party=said.party,
            language=language,
            headline=headline,
            text=text,
            translates=first.translation_key if first is not None else None,
        )
        version = actions.write_post(blog=_blog(), post=post, by=people[said.author], at=at)
        for name in said.approvers:
            # An urgent notice is out after the first yes; the second one confirms it.
            sign = desk.confirm_notice if version.is_public else desk.approve
            version = sign(version=version, by=people[name], at=at)
        first = first or version.item


def _close(by: Person, at: datetime) -> None:
    actions.close_blog(blog=_blog(), by=by, at=at)


def _blog() -> LiveBlog:
    return LiveBlog.objects.get(slug=SLUG)


def _item(slug: str) -> Item:
    return Version.objects.current().get(slug=slug, language="id").item
