"""A Document as a script to be read on air within a stated time."""

import math
import re
from dataclasses import dataclass
from functools import singledispatch

from sasando.documents import Block, Document, Standing
from sasando.documents.blocks import (
    FactBox,
    Heading,
    Listing,
    Paragraph,
    QuestionAnswer,
    Quote,
    StageChange,
    StageReference,
    plain,
)
from sasando.rendering.dates import date_range
from sasando.rendering.notices import standing_notice
from sasando.rendering.phrases import Phrases
from sasando.rendering.sources import MADE_TOGETHER, parties_of
from sasando.rendering.speech import spoken
from sasando.rendering.verdicts import spoken_blocks

# A full stop after these, or after one capital letter, does not end a sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:Jl|No|Dr|dr|Prof|Drs|Ir|St|Hj|H|Mr|Mrs|Ms)|\b[A-Z])\.$")
_BORDER = re.compile(r"(?<=[.!?])[”\"']?\s+(?=[“\"'(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a presenter reads, in this order: ``lead``, ``sentences``, ``closing``."""

    headline: str  # as written, for the presenter's list; not read
    lead: str  # the key message, and before it a correction or a withdrawal
    sentences: tuple[str, ...]
    source: str  # the publisher, as it is said
    closing: str  # the last line: "Sumber: K-P-U Kota Kupang."
    words: int  # of all that is read
    seconds: int  # to read them at ``words_per_minute``, rounded up
    words_per_minute: int
    pronunciations: tuple[tuple[str, str], ...]  # name and respelling, of the names that are read
    code: str
    withdrawn: bool = False

    @property
    def spoken_lines(self) -> tuple[str, ...]:
        """All that is read, a paragraph a line."""
        return (self.lead, *self.sentences, self.closing)


def broadcast_script(document: Document, *, seconds: int, words_per_minute: int = 130) -> Script:
    """Return the script of ``document`` that is read in at most ``seconds``.

    The key message and the closing line with the source are always read; sentences of the body follow in their order as
    long as time is left, moves of stages first. A text for which these two alone take
    longer gets no sentences, and ``Script.seconds`` says what it takes. A correction is named
    before the key message; of a withdrawn text only the withdrawal is read. Raises ``ValueError``
    when ``seconds`` or ``words_per_minute`` is not positive.
    """
    if seconds <= 0 or words_per_minute <= 0:
        raise ValueError("a script needs a positive time and reading speed")
    language = document.language
    t = Phrases(language)
    withdrawn = document.imprint is not None and document.imprint.standing is Standing.WITHDRAWN
    lead = _lead(document)
    source = spoken(document.publisher.name, language)
    if document.kind in MADE_TOGETHER:
        closing = t("script.together", parties=spoken(parties_of(document), language))
    else:
        closing = t("script.source", publisher=source)
    budget = seconds * words_per_minute // 60 - _words(lead) - _words(closing)
    chosen = () if withdrawn else _chosen(document, budget)
    words = sum(_words(line) for line in (lead, *chosen, closing))
    read = " ".join([document.key_message, lead, *chosen]).casefold()
    return Script(
        headline=document.headline,
        lead=lead,
        sentences=chosen,
        source=source,
        closing=closing,
        words=words,
        seconds=math.ceil(words * 60 / words_per_minute),
        words_per_minute=words_per_minute,
        pronunciations=tuple(
            (p.term, p.respelling)
            for p in document.pronunciations
            if spoken(p.term, language).casefold() in read or p.term.casefold() in read
        ),
        code=document.code,
        withdrawn=withdrawn,
    )


def script_text(script: Script, language: str) -> str:
    """Return ``script`` as plain text for the presenter's desk; ends with source and code."""
    t = Phrases(language)
    length = t(
        "script.length", seconds=script.seconds, words=script.words, rate=script.words_per_minute
    )
    parts = [f"{t('script.title', headline=script.headline)}\n{length}"]
    if script.withdrawn:
        parts.append(t("script.do_not_air"))
    if script.pronunciations:
        lines = [
            t("script.pronunciation", term=term, respelling=respelling)
            for term, respelling in script.pronunciations
        ]
        parts.append("\n".join([t("script.pronunciations"), *lines]))
    parts += [script.lead, *script.sentences]
    parts.append(f"{script.closing}\n{t('item.code', code=script.code)}")
    return "\n\n".join(parts) + "\n"


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of ``text``; "Jl. Contoh No. 1" stays whole."""
    found: list[str] = []
    for piece in _BORDER.split(" ".join(text.split())):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return tuple(sentence for sentence in found if sentence)


def _lead(document: Document) -> str:
    t = Phrases(document.language)
    imprint = document.imprint
    if imprint is not None and imprint.standing is Standing.WITHDRAWN:
        return spoken(f"{standing_notice(document)} {document.headline}.", document.language)
    before = [t("script.correction"), document.correction.change] if document.correction else []
    return spoken(" ".join([*before, document.key_message]), document.language)


def _chosen(document: Document, budget: int) -> tuple[str, ...]:
    body = spoken_blocks(document)
    headed = zip(body, (None, *body), strict=False)
    moves_first = sorted(headed, key=lambda pair: not isinstance(pair[0], StageChange))
    t = Phrases(document.language)
    chosen: list[str] = []
    for block, before in moves_first:
        heading = before.text if isinstance(before, Heading) else ""
        for sentence in _sentences(block, t, heading):
            said = spoken(sentence, document.language)
            if _words(said) > budget:
                break  # the rest of this block leans on what did not fit
            if said not in chosen:
                chosen.append(said)
                budget -= _words(said)
    return tuple(chosen)


def _words(said: str) -> int:
    """Count as they are said: K-P-U is three, twenty-four is two."""
    return len(said.replace("-", " ").split())


@singledispatch
def _sentences(block: Block, t: Phrases, heading: str) -> tuple[str, ...]:
    """Return what is said of a block: nothing of tables, pictures, addresses and headings."""
    return ()


@_sentences.register
def _(block: Paragraph, t: Phrases, heading: str) -> tuple[str, ...]:
    return sentences_of(plain(block.spans))


@_sentences.register
def _(block: Listing, t: Phrases, heading: str) -> tuple[str, ...]:
    """All points or none: half of the steps would mislead."""
    points = " ".join(_ended(plain(item)) for item in block.items)
    return (f"{heading}: {points}" if heading else points,)


@_sentences.register
def _(block: Quote, t: Phrases, heading: str) -> tuple[str, ...]:
    key = "script.said" if block.office else "script.said_plainly"
    return (t(key, speaker=block.speaker, office=block.office, text=_ended(block.text)),)


@_sentences.register
def _(block: QuestionAnswer, t: Phrases, heading: str) -> tuple[str, ...]:
    return (f"{block.question} {_ended(plain(block.answer))}",)


@_sentences.register
def _(block: FactBox, t: Phrases, heading: str) -> tuple[str, ...]:
    facts = [t("script.fact", label=fact.label, value=fact.value) for fact in block.facts]
    return (f"{_ended(block.title)} {facts[0]}", *facts[1:])


@_sentences.register
def _(block: StageReference, t: Phrases, heading: str) -> tuple[str, ...]:
    dates = date_range(block.starts, block.ends, t.language)
    return (t("script.stage", name=block.name, dates=dates),)


@_sentences.register
def _(block: StageChange, t: Phrases, heading: str) -> tuple[str, ...]:
    was = date_range(block.was_starts, block.was_ends, t.language)
    now = date_range(block.starts, block.ends, t.language)
    return (t("script.stage_moved", name=block.name, was=was, now=now),)


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."
