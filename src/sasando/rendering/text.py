"""A Document as plain text: for e-mail, for reading aloud, for pasting anywhere."""

from zoneinfo import ZoneInfo

from sasando.documents import Document
from sasando.rendering.addresses import absolute, short_address, site_of
from sasando.rendering.dates import KUPANG_TIME, long_moment
from sasando.rendering.notices import notices
from sasando.rendering.phrases import Phrases
from sasando.rendering.prose import Prose, one_line
from sasando.rendering.sources import partners_line
from sasando.rendering.verdicts import told_blocks


def plain_text(document: Document, *, site_url: str = "", zone: ZoneInfo = KUPANG_TIME) -> str:
    """Return the whole Document as plain text: notices, headline, body, approvals, short address.

    ``site_url`` ("https://example.id") is where the short address lives; by default the site of
    the Document's own address. Paragraphs are parted by blank lines; the text ends with a newline.
    """
    site = site_url or site_of(document)
    parts = [
        *(one_line(notice) for notice in notices(document)),
        _head(document, zone),
        _key_message(document),
        body_text(document),
        _related(document, site),
        _foot(document, site, zone),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def body_text(document: Document) -> str:
    """Return the body alone, its dateline before the first block; of a fact-check all it says."""
    prose = Prose(document.language)
    blocks = [prose.block(block) for block in told_blocks(document)]
    if document.dateline and document.verdict is None:
        blocks[0] = f"{document.dateline} — {blocks[0]}"
    return "\n\n".join(blocks)


def _head(document: Document, zone: ZoneInfo) -> str:
    t = Phrases(document.language)
    lines = [
        f"{t(f'kind.{document.kind.value}')} · {document.publisher.name}",
        one_line(document.headline),
    ]
    if document.partners:
        lines.append(partners_line(document))
    if document.byline:
        lines.append(t("item.by", names=", ".join(document.byline)))
    if document.imprint is not None:
        imprint = document.imprint
        first = long_moment(imprint.first_published_at, document.language, zone)
        lines.append(t("item.published", moment=first))
        if imprint.published_at > imprint.first_published_at:
            moment = long_moment(imprint.published_at, document.language, zone)
            lines.append(t("item.corrected_on", moment=moment))
    return "\n".join(lines)


def _key_message(document: Document) -> str:
    t = Phrases(document.language)
    return f"{t('item.must_know')}: {one_line(document.key_message)}"


def _related(document: Document, site_url: str) -> str:
    if not document.related:
        return ""
    t = Phrases(document.language)
    lines = [f"- {link.title}: {absolute(link.href, site_url)}" for link in document.related]
    return "\n".join([t("item.related"), *lines])


def _foot(document: Document, site_url: str, zone: ZoneInfo) -> str:
    t = Phrases(document.language)
    lines: list[str] = []
    if document.valid_until is not None:
        moment = long_moment(document.valid_until, document.language, zone)
        lines.append(t("item.valid_until", moment=moment))
    if document.imprint is not None and document.imprint.approvals:
        lines.append(t("item.approved_by"))
        lines += [
            "- "
            + t(
                "item.approval",
                person=approval.person,
                office=approval.office,
                party=approval.party.name,
                moment=long_moment(approval.at, document.language, zone),
            )
            for approval in document.imprint.approvals
        ]
    lines.append(t("item.verify", address=short_address(document, site_url)))
    lines.append(t("item.code", code=document.code))
    return "\n".join(lines)
