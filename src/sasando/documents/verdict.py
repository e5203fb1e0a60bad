"""What a fact-check says: the claim as it went round, the rating, and what is true.

How the checkers know is the Document's body. The seven types of mis- and disinformation are those
of First Draft, as Indonesian fact-checkers (MAFINDO, CekFakta) use them.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from sasando.documents.blocks import Href, Image, Line, Sha256
from sasando.documents.frozen import Frozen

REPLY_LIMIT = 700  # characters for the family group: read at a glance, and one WhatsApp message


class Rating(StrEnum):
    """What the checkers found. Values are stable: they are part of every digest."""

    TRUE = "true"
    SATIRE = "satire"
    MISLEADING = "misleading"
    IMPOSTER = "imposter"
    FABRICATED = "fabricated"
    FALSE_CONNECTION = "false-connection"
    FALSE_CONTEXT = "false-context"
    MANIPULATED = "manipulated"
    NO_EVIDENCE = "no-evidence"

    @property
    def stamp(self) -> "Stamp":
        """The one word that stands on page, card and picture."""
        return _STAMPS.get(self, Stamp.FALSE)


class Stamp(StrEnum):
    """What a reader takes away at a glance."""

    TRUE = "true"
    FALSE = "false"
    MISLEADING = "misleading"
    SATIRE = "satire"
    UNPROVEN = "unproven"


_STAMPS = {
    Rating.TRUE: Stamp.TRUE,
    Rating.SATIRE: Stamp.SATIRE,
    Rating.MISLEADING: Stamp.MISLEADING,
    Rating.NO_EVIDENCE: Stamp.UNPROVEN,
}


class Carrier(StrEnum):
    """What carried the claim."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Harm(StrEnum):
    """What the claim does if it is believed."""

    DISENFRANCHISING = "disenfranchising"  # it costs people their vote
    VIOLENCE = "violence"
    HARASSMENT = "harassment"  # of women candidates and officials, because they are women
    HATE = "hate"  # against women or groups
    INTEGRITY = "integrity"  # of the commission and the count
    FRAUD = "fraud"


class Authenticity(StrEnum):
    """schema.org ``MediaManipulationRatingEnumeration``: what was done to picture, film or sound."""

    ORIGINAL = "OriginalMediaContent"
    DECONTEXTUALIZED = "DecontextualizedContent"
    EDITED = "EditedOrCroppedContent"
    STAGED = "StagedContent"
    SATIRE = "SatireOrParodyContent"
    TRANSFORMED = "TransformedContent"


class Appearance(Frozen):
    """Where the claim was seen, and the copy that was kept of it."""

    href: Href
    archived: Href | None = None
    captured_at: AwareDatetime | None = None
    sha256: Sha256 | None = None  # of the copy that was kept


class Source(Frozen):
    """What the checkers rely on."""

    title: Line
    href: Href
    archived: Href | None = None


class CommissionReply(Frozen):
    """What the commission answered when the checkers asked, quoted; or that it did not answer.

    It is evidence, never an approval. Without ``text`` the commission was asked on ``asked_on`` and
    had not answered by ``reply_by``.
    """

    asked_on: date
    reply_by: date | None = None
    text: Annotated[str, Field(max_length=4000)] = ""
    speaker: str = ""
    replied_on: date | None = None
    href: Href | None = None  # where the reply can be read
    digest: Sha256 | None = None  # of the signed reply

    @model_validator(mode="after")
    def _replied_or_silent(self) -> Self:
        if bool(self.text) != (self.replied_on is not None):
            raise ValueError("a reply has its text and its day, a silence has neither")
        if not self.text and self.reply_by is None:
            raise ValueError("a silence says until when the commission could reply")
        return self


class VerdictStatement(Frozen):
    """The verdict on one claim. Its Document's body says how the checkers know."""

    rating: Rating
    claim: Annotated[str, Field(min_length=1, max_length=2000)]  # in its own words
    claimant: str = ""  # who said it first, where that is known
    first_seen: date
    appearances: tuple[Appearance, ...] = ()
    carried_by: Carrier = Carrier.TEXT
    harm: Harm | None = None
    truth: Annotated[str, Field(min_length=1, max_length=600)]  # one or two sentences
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    commission_reply: CommissionReply | None = None
    about_commission: bool = False  # it saw nothing before publication
    reply_for_family: Annotated[str, Field(min_length=1, max_length=REPLY_LIMIT)]
    authenticity: Authenticity | None = None
    picture: Image | None = None  # the claim's picture, the mark of the rating in its very bytes

    @model_validator(mode="after")
    def _only_media_is_tampered_with(self) -> Self:
        if self.authenticity is not None and self.carried_by is Carrier.TEXT:
            raise ValueError("only a picture, a film or a sound has an authenticity")
        return self
