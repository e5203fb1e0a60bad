"""What matches exactly or not at all: links, domains, phone numbers, accounts, banks.

Messages that defraud carry little else. A key is ``kind:value``, the same however it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

_TLD = r"(?:com|net|org|info|id|me|ly|link|site|online|xyz|top|shop|live|app|click|my|biz|co|gg|cc|tv|be|io|page|web|vip|club|store|fun|space|website|icu|pro)"
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"'“”()\[\]]+"
    rf"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}{_TLD}(?![\w.-]*[a-z0-9]@)(?:/[^\s<>\"'“”()\[\]]*)?(?![a-z0-9-])"
)
_PHONE = re.compile(r"(?<![\d.])(?:\(?\+?62\)?|0)[ .-]?8\d(?:[ .-]?\d){6,11}(?![\d])")
_ACCOUNT = re.compile(r"(?<![\d.,+])\d(?:[ -]?\d){9,17}(?![\d.,]\d)")
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|igsh(id)?|si|s|t|feature|ref\w*|mibextid|_rdr|_r|amp|share_\w+|is_from_webapp|sender_device|web_id|from|spm)$"
)
_STRIPPED_HOST = re.compile(r"^(www\d?|m|mobile|web|amp|id-id|touch|vt|vm|l)\.")
# Everybody's houses: a message is not recognised by them, only by the page inside.
_SHARED_HOSTS = frozenset(
    [
        "facebook.com",
        "fb.watch",
        "fb.com",
        "youtube.com",
        "youtu.be",
        "tiktok.com",
        "instagram.com",
        "twitter.com",
        "x.com",
        "t.me",
        "telegram.me",
        "whatsapp.com",
        "chat.whatsapp.com",
        "wa.me",
        "bit.ly",
        "google.com",
        "archive.ph",
        "archive.is",
        "perma.cc",
        "archive.org",
        "t.co",
        "s.id",
        "threads.net",
        "ghostarchive.org",
        "archive.cob.web.id",
        "goo.gl",
        "docs.google.com",
        "drive.google.com",
        "forms.gle",
        "linktr.ee",
        "tinyurl.com",
    ]
)
_BANKS = re.compile(
    r"\b(bri|bni|bca|btn|mandiri|bsi|cimb(?: niaga)?|danamon|permata|ocbc|maybank|panin|btpn|jenius|seabank|dana|ovo|gopay|shopeepay|linkaja|bank ntt|bjb)\b"
)


@dataclass(frozen=True, slots=True)
class Exact:
    """One exact thing and where it stands in the folded text."""

    key: str
    start: int
    end: int


def canonical_link(address: str) -> str:
    """Return an address without scheme, ``www``, tracking parameters, fragment, final slash.

    What cannot be parsed as an address comes back in lower case.
    """
    text = address.strip().lower()
    if "://" not in text:
        text = "http://" + text
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return address.strip().lower()
    host = _STRIPPED_HOST.sub("", host)
    kept = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)]
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{host}{path}{query}"


def link_keys(address: str) -> tuple[str, ...]:
    """Return the keys of one address: the page, and the host where that says something.

    ``wa.me`` and ``api.whatsapp.com`` addresses say a phone number.
    """
    canonical = canonical_link(address.rstrip(".,;:!?*_"))
    host, _, rest = canonical.partition("/")
    host = host.partition("?")[0]
    keys = []
    if host in {"wa.me", "api.whatsapp.com"} and (number := re.search(r"62\d{8,13}", canonical)):
        keys.append(f"phone:+{number.group()}")
    if rest or "?" in canonical:
        keys.append(f"link:{canonical}")
    if host and "." in host and host not in _SHARED_HOSTS:
        keys.append(f"domain:{host}")
    return tuple(keys)


def phone_key(written: str) -> str:
    """Return the key of an Indonesian mobile number, however it was spaced: ``phone:+628…``."""
    digits = re.sub(r"\D", "", written)
    return "phone:+62" + digits.removeprefix("62").removeprefix("0")


def exact_things(folded: str) -> Iterator[Exact]:
    """Yield the exact things of a folded text, links first; a number inside a link is not twice."""
    taken: list[tuple[int, int]] = []
    for found in _URL.finditer(folded):
        taken.append(found.span())
        for key in link_keys(found.group()):
            yield Exact(key, *found.span())
    rest = _blanked(folded, taken)
    numbers = []
    for found in _PHONE.finditer(rest):
        numbers.append(found.span())
        yield Exact(phone_key(found.group()), *found.span())
    for found in _ACCOUNT.finditer(_blanked(rest, numbers)):
        number = re.sub(r"\D", "", found.group())
        if len(set(number)) > 1:  # a key held down is no account
            yield Exact(f"account:{number}", *found.span())
    for found in _BANKS.finditer(rest):
        yield Exact("bank:" + found.group().replace(" ", "-"), *found.span())


def without_links(folded: str) -> str:
    """Return a folded text with its addresses blanked; every offset stays."""
    return _blanked(folded, [found.span() for found in _URL.finditer(folded)])


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
