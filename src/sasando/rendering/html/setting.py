"""What a page needs to know of the house it stands in. Values only, passed in by the caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sasando.rendering.dates import KUPANG_TIME


@dataclass(frozen=True, slots=True)
class StageDates:
    """The dates a stage has today; a page shows them beside those a Document froze."""

    code: str
    name: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Door:
    """One link of the navigation: an address and the words on it."""

    href: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The house around a page: addresses, languages, navigation, today's calendar.

    ``site_url`` has no trailing slash. Every href is a path or a whole address. ``path`` is the
    page's own path, for its canonical address and for ``aria-current``.
    """

    site_url: str
    site_name: str
    tagline: str = ""
    language: str = "id"
    read_in: str = ""  # the further language its text is read in, if it is
    path: str = "/"
    stylesheet: str = "/static/sasando_site/sasando.css"
    script: str = "/static/sasando_site/sasando.js"
    live_script: str = "/static/sasando_site/siaran.js"
    hls_script: str = "/static/sasando_site/hls/hls.light.min.js"  # fetched when somebody plays
    learn_script: str = "/static/sasando_site/belajar.js"
    icon: str = "/static/sasando_site/icon.svg"
    counter: str = ""  # a picture of one point whose loading counts this page as shown
    home: str = "/"
    search: str = "/cari/"
    verify: str = "/verifikasi/"
    check: str = "/cek/"
    policy: str = "/tentang/#kebijakan"  # who approved what, and why
    navigation: tuple[Door, ...] = ()
    footer: tuple[Door, ...] = ()
    feeds: tuple[Door, ...] = ()  # Atom feeds named in the head
    languages: tuple[tuple[str, str], ...] = ()  # (language, href) of this page, its own included
    calendar: Mapping[str, StageDates] = field(default_factory=lambda: MappingProxyType({}))
    zone: ZoneInfo = KUPANG_TIME

    def absolute(self, href: str) -> str:
        """Return ``href`` as a whole address; addresses that are whole already stay."""
        return f"{self.site_url}{href}" if href.startswith("/") else href

    def is_here(self, href: str) -> bool:
        """Whether ``href`` leads to this page or to the section it stands in."""
        return self.path == href or (href != self.home and self.path.startswith(href))


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What the house offers around one Document's page. All of it may be missing."""

    section: Door | None = None  # the section the item stands in
    qr: str = ""  # address of the QR of the short address, SVG
    image: str = ""  # address of the share picture, 1200 x 630
    card: str = ""  # address of the card for messages, 1080 x 1080
    oembed: str = ""  # where oEmbed answers for this page
    downloads: tuple[Door, ...] = ()
    tags: tuple[Door, ...] = ()  # elections, stages, places, audiences, as pages of the site
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # code → href
    newest: str = ""  # where the newest version stands, when this page shows an older one
    compare: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Version → address of its difference to the version before."""
    erratum: Door | None = None  # the erratum that corrects this item
    learning: tuple[Door, ...] = ()  # of a lesson: its quiz, its path, the next lesson
