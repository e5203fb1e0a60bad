"""One normalised text: its words with their places, and its exact keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sasando.matching.message import Span
from sasando.matching.normalise.exact import Exact, exact_things, without_links
from sasando.matching.normalise.framing import frame, idle, inside, without_chat_marks
from sasando.matching.normalise.letters import fold
from sasando.matching.normalise.stemming import stem
from sasando.matching.normalise.words import Word, stopwords, words

LEAST = 2  # words that carry meaning; fewer could mean anything
MOST_LETTERS = 20_000  # of a message are looked at; what follows repeats or is another message


@dataclass(frozen=True, slots=True)
class Normal:
    """A text ready to be compared. Spans of ``words`` and ``exact`` point into the text as it came."""

    words: tuple[Word, ...]
    exact: tuple[Exact, ...] = field(default=())

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the exact keys, each once, in order."""
        return tuple(dict.fromkeys(thing.key for thing in self.exact))

    @property
    def letters(self) -> tuple[str, ...]:
        """Return every word as it stands, for the comparison by letters."""
        return tuple(word.text for word in self.words)

    @property
    def content(self) -> tuple[str, ...]:
        """Return the stems of the words that carry meaning, in order, with repetitions."""
        return content_of(self.letters)

    @property
    def telling(self) -> bool:
        """Return whether the words could mean something: two that differ, and not mere "is it true?".

        Single letters are none, and numbers only count beside a word ("TPS 12").
        """
        said = [word for word in inside(self.letters) if len(word) > 1 or word.isdigit()]
        spoken = set(said) - stopwords() - idle()
        return any(map(_lettered, spoken)) and len(set(content_of(said))) >= LEAST

    @property
    def plain(self) -> str:
        """Return the words in a row: what an encoder reads."""
        return " ".join(self.letters)

    def part(self, start: int, end: int) -> "Normal":
        """Return the words from ``start`` to ``end`` as a text of their own."""
        return Normal(self.words[start:end], self.exact)

    def span(self) -> Span:
        """Return the stretch of the text as it came that the words take up."""
        if not self.words:
            return Span(0, 0)
        return Span(min(word.start for word in self.words), max(word.end for word in self.words))


def _lettered(word: str) -> bool:
    return any(letter.isalpha() for letter in word)


def content_of(letters: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of words that carry meaning, in order; stop words are left out."""
    common = stopwords()
    return tuple(
        stem(part) for word in letters for part in word.split("-") if part and part not in common
    )


def known_words(text: str, *, most: int = MOST_LETTERS) -> list[Word]:
    """Return the words of a known text with their places: nothing is frame, nothing exact."""
    folded = fold(text[:most])
    return words(folded, without_links(folded.text))


def normalise(text: str, *, framed: bool = True, most: int = MOST_LETTERS) -> Normal:
    """Return a text ready to be compared.

    ``framed`` takes off greetings and forward marks: right for messages, not for what is known.
    Only the first ``most`` letters are looked at.
    """
    folded = fold(text[:most])
    exact = tuple(
        Exact(thing.key, *folded.span(thing.start, thing.end))
        for thing in exact_things(folded.text)
    )
    found = words(folded, without_links(without_chat_marks(folded.text)))
    start, end = frame(found) if framed else (0, len(found))
    return Normal(tuple(found[start:end]), exact)
