"""A Document as a WordPress post: title, text, excerpt, and where it belongs. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from html import escape
from urllib.parse import urlsplit

from sasando.channels.builtin.article import article
from sasando.documents import Document, Imprint, Standing
from sasando.documents.blocks import Image
from sasando.documents.vocabulary import Kind
from sasando.plugins import Context
from sasando.rendering.dates import long_moment
from sasando.rendering.phrases import Phrases

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_LONGEST_STEM = 60  # characters of a slug before the item's code
_MOST_TAGS = 10
ANY = "*"  # in the category mapping: what is in no other line


def title(document: Document) -> str:
    """Return the headline as WordPress keeps titles: HTML."""
    return escape(document.headline, quote=False)


def excerpt(document: Document) -> str:
    return escape(document.key_message, quote=False)


def content(document: Document, context: Context) -> str:
    """Return the text as one HTML block, which WordPress shows as it is.

    Below the article stand who approved it and where the original is. A bracket would begin a
    shortcode of the site, so it is written as an entity.
    """
    html = f"{article(document, context)}\n{_origin(document)}"
    return (
        f"<!-- wp:html -->\n{html.replace('[', '&#91;').replace(']', '&#93;')}\n<!-- /wp:html -->"
    )


def _origin(document: Document) -> str:
    t = Phrases(document.language)
    address = escape(document.href)
    lines = [f'{t("wordpress.original")}: <a href="{address}">{address}</a>']
    approvals = document.imprint.approvals if document.imprint else ()
    if approvals and document.imprint and document.imprint.standing is not Standing.WITHDRAWN:
        names = [
            t(
                "item.approval",
                person=approval.person,
                office=approval.office,
                party=approval.party.name,
                moment=long_moment(approval.at, document.language),
            )
            for approval in approvals
        ]
        lines.insert(0, escape(f"{t('item.approved_by')}: {'; '.join(names)}", quote=False))
    return f"<p><small>{'<br>'.join(lines)}</small></p>"


def slug(document: Document) -> str:
    """Return the post's name in addresses: the same for every version of the item.

    It ends in the item's code, by which the post is found again; ASCII, so WordPress keeps it.
    """
    path = urlsplit(document.href).path.rstrip("/").rpartition("/")[2]
    stem = ascii_slug(path)[:_LONGEST_STEM].strip("-") or document.kind.value
    return f"{stem}-{document.item.hex[:8]}-{document.language}"


def ascii_slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def moment_gmt(document: Document) -> str:
    """Return when it was first published, as ``date_gmt`` wants it; "": not known."""
    if document.imprint is None:
        return ""
    at = document.imprint.first_published_at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def kit_lines(document: Document, *, categories: tuple[str, ...], alt: str, caption: str) -> str:
    """Return all but the text, as lines to copy: for who posts it by hand."""
    t = Phrases(document.language)
    lines = {
        "title": document.headline,
        "excerpt": document.key_message,
        "slug": slug(document),
        "date": moment_gmt(document),
        "categories": ", ".join(categories),
        "alt": alt,
        "caption": caption,
    }
    return "".join(
        f"{t(f'wordpress.kit_{name}')}: {value}\n" for name, value in lines.items() if value
    )


def first_picture(document: Document) -> Image | None:
    return document.images[0] if document.images else None


def picture_name(image: Image) -> str:
    return f"gambar.{_EXTENSIONS[image.content_type]}"


def as_withdrawn(document: Document, reason: str, imprint: Imprint) -> Document:
    """Return ``document`` standing as withdrawn for ``reason``; its digest stays."""
    changes = {"standing": Standing.WITHDRAWN, "standing_note": reason}
    return document.with_imprint(imprint.model_copy(update=changes))


def tags(document: Document) -> tuple[str, ...]:
    """Return elections and places by name, each once."""
    names = [tag.name for tag in document.elections] + [tag.name for tag in document.places]
    return tuple(dict.fromkeys(names))[:_MOST_TAGS]


@dataclass(frozen=True, slots=True)
class Categories:
    """Which categories a Document goes into: ``release = Pemilu, KPU; verdict = Cek Fakta; * = Berita``.

    Left stands a kind, an audience, or the code of an election or place.
    """

    lines: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def read(cls, text: str) -> "Categories":
        """Read the mapping. Raises ``ValueError`` with the line that cannot be read."""
        lines = []
        for line in re.split(r"[;\n]+", text):
            if not line.strip():
                continue
            key, sign, names = line.partition("=")
            wanted = tuple(name.strip() for name in names.split(",") if name.strip())
            if not sign or not key.strip() or not wanted:
                raise ValueError(line.strip())
            lines.append((key.strip().lower(), wanted))
        return cls(tuple(lines))

    @property
    def names(self) -> tuple[str, ...]:
        """Every category that is named, each once."""
        return tuple(dict.fromkeys(name for _, names in self.lines for name in names))

    def of(self, document: Document) -> tuple[str, ...]:
        """Return the categories of ``document``, those of ``*`` when no other line fits."""
        keys = set(_keys(document))
        found = [name for key, names in self.lines if key in keys for name in names]
        if not found:
            found = [name for key, names in self.lines if key == ANY for name in names]
        return tuple(dict.fromkeys(found))

    def unknown(self) -> tuple[str, ...]:
        """Return what stands left of "=" and is certainly nothing: a word that looks like a kind."""
        kinds = {kind.value for kind in Kind}
        return tuple(key for key, _ in self.lines if key.endswith("s") and key[:-1] in kinds)


def _keys(document: Document) -> Iterator[str]:
    yield document.kind.value
    yield from (audience.value for audience in document.audiences)
    yield from (tag.code.lower() for tag in document.elections)
    yield from (tag.code.lower() for tag in document.places)
