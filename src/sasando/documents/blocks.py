"""The body of a Document: blocks made for this trade, free of any channel.

Each block is a frozen value with a ``type`` that names it in the canonical form.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sasando.documents.frozen import Frozen
from sasando.documents.vocabulary import Gender, PlaceLevel

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


class Video(Frozen):
    type: Literal["video"] = "video"
    href: Href
    title: Line
    duration_s: int | None = None  # seconds


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


Block = Annotated[
    Paragraph
    | Heading
    | Listing
    | Quote
    | QuestionAnswer
    | FactBox
    | Table
    | StageReference
    | StageChange
    | PlaceReference
    | Image
    | Video
    | Contact
    | CallToAction,
    Field(discriminator="type"),
]
