"""The Document: one approved version of one item, free of any channel."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from sasando.documents.blocks import (
    Block,
    Href,
    Image,
    Line,
    Quiz,
    Recording,
    Sha256,
    StageChange,
    StageReference,
    Table,
)
from sasando.documents.canonical import canonical_json
from sasando.documents.digest import code_of, sha256_hex
from sasando.documents.episode import EpisodeStatement
from sasando.documents.frozen import Frozen
from sasando.documents.imprint import Imprint, Party
from sasando.documents.lesson import LessonStatement
from sasando.documents.translation import Source, Translation
from sasando.documents.verdict import VerdictStatement
from sasando.documents.vocabulary import Audience, Kind, PlaceLevel


class ElectionTag(Frozen):
    code: Line
    name: Line


class StageTag(Frozen):
    code: Line
    name: Line


class PlaceTag(Frozen):
    code: Line
    name: Line
    level: PlaceLevel


class Link(Frozen):
    title: Line
    href: Href


class Alternate(Frozen):
    """The same item in another language."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    href: Href


class Pronunciation(Frozen):
    """How a hard name is said on air: term and respelling."""

    term: Line
    respelling: Line


class Correction(Frozen):
    """What a version (of this item, or of another: an erratum) puts right."""

    item: UUID
    version: int
    digest: Sha256
    headline: Line
    href: Href
    change: Line  # what was wrong and what is right, in one sentence, for readers


class Document(Frozen):
    """One version of one item: the only thing that leaves the desk.

    Everything but ``imprint`` is covered by the digest. Two Documents with the same digest say the
    same thing; an edit makes a new version with a new digest.
    """

    format: Literal["sasando-document/1"] = "sasando-document/1"
    item: UUID  # stays the same through all versions
    version: Annotated[int, Field(ge=1)]
    kind: Kind
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    href: Href  # the canonical public address
    headline: Annotated[str, Field(min_length=1, max_length=200)]
    key_message: Annotated[str, Field(min_length=1, max_length=300)]  # what readers must know
    publisher: Party
    partners: tuple[Party, ...] = ()
    byline: tuple[str, ...] = ()
    dateline: str = ""  # "KUPANG"
    body: Annotated[tuple[Block, ...], Field(min_length=1)]
    elections: tuple[ElectionTag, ...] = ()
    stages: tuple[StageTag, ...] = ()
    places: tuple[PlaceTag, ...] = ()
    audiences: tuple[Audience, ...] = ()
    related: tuple[Link, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    pronunciations: tuple[Pronunciation, ...] = ()
    correction: Correction | None = None
    embargo_until: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    verdict: VerdictStatement | None = None
    episode: EpisodeStatement | None = None
    lesson: LessonStatement | None = None
    # None where there is none: versions from before further languages keep their digest.
    translations: tuple[Translation, ...] | None = None
    imprint: Imprint | None = None

    @model_validator(mode="after")
    def _tables_are_rectangular(self) -> Self:
        for block in self.body:
            if isinstance(block, Table) and any(len(r) != len(block.header) for r in block.rows):
                raise ValueError(
                    f"table {block.caption!r}: every row needs {len(block.header)} cells"
                )
        return self

    @model_validator(mode="after")
    def _only_a_fact_check_rates(self) -> Self:
        if self.verdict is not None and self.kind is not Kind.VERDICT:
            raise ValueError(f"a {self.kind.value} rates no claim: only a verdict does")
        return self

    @model_validator(mode="after")
    def _only_an_episode_is_on_air(self) -> Self:
        if self.episode is not None and self.kind is not Kind.EPISODE:
            raise ValueError(f"a {self.kind.value} is not on air: only an episode is")
        return self

    @model_validator(mode="after")
    def _only_a_lesson_teaches(self) -> Self:
        if self.lesson is not None and self.kind is not Kind.LESSON:
            raise ValueError(f"a {self.kind.value} has no aim to learn: only a lesson has")
        return self

    @classmethod
    def from_canonical(cls, canonical: bytes) -> Self:
        """Return the Document whose canonical form is ``canonical``, as ``canonical`` gave it once.

        Its digest is that of these very bytes: nothing is written anew. Raises pydantic's
        ``ValidationError``.
        """
        document = cls.model_validate_json(canonical)
        document.__dict__["canonical"] = canonical  # where cached_property keeps it
        return document

    @model_validator(mode="after")
    def _a_translation_says_the_same_things(self) -> Self:
        blocks = [block.type for block in self.body]
        languages = [self.language, *(one.language for one in self.translations or ())]
        if len(set(languages)) < len(languages):
            raise ValueError("a version is there once in each language")
        for one in self.translations or ():
            if [block.type for block in one.body] != blocks:
                raise ValueError(f"the translation ({one.language}) has other blocks")
        return self

    @property
    def source(self) -> Source:
        """What of it is translated."""
        return Source(
            headline=self.headline,
            key_message=self.key_message,
            body=self.body,
            lesson=self.lesson,
        )

    def read_in(self, language: str) -> Self:
        """Return the words of the translation into ``language``, to be shown.

        Everything around them stays as in the source: its address, its dates, its imprint. It is
        still this version, and has its digest and its code. Raises ``KeyError``.
        """
        found = {one.language: one for one in self.translations or ()}[language]
        words = {name: getattr(found, name) for name in Source.model_fields}
        read = self.model_copy(update=words)
        for kept in ("canonical", "digest", "code"):
            read.__dict__[kept] = getattr(self, kept)
        return read

    @cached_property
    def canonical(self) -> bytes:
        """The canonical form (RFC 8785 JSON, UTF-8) of everything the approvers signed."""
        return canonical_json(self.model_dump(mode="json", exclude={"imprint"}, exclude_none=True))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, 64 hexadecimal digits."""
        return sha256_hex(self.canonical)

    @cached_property
    def code(self) -> str:
        """The short code printed under the QR; it names this version at ``/v/<code>``."""
        return code_of(self.digest)

    @property
    def images(self) -> tuple[Image, ...]:
        """The pictures of the body, in order; that of a rated claim is not one of them."""
        return tuple(block for block in self.body if isinstance(block, Image))

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The films of ours in the body, in order."""
        return tuple(block for block in self.body if isinstance(block, Recording))

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """The questions with answers to choose, in order."""
        return tuple(block for block in self.body if isinstance(block, Quiz))

    @property
    def stage_changes(self) -> tuple[StageChange, ...]:
        """The moves of stages this Document announces."""
        return tuple(block for block in self.body if isinstance(block, StageChange))

    @property
    def stage_references(self) -> tuple[StageReference, ...]:
        """The stages whose dates this Document gives."""
        return tuple(block for block in self.body if isinstance(block, StageReference))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with ``update``; other content has another digest, never the kept one."""
        copy = super().model_copy(update=update, deep=deep)
        if set(update or ()) - {"imprint"}:
            for kept in ("canonical", "digest", "code"):
                copy.__dict__.pop(kept, None)
        return copy

    def with_imprint(self, imprint: Imprint) -> Self:
        """Return the same content with ``imprint`` beside it; the digest does not change."""
        return self.model_copy(update={"imprint": imprint})

    def is_valid_on(self, day: date) -> bool:
        """Whether the text may still be given as current on ``day`` (its "valid until")."""
        return self.valid_until is None or day <= self.valid_until.date()
