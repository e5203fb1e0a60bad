"""Addresses of the public pages, in both languages, and how one page's address reads in the other."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from sasando.desk.addresses import SECTIONS, home_path, kind_of_section
from sasando.documents.vocabulary import Audience, Kind

LANGUAGES = ("id", "en")
WORDS: Mapping[str, Mapping[str, str]] = {
    "calendar": {"id": "kalender", "en": "calendar"},
    "places": {"id": "tempat", "en": "places"},
    "search": {"id": "cari", "en": "search"},
    "about": {"id": "tentang", "en": "about"},
    "verify": {"id": "verifikasi", "en": "verify"},
    "check": {"id": "cek", "en": "check"},
    "figures": {"id": "angka", "en": "figures"},
    "embed": {"id": "sematan", "en": "embed"},
    "ask": {"id": "tanya", "en": "ask"},
    "topics": {"id": "topik", "en": "topics"},
    "subscribe": {"id": "langgan", "en": "subscribe"},
    "confirm": {"id": "tegaskan", "en": "confirm"},
    "leave": {"id": "berhenti", "en": "leave"},
    "difference": {"id": "perbedaan", "en": "changes"},
    "election": {"id": "pemilu", "en": "election"},
    "stage": {"id": "tahapan", "en": "stage"},
    "audience": {"id": "pemilih", "en": "voters"},
    "tools": {"id": "pemilih", "en": "voters"},
}
TOOLS: Mapping[str, Mapping[str, str]] = {
    "voter": {"id": "apakah-saya-pemilih", "en": "am-i-a-voter"},
    "ballots": {"id": "surat-suara-saya", "en": "my-ballots"},
    "bring": {"id": "yang-dibawa", "en": "what-to-bring"},
    "practice": {"id": "latihan-mencoblos", "en": "ballot-practice"},
    "gym": {"id": "kenali-hoaks", "en": "hoax-gym"},
}
SCHEMES = ("election", "stage", "audience")  # tags with a page of their own; places have theirs
FEED_FORMATS = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
CLAIM_REVIEWS = "/umpan/claimreview.json"  # the feed of verdicts in both languages
COUNTER = "/hitung.gif"
ALL = {"id": "semua", "en": "all"}  # the feed of everything


def page_path(word: str, language: str) -> str:
    """Return the path of the page called ``word`` in ``WORDS``: ``/cari/``, ``/en/search/``."""
    return f"{home_path(language)}{WORDS[word][language]}/"


def month_path(kind: Kind, language: str, day: date) -> str:
    """Return the archive page of ``day``'s month: ``/rilis/2024/09/``."""
    return f"{home_path(language)}{SECTIONS[kind][language]}/{day:%Y/%m}/"


def topic_path(scheme: str, code: str, language: str) -> str:
    """Return the page of one tag; a place's is its own page."""
    if scheme == "place":
        return place_path(code, language)
    return f"{page_path('topics', language)}{WORDS[scheme][language]}/{code}/"


def place_path(code: str, language: str) -> str:
    """Return the page of a place: ``/tempat/53.71.01/``."""
    return f"{page_path('places', language)}{code}/"


def calendar_path(election: str, language: str) -> str:
    """Return the calendar of one election."""
    return f"{page_path('calendar', language)}{election}/"


def difference_path(own_path: str, language: str) -> str:
    """Return the page that compares the version at ``own_path`` with the one before."""
    return f"{own_path}{WORDS['difference'][language]}/"


def ask_path(path: str, language: str) -> str:
    """Return where the guests of the episode at ``path`` are asked: ``/acara/judul/tanya/``."""
    return f"{path}{WORDS['ask'][language]}/"


def episode_calendar_path(path: str) -> str:
    """Return the iCalendar file of the episode at ``path``."""
    return f"{path}acara.ics"


def check_path(token: str, language: str) -> str:
    """Return the page of one question, which nobody else knows: ``/cek/<token>/``."""
    return f"{page_path('check', language)}{token}/"


def beside_check(word: str, language: str) -> str:
    """Return the page under ``/cek/`` that is called ``word`` in ``WORDS``: ``/cek/angka/``."""
    return f"{page_path('check', language)}{WORDS[word][language]}/"


def embed_path(path: str, language: str) -> str:
    """Return what partners frame of the page at ``path``: an item, a calendar, a countdown."""
    return f"{path}{WORDS['embed'][language]}/"


def framed_page(path: str) -> str:
    """Return the page whose frame is at ``path``; of any other page, the path itself."""
    for language in LANGUAGES:
        own = f"{WORDS['embed'][language]}/"
        if path.endswith(f"/{own}"):
            return path.removesuffix(own)
    return path


def oembed_path(address: str) -> str:
    """Return where oEmbed answers for the page at the whole ``address``."""
    return f"/oembed?{urlencode({'url': address})}"


def counter_address(path: str) -> str:
    """Return the picture of one point that counts the page at ``path`` as shown."""
    return f"{COUNTER}?{urlencode({'h': path})}"


def is_framed(path: str) -> bool:
    """Whether the page at ``path`` is one that other sites may show in a frame."""
    return any(path.endswith(f"/{WORDS['embed'][language]}/") for language in LANGUAGES)


def subscribe_path(word: str, language: str, tag: str = "") -> str:
    """Return a page of the newsletter: ``/langgan/``, or what a link with ``tag`` leads to."""
    form = page_path("subscribe", language)
    return f"{form}{WORDS[word][language]}/{tag}/" if tag else form


def tool_path(tool: str, language: str, part: str = "") -> str:
    """Return the page of a tool for voters: ``/pemilih/yang-dibawa/``, or of a part of it."""
    own = f"{page_path('tools', language)}{TOOLS[tool][language]}/"
    return f"{own}{part}/" if part else own


def code_path(code: str, name: str = "") -> str:
    """Return the short path of a version, or of one of its files."""
    return f"/v/{code}/{name}" if name else f"/v/{code}"


def feed_path(name: str, form: str) -> str:
    """Return ``/umpan/<name>.<form>``."""
    return f"/umpan/{name}.{form}"


def is_feed(path: str) -> bool:
    """Whether ``path`` is that of a feed of the hub, as far as its form tells."""
    form = path.rpartition(".")[2]
    of_the_hub = path not in ("/umpan/ninjs.json", CLAIM_REVIEWS)
    return path.startswith("/umpan/") and form in FEED_FORMATS and of_the_hub


def feed_names(language: str) -> dict[str, Kind | None]:
    """Return the feeds of ``language`` by name: everything, and one a section."""
    return {ALL[language]: None} | {names[language]: kind for kind, names in SECTIONS.items()}


def topic_feed(scheme: str, code: str, language: str) -> str:
    """Return the name of the feed of one tag: ``pemilu-pilkada2024``."""
    return f"{WORDS[scheme][language]}-{code}"


def counts_days(path: str) -> bool:
    """Whether the page at ``path`` says something else every day: countdowns, what is under way."""
    return any(
        path == home_path(language)
        or path.startswith((page_path("calendar", language), page_path("tools", language)))
        for language in LANGUAGES
    )


def audiences() -> tuple[str, ...]:
    """Return the codes of all audiences."""
    return tuple(audience.value for audience in Audience)


__all__ = [
    "ALL",
    "CLAIM_REVIEWS",
    "FEED_FORMATS",
    "LANGUAGES",
    "SCHEMES",
    "TOOLS",
    "WORDS",
    "ask_path",
    "audiences",
    "beside_check",
    "calendar_path",
    "check_path",
    "code_path",
    "counts_days",
    "difference_path",
    "embed_path",
    "episode_calendar_path",
    "feed_names",
    "feed_path",
    "home_path",
    "is_feed",
    "is_framed",
    "kind_of_section",
    "month_path",
    "oembed_path",
    "page_path",
    "place_path",
    "tool_path",
    "topic_feed",
    "topic_path",
]
