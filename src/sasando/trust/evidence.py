"""What a text, picture or PDF says of where it is from, so that verification can look it up.

Nothing here says "genuine": a code can be copied. The caller looks the codes up and compares.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sasando.documents.digest import normalise_code
from sasando.trust.comparison import INVISIBLE
from sasando.trust.credentials import Credentials, CredentialsState, read_credentials
from sasando.trust.exceptions import Oversize, Unreadable
from sasando.trust.files import FileType, type_of
from sasando.trust.pdf import read_codes_in_pdf, text_of_pdf
from sasando.trust.qr import read_codes

MAX_CHARACTERS = 400_000
MAX_TRACES = 50  # of each kind: each one costs the caller a look-up

_DASH = "[-\u2010-\u2015\u2212\u00ad\u0002\ufffe]"
# A dash may end the line: columns and chats break there.
_LINK_CODE = rf"([0-9A-Za-z]{{5}}(?:{_DASH}\s*)?[0-9A-Za-z]{{5}})(?![0-9A-Za-z])"
_PRINTED = re.compile(rf"(?<![0-9A-Za-z-])([0-9A-Z]{{5}}){_DASH}\s*([0-9A-Z]{{5}})(?![0-9A-Za-z-])")


class Source(StrEnum):
    """Where a code was found, the strongest first."""

    CREDENTIALS = "credentials"
    QR = "qr"
    LINK = "link"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Trace:
    """One code of a version, and where it was found."""

    code: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a thing carries that can be looked up."""

    traces: tuple[Trace, ...] = ()
    addresses: tuple[str, ...] = ()  # pages of this site it names, without "/v/" addresses
    elsewhere: tuple[str, ...] = ()  # what its QR codes say that is not of this site
    credentials: Credentials | None = None
    text: str = ""  # what can be compared; empty for pictures

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, each once, the strongest source first."""
        order = list(Source)
        traces = sorted(self.traces, key=lambda trace: order.index(trace.source))
        return tuple(dict.fromkeys(trace.code for trace in traces))


@dataclass(frozen=True, slots=True)
class _Site:
    """This site's addresses, as people write them: with or without scheme and www."""

    site_url: str

    @property
    def _start(self) -> str:
        parts = urlsplit(self.site_url)
        # A narrow column breaks an address after a dot or a slash.
        place = re.escape(parts.netloc + parts.path).replace(r"\.", r"\.\s{0,3}")
        return rf"(?<![\w.@/-])(?:https?://)?(?:www\.)?{place}"

    def codes(self, text: str) -> list[str]:
        found = re.finditer(rf"{self._start}/\s{{0,3}}v/\s{{0,3}}{_LINK_CODE}", text, re.IGNORECASE)
        return _codes(match[1] for match in found)

    def addresses(self, text: str) -> list[str]:
        found = re.finditer(rf"{self._start}(/[^\s<>\"'()\[\]*]*)", text, re.IGNORECASE)
        paths = (match[1].rstrip(".,;:!?") for match in found)
        return _first(f"{self.site_url}{path}" for path in paths if not path.startswith("/v/"))


def _first(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))[:MAX_TRACES]


def _codes(found: Iterable[str]) -> list[str]:
    return _first(code for text in found if (code := normalise_code(_plain(text))) is not None)


def _plain(code: str) -> str:
    return re.sub(rf"{_DASH}|\s", "", code)


def _printed(text: str) -> list[str]:
    if typed := normalise_code(_plain(text.strip())):  # a code and nothing else, in any case
        return [typed]
    return _codes(match[1] + match[2] for match in _PRINTED.finditer(text))


def evidence_in_text(text: str, *, site_url: str) -> Evidence:
    """Return what ``text`` carries: addresses of ``site_url`` and printed codes.

    Raises ``Oversize`` beyond 400,000 characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise Oversize(f"{len(text):,} characters; at most {MAX_CHARACTERS:,} are read")
    site = _Site(site_url.rstrip("/"))
    visible = INVISIBLE.sub("", text)  # typesetting hides places to break in long addresses
    linked = site.codes(visible)
    printed = [code for code in _printed(visible) if code not in linked]
    return Evidence(
        traces=(
            *(Trace(code, Source.LINK) for code in linked),
            *(Trace(code, Source.PRINTED) for code in printed),
        ),
        addresses=tuple(site.addresses(visible)),
        text=text,
    )


def _with_qr(evidence: Evidence, texts: tuple[str, ...], site_url: str) -> Evidence:
    site = _Site(site_url.rstrip("/"))
    texts = texts[:MAX_TRACES]
    codes = _first(code for text in texts for code in site.codes(text))
    addresses = _first(address for text in texts for address in site.addresses(text))
    return Evidence(
        traces=(*(Trace(code, Source.QR) for code in codes), *evidence.traces),
        addresses=tuple(dict.fromkeys((*addresses, *evidence.addresses))),
        elsewhere=tuple(t for t in texts if not site.codes(t) and not site.addresses(t)),
        credentials=evidence.credentials,
        text=evidence.text,
    )


def evidence_in_image(image: bytes, *, site_url: str, anchors: str = "") -> Evidence:
    """Return what a PNG, JPEG or WebP carries: QR codes and content credentials.

    ``anchors`` as for ``read_credentials``. Raises ``Oversize`` or ``Unreadable``.
    """
    texts = read_codes(image)
    credentials = read_credentials(image, anchors=anchors)
    traces: tuple[Trace, ...] = ()
    # A broken credential shows that the picture was altered; what it names is nobody's word.
    if credentials is not None and credentials.state is not CredentialsState.INVALID:
        traces = tuple(Trace(c, Source.CREDENTIALS) for c in _codes([credentials.code]))
    return _with_qr(Evidence(traces=traces, credentials=credentials), texts, site_url)


def evidence_in_pdf(pdf: bytes, *, site_url: str) -> Evidence:
    """Return what a PDF carries: in its text, and in QR codes on its pages.

    Raises ``Oversize`` or ``Unreadable``.
    """
    written = evidence_in_text(text_of_pdf(pdf), site_url=site_url)
    return _with_qr(written, read_codes_in_pdf(pdf), site_url)


def evidence_in_file(
    content: bytes, *, site_url: str, name: str = "", content_type: str = "", anchors: str = ""
) -> Evidence:
    """Return what an uploaded file carries, whatever it is.

    ``name`` and ``content_type`` are what the sender claims. Raises ``FileRefused``:
    ``Oversize``, ``Disguised`` or ``Unreadable``.
    """
    kind = type_of(content, name=name, content_type=content_type)
    if kind.is_image:
        return evidence_in_image(content, site_url=site_url, anchors=anchors)
    if kind is FileType.PDF:
        return evidence_in_pdf(content, site_url=site_url)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("the text is not UTF-8") from error
    return evidence_in_text(text, site_url=site_url)
