"""Whether a text someone holds says the same as the one that was published.

What copying does to a text is forgiven: blanks, line breaks, quotes and dashes, marks of WhatsApp
and of lists, hyphens of typesetting, letter case, and punctuation around words. Every word, figure
and sign inside them counts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from sasando.trust.exceptions import Oversize

MAX_WORDS = 20_000
_MAX_PAIRS = 200_000  # a release of 3,000 words has half of that with itself
_RELATED = 0.35  # below this share of common words the two texts have nothing to do with each other

INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\u2066-\u2069\ufeff\ufe0f]")
# PDFium gives a hyphen that typesetting put at a line's end as U+0002 or U+FFFE.
_TYPESET_HYPHEN = re.compile("[\u00ad\u0002\ufffe][^\\S\n]*\\s*")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[^\W_])-[^\S\n]*\r?\n\s*(?=[^\W_])")
_SLASH_AT_LINE_END = re.compile(r"(?<=\w/)[^\S\n]*\r?\n\s*(?=\w)")  # a long address, broken
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*•·▪‣>#]+[ \t]+)+", re.MULTILINE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = str.maketrans("‘’‚‛“”„‟«»`´", "''''\"\"\"\"\"\"''")
_AROUND = " .,;:!?\"'()[]{}…*_|<>/•·▪‣"
_HYPHEN_IN_WORD = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


class Match(StrEnum):
    """How a given text stands to the original."""

    IDENTICAL = "identical"
    PART = "part"  # one unbroken piece of the original, nothing added
    ALTERED = "altered"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Difference:
    """One passage that differs. One side is empty where words were only added or left out."""

    original: str
    given: str
    before: str  # up to five words of the original that stand before it


@dataclass(frozen=True, slots=True)
class Comparison:
    match: Match
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    same: str  # what is compared
    shown: str  # what people read


def compare(original_text: str, given_text: str) -> Comparison:
    """Return how ``given_text`` stands to ``original_text``, with the passages that differ.

    Raises ``Oversize`` beyond 20,000 words.
    """
    original, given = _words(original_text), _words(given_text)
    ours, theirs = [word.same for word in original], [word.same for word in given]
    if ours == theirs:
        return Comparison(Match.IDENTICAL)
    if not ours or not theirs:
        return Comparison(Match.UNRELATED)
    if _is_part(theirs, ours):
        return Comparison(Match.PART)
    steps = _steps(ours, theirs)
    common = sum(to - start for tag, start, to, _, _ in steps if tag == "equal")
    if common < _RELATED * min(len(ours), len(theirs)):
        return Comparison(Match.UNRELATED)
    return Comparison(
        Match.ALTERED,
        tuple(
            Difference(
                original=_shown(original[i1:i2]),
                given=_shown(given[j1:j2]),
                before=_shown(original[max(0, i1 - 5) : i1]),
            )
            for tag, i1, i2, j1, j2 in steps
            if tag != "equal"
        ),
    )


def _steps(ours: list[str], theirs: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    # Every pair of equal words costs time, over and over. Beyond what honest texts have, words that
    # come often are no longer used to find where the texts meet.
    counts = Counter(theirs)
    pairs = sum(counts[word] for word in ours)
    return SequenceMatcher(None, ours, theirs, autojunk=pairs > _MAX_PAIRS).get_opcodes()


def _is_part(part: list[str], whole: list[str]) -> bool:
    # Words hold no blanks, so that a match of the joined texts is a match of whole words.
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def _shown(words: list[_Word]) -> str:
    return " ".join(word.shown for word in words)


def _words(text: str) -> list[_Word]:
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _DASHES.sub("-", text.translate(_QUOTES))
    text = _TYPESET_HYPHEN.sub("", text)
    text = _LIST_MARK.sub("", text)
    text = _SLASH_AT_LINE_END.sub("", _HYPHEN_AT_LINE_END.sub("-", text))
    # A dash between words is punctuation; between figures ("07.00 - 13.00") it is a range.
    text = re.sub(r"(?<=\d)\s*-\s*(?=\d)", "-", text)
    words = [_Word(_same(shown), shown) for shown in text.split()]
    words = [word for word in words if word.same]
    if len(words) > MAX_WORDS:
        raise Oversize(f"{len(words):,} words; at most {MAX_WORDS:,} are compared")
    return words


def _same(word: str) -> str:
    bare = word.strip(_AROUND)
    if not re.fullmatch(r"-[\d.,]+%?", bare):  # a minus before a figure counts
        bare = bare.strip("-" + _AROUND)
    return _HYPHEN_IN_WORD.sub("", bare).casefold()
