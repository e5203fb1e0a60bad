"""Web addresses as people pass them on: found in words, and brought into one normal form.

Two addresses with the same normal form lead to the same page as far as that can be told without
the network: trackers, mobile and AMP copies, and the redirectors of chat programs are taken off.
"""

import re
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

_TRACKERS = re.compile(
    r"utm_\w+|[fgdy]bclid|[gdy]clid|msclkid|igshi?d?|igsh|mibextid|mc_[ce]id|_g[al]|ref_src|ref_url"
    r"|share_?id|sfnsn|__tn__|__cft__.*|wt_mc|cmpid|spm|xtor|amp|amp_js_v|amp_gsa|outputtype"
    r"|is_from_webapp|sender_device|web_id",
    re.IGNORECASE,
)
_TRACKERS_OF = {
    "facebook.com": {
        "rdid",
        "share_url",
        "extid",
        "_rdr",
        "ref",
        "locale",
        "refid",
        "paipv",
        "eav",
    },
    "instagram.com": {"img_index"},
    "tiktok.com": {"_t", "_r", "lang"},
    "x.com": {"s", "t"},
    "youtube.com": {"si", "feature", "t", "app", "pp", "ab_channel"},
}
_ALIASES = {
    "youtu.be": "youtube.com",
    "fb.com": "facebook.com",
    "twitter.com": "x.com",
    "nitter.net": "x.com",
}
_FRONTS = re.compile(r"(?:(?:www\d?|m|mobile|amp|web|mbasic|touch|id-id)\.(?=[^.]+\.[^.]))+")
_ENDS = {"", "amp", "index.htm", "index.html", "index.php"}  # of a path, saying nothing
_REDIRECTORS = {
    "l.facebook.com": "u",
    "lm.facebook.com": "u",
    "l.instagram.com": "u",
    "google.com": "q",
    "google.co.id": "q",
    "out.reddit.com": "url",
    "l.wl.co": "u",
}
_SUFFIXES = (
    "com|net|org|info|biz|id|co|gov|edu|io|me|ly|gl|gd|be|tv|cc|to|in|my|sg|au|us|uk|nl|tl|app|dev"
    "|site|online|xyz|top|club|shop|store|live|news|link|click|vip|win|fun|life|today|website|space"
    "|page|web|asia|mobi|pro|blog|art|icu|cloud|tech|press|media|ws|st|sh|ai|gle"
)
_WRITTEN = re.compile(
    r"https?://[^\s<>\"'“”‘’«»`\\^{}|]+"
    rf"|(?<![@\w./-])(?:[a-z0-9](?:[a-z0-9-]{{0,62}}[a-z0-9])?\.)+(?:{_SUFFIXES})"
    r"(?![\w-]|\.\w)(?::\d{2,5})?(?:[/?][^\s<>\"'“”‘’«»`\\^{}|]*)?",
    re.IGNORECASE,
)
MAX_LINK = 2_000  # characters; longer ones are no address anyone opens
_MAX_LINKS = 20
_MAX_TEXT = 100_000  # characters that are searched; a longer text is no message


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses written in ``text``, in order and once each, at most 20.

    Those without ``http://`` count when they end in a usual suffix (``kpu.go.id/pilkada``).
    """
    found: dict[str, None] = {}
    for match in islice(_WRITTEN.finditer(text[:_MAX_TEXT]), 10 * _MAX_LINKS):
        written = _without_tail(match.group())
        address = written if "://" in written[:8] else f"https://{written}"
        if len(address) <= MAX_LINK and address not in found and normal_link(address):
            found[address] = None
        if len(found) == _MAX_LINKS:
            break
    return tuple(found)


def normal_link(url: str) -> str:
    """Return the normal form of ``url``, ``""`` when it is no web address of 2,000 characters.

    It still leads to the page. The keys of ``sasando.matching`` go further: no scheme, one case.
    """
    if len(url) > MAX_LINK:
        return ""
    for _ in range(3):  # a redirector inside a redirector; nobody writes a fourth
        inner = _unwrapped(url)
        if inner == url:
            break
        url = inner
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return ""
    host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    if parsed.scheme not in ("http", "https") or ("." not in host and host != "localhost"):
        return ""
    host = _front_off(host)
    path = _path(parsed.raw_path.decode("ascii").partition("?")[0])
    if host == "youtu.be" and len(path) > 1:
        host, path, query = "youtube.com", "/watch", [("v", path.strip("/"))]
    else:
        host = _ALIASES.get(host, host)
        query = _query(parsed.query.decode("ascii", "replace"), host)
    if host == "youtube.com" and (short := re.match(r"/(?:shorts|live|embed)/([\w-]+)", path)):
        path, query = "/watch", [("v", short.group(1))]
    port = f":{parsed.port}" if parsed.port not in (None, 80, 443) else ""
    return f"https://{host}{port}{path}" + (f"?{urlencode(query)}" if query else "")


def site_of(url: str) -> str:
    """Return the host of an address without its front (``www.``, ``m.``), ``""`` for none."""
    return urlsplit(normal_link(url)).netloc


def _unwrapped(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    if host.endswith("cdn.ampproject.org"):
        inner = re.match(r"/[a-z]/(s/)?(.+)", parts.path)
        return f"https://{inner.group(2)}" if inner else url
    bare = _front_off(host)
    if bare in ("google.com", "google.co.id"):
        if parts.path.startswith("/amp/s/"):
            return f"https://{parts.path.removeprefix('/amp/s/')}"
        if parts.path != "/url":
            return url
    name = _REDIRECTORS.get(host) or _REDIRECTORS.get(bare)
    values = dict(parse_qsl(parts.query)) if name else {}
    target = values.get(name or "", "") or values.get("url", "")
    return target if target.startswith(("http://", "https://")) else url


def _front_off(host: str) -> str:
    fronts = _FRONTS.match(host)
    return host[fronts.end() :] if fronts else host


def _path(raw: str) -> str:
    """Escapes of letters and digits undone, others in capitals (RFC 3986 section 6.2.2)."""
    path = re.sub(r"/{2,}", "/", re.sub(r"%[0-9A-Fa-f]{2}", _escape, raw))
    parts = path.split("/")
    while len(parts) > 1 and parts[-1] in _ENDS:
        parts.pop()
    return "/".join(parts)


def _escape(match: re.Match[str]) -> str:
    character = chr(int(match.group()[1:], 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else match.group().upper()


def _query(query: str, host: str) -> list[tuple[str, str]]:
    own = _TRACKERS_OF.get(host, set())
    pairs = parse_qsl(query, max_num_fields=MAX_LINK) if query else []
    return sorted((k, v) for k, v in pairs if k not in own and not _TRACKERS.fullmatch(k))


def _without_tail(written: str) -> str:
    """Take off the punctuation that ends a sentence, and brackets that were never opened."""
    unopened = {shut: written.count(shut) - written.count(opened) for shut, opened in (")(", "][")}
    end = len(written)
    while end and (written[end - 1] in ".,;:!?*_~…'" or unopened.get(written[end - 1], 0) > 0):
        end -= 1
        if written[end] in unopened:
            unopened[written[end]] -= 1
    return written[:end]
