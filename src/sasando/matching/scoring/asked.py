"""What is asked, in the forms the features need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sasando.matching.index import Query, Terms
from sasando.matching.index.interface import Floats
from sasando.matching.late import NO_TOKENS, Tokens
from sasando.matching.normalise.normal import content_of

MOST_WORDS = 160  # of a passage are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message or a passage of one: its mended words, their stems, its exact keys, its vector and
    its tokens.
    """

    letters: tuple[str, ...]
    content: tuple[str, ...]
    keys: tuple[str, ...] = ()
    vector: Floats | None = None
    tokens: Tokens = NO_TOKENS

    @classmethod
    def of(
        cls,
        letters: Sequence[str],
        keys: Sequence[str] = (),
        vector: Floats | None = None,
        tokens: Tokens = NO_TOKENS,
    ) -> Asked:
        """Return what is asked by a message of these words."""
        kept = tuple(letters[:MOST_WORDS])
        return cls(
            letters=kept,
            content=content_of(kept),
            keys=tuple(keys),
            vector=vector,
            tokens=tokens,
        )

    @property
    def query(self) -> Query:
        """Return the query that the store answers."""
        terms = Terms(words=self.content, letters=self.letters)
        return Query(terms=terms, keys=self.keys, vector=self.vector)
