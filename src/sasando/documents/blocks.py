"""The body of a Document: blocks made for this trade, free of any channel.

Each block is a frozen value with a ``type`` that names it in the canonical form.
"""

from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sasando.documents.canonical import canonical_json
from sasando.documents.digest import sha256_hex
from sasando.documents.frozen import Frozen
from sasando.documents.vocabulary import Gender, PictureRole, PlaceLevel, VoiceRole

Line = Annotated[str, Field(min_length=1, max_length=500)]
Href = Annotated[str, Field(pattern=r"^(https?://|mailto:|tel:|/)\S+$", max_length=2000)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Span(Frozen):
    """A run of text with at most these marks. Text is plain Unicode, never markup."""

    text: Annotated[str, Field(min_length=1)]
    strong: bool = False
    emphasis: bool = False
    href: Href | None = None

    # A run keeps its outer blanks: they separate it from its neighbours.
    model_config = {"str_strip_whitespace": False}


Spans = Annotated[tuple[Span, ...], Field(min_length=1)]


def plain(spans: tuple[Span, ...]) -> str:
    """Return the text of ``spans`` without its marks."""
    return "".join(span.text for span in spans)


class Paragraph(Frozen):
    type: Literal["paragraph"] = "paragraph"
    spans: Spans


class Heading(Frozen):
    type: Literal["heading"] = "heading"
    text: Line


class Listing(Frozen):
    """A list of points; ``ordered`` when the order matters (steps)."""

    type: Literal["list"] = "list"
    ordered: bool = False
    items: Annotated[tuple[Spans, ...], Field(min_length=1)]


class Quote(Frozen):
    """Direct speech. ``gender`` only where the speaker stated it."""

    type: Literal["quote"] = "quote"
    text: Annotated[str, Field(min_length=1)]
    speaker: Line
    office: str = ""
    gender: Gender | None = None
    role: VoiceRole | None = None


class QuestionAnswer(Frozen):
    type: Literal["question"] = "question"
    question: Line
    answer: Spans


class Fact(Frozen):
    """One figure or fact: label, value as it is to be read, where it is from and as of when."""

    label: Line
    value: Line
    source: str = ""
    as_of: date | None = None
    note: str = ""


class FactBox(Frozen):
    type: Literal["facts"] = "facts"
    title: Line
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]


class Table(Frozen):
    """A table. Every row has as many cells as the header."""

    type: Literal["table"] = "table"
    caption: Line
    header: Annotated[tuple[str, ...], Field(min_length=1)]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]


class StageReference(Frozen):
    """A stage of an election with its dates as they were when this version was approved.

    A surface that can (the site) shows the stage's current dates beside them.
    """

    type: Literal["stage"] = "stage"
    code: Line
    name: Line
    election: Line
    starts: date | None = None
    ends: date | None = None
    note: str = ""


class StageChange(Frozen):
    """A stage moves. Publishing the Document moves the stage: "was" and "is now" are one fact."""

    type: Literal["stage-change"] = "stage-change"
    code: Line
    name: Line
    election: Line
    was_starts: date | None = None
    was_ends: date | None = None
    starts: date | None = None
    ends: date | None = None
    reason: str = ""


class PlaceReference(Frozen):
    type: Literal["place"] = "place"
    code: Line
    name: Line
    level: PlaceLevel
    within: str = ""  # "Alak, Kota Kupang"
    polling_stations: int | None = None
    note: str = ""


class Depicted(Frozen):
    """Somebody in a picture, unnamed: names stand in its caption. ``gender`` only as stated."""

    gender: Gender | None = None
    role: PictureRole | None = None


class Image(Frozen):
    """A picture, named by the SHA-256 of its bytes. Caption, credit and alt text are required."""

    type: Literal["image"] = "image"
    sha256: Sha256
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    width: Annotated[int, Field(gt=0)]  # px
    height: Annotated[int, Field(gt=0)]  # px
    href: Href  # where the site serves it
    caption: Line
    credit: Line
    alt: Line
    people: tuple[Depicted, ...] | None = None  # None: nobody was counted


class Video(Frozen):
    """A film that is elsewhere, and what makes it one for those who do not hear it."""

    type: Literal["video"] = "video"
    href: Href
    title: Line
    duration_s: int | None = None  # seconds
    sign_href: Href | None = None  # the same film with a sign-language interpreter
    captioned_in: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] | None = None
    transcript: str | None = None  # what is said and shown, as text


class Chapter(Frozen):
    """Where a part of a recording begins."""

    starts_s: Annotated[int, Field(ge=0)]  # seconds from the beginning
    title: Line


class Captions(Frozen):
    """What is said, as a WebVTT file, named by the SHA-256 of its bytes."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    sha256: Sha256
    href: Href  # where the site serves it


class Recording(Frozen):
    """A film of ours, named by the SHA-256 of its bytes; ``Video`` is one that is elsewhere."""

    type: Literal["recording"] = "recording"
    sha256: Sha256
    content_type: Literal["video/mp4"] = "video/mp4"
    href: Href  # where the site serves it
    title: Line
    duration_s: Annotated[int, Field(gt=0)]  # seconds
    size: Annotated[int, Field(gt=0)] | None = None  # bytes
    poster: Sha256 | None = None  # a picture of the house's, shown before it plays
    poster_href: Href | None = None  # where the site serves the picture
    chapters: tuple[Chapter, ...] = ()  # in their order
    captions: tuple[Captions, ...] = ()  # one a language
    transcript: str | None = None  # what is said, as text

    @model_validator(mode="after")
    def _chapters_are_in_order_and_inside(self) -> Self:
        starts = [chapter.starts_s for chapter in self.chapters]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            raise ValueError(f"recording {self.title!r}: a chapter begins before the one above it")
        if starts and starts[-1] >= self.duration_s:
            raise ValueError(f"recording {self.title!r}: a chapter begins after its end")
        return self

    @model_validator(mode="after")
    def _captions_are_one_a_language(self) -> Self:
        languages = [track.language for track in self.captions]
        if len(set(languages)) < len(languages):
            raise ValueError(f"recording {self.title!r}: two captions in one language")
        return self


class Contact(Frozen):
    type: Literal["contact"] = "contact"
    name: Line
    office: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""


class CallToAction(Frozen):
    type: Literal["action"] = "action"
    label: Line
    href: Href
    note: str = ""


class Choice(Frozen):
    """One answer to choose, and what is said to who chose it."""

    text: Line
    right: bool = False
    feedback: Line


class Quiz(Frozen):
    """A question that is answered by choosing. Exactly one answer is right."""

    type: Literal["quiz"] = "quiz"
    question: Line
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=5)]

    @model_validator(mode="after")
    def _one_answer_is_right(self) -> Self:
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError(f"question {self.question!r}: exactly one answer is right")
        return self

    @property
    def right(self) -> Choice:
        """The answer that is right."""
        return next(choice for choice in self.choices if choice.right)

    @cached_property
    def ref(self) -> str:
        """Names this very question, 12 hexadecimal digits: other words are another question."""
        return sha256_hex(canonical_json(self.model_dump(mode="json")))[:12]


Block = Annotated[
    Paragraph
    | Heading
    | Listing
    | Quote
    | QuestionAnswer
    | Quiz
    | FactBox
    | Table
    | StageReference
    | StageChange
    | PlaceReference
    | Image
    | Video
    | Recording
    | Contact
    | CallToAction,
    Field(discriminator="type"),
]
