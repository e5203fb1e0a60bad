"""A Document as YouTube shows it: title, description with chapters, tags. Pure.

https://developers.google.com/youtube/data/reference/rest/v3/videos#properties
https://support.google.com/youtube/answer/9884579 (chapters)
"""

from sasando.channels.builtin.messengers.splitting import shortened
from sasando.documents import Document
from sasando.documents.blocks import Chapter, Recording
from sasando.rendering.addresses import absolute, short_address
from sasando.rendering.dates import film_time
from sasando.rendering.notices import notices
from sasando.rendering.phrases import Phrases
from sasando.rendering.prose import Prose, one_line
from sasando.rendering.sources import MADE_TOGETHER, parties_of, source_line
from sasando.rendering.verdicts import told_blocks

MAX_TITLE = 100  # characters
MAX_DESCRIPTION = 5000  # bytes of UTF-8
MAX_TAGS = 450  # characters of all together; the limit is 500, and YouTube counts quotes in
_SHORTEST_CHAPTER = 10  # seconds
_FEWEST_CHAPTERS = 3
_REFUSED = str.maketrans({"<": "‹", ">": "›"})  # YouTube takes neither sign anywhere


def title_of(text: str) -> str:
    """Return ``text`` as a title: one line of at most 100 characters, without < and >."""
    return shortened(text.translate(_REFUSED), MAX_TITLE)


def description_of(document: Document, *, site_url: str) -> str:
    """Return the description: what must be known, where more is, chapters, then the text itself.

    What does not fit into 5,000 bytes is cut from the text; notices and addresses are kept.
    """
    t = Phrases(document.language)
    film = next(iter(document.recordings), None)
    head = [
        *(one_line(notice) for notice in notices(document)),
        one_line(document.key_message),
        "\n".join(
            [
                t("youtube.read_more", address=absolute(document.href, site_url)),
                t("item.verify", address=short_address(document, site_url)),
            ]
        ),
        chapter_list(film, document.language) if film else "",
        source_line(document)
        if document.kind in MADE_TOGETHER
        else t("item.source", source=parties_of(document)),
    ]
    fixed = "\n\n".join(part for part in head if part).translate(_REFUSED)
    return fitting(f"{fixed}\n\n{_text(document)}".translate(_REFUSED), MAX_DESCRIPTION)


def chapter_list(recording: Recording, language: str) -> str:
    """Return the chapters as YouTube reads them, "" where it would read none.

    The first begins at 0:00, there are at least three, and each lasts ten seconds: one that begins
    too early after another is left out.
    """
    t = Phrases(language)
    kept: list[Chapter] = []
    for chapter in recording.chapters:
        starts = chapter.starts_s if kept or chapter.starts_s >= _SHORTEST_CHAPTER else 0
        if not kept and starts:
            kept.append(Chapter(starts_s=0, title=t("youtube.opening")))
        if not kept or starts - kept[-1].starts_s >= _SHORTEST_CHAPTER:
            kept.append(Chapter(starts_s=starts, title=chapter.title))
    if kept and recording.duration_s - kept[-1].starts_s < _SHORTEST_CHAPTER:
        kept.pop()
    if len(kept) < _FEWEST_CHAPTERS:
        return ""
    lines = [f"{film_time(c.starts_s)} {one_line(c.title).strip()}" for c in kept]
    return "\n".join([t("youtube.chapters"), *lines])


def tags_of(document: Document) -> list[str]:
    """Return what the video is filed under: elections, stages, places, publisher."""
    names = [
        *(tag.name for tag in document.elections),
        *(tag.name for tag in document.stages),
        *(tag.name for tag in document.places),
        document.publisher.name,
    ]
    found: list[str] = []
    for name in dict.fromkeys(
        one_line(name).translate(_REFUSED).replace(",", " ") for name in names
    ):
        if sum(len(tag) + 3 for tag in [*found, name]) <= MAX_TAGS:
            found.append(name)
    return found


def fitting(text: str, limit: int) -> str:
    """Return ``text`` within ``limit`` bytes of UTF-8, cut at a line or a blank with an ellipsis."""
    if len(text.encode()) <= limit:
        return text.rstrip()
    head = text.encode()[: limit - len("…".encode())].decode("utf-8", "ignore")
    border = max(head.rfind("\n"), head.rfind(" "))
    return head[: border if border > 0 else len(head)].rstrip() + "…"


def _text(document: Document) -> str:
    prose = Prose(document.language)
    body = (block for block in told_blocks(document) if not isinstance(block, Recording))
    return "\n\n".join(prose.block(block) for block in body)
