"""What is known of a Document only once it has left the desk: outside the digest, beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from sasando.documents.frozen import Frozen
from sasando.documents.vocabulary import PartyKind


class Party(Frozen):
    """An organisation, as readers see it."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    kind: PartyKind


class Approval(Frozen):
    """One person's signed yes to exactly one digest."""

    requirement: str  # the policy's name for what was required: "second-officer", "editor" ...
    person: str
    office: str
    party: Party
    at: AwareDatetime
    digest: str  # what was signed, hex SHA-256
    key_id: str  # the party's key
    signature: str  # Ed25519 over the approval statement, base64url without padding


class Standing(StrEnum):
    """How a version stands today."""

    CURRENT = "current"
    CORRECTED = "corrected"  # a later version replaces it
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class PastVersion(Frozen):
    """One line of an item's history."""

    version: int
    digest: str
    code: str
    published_at: AwareDatetime
    change: str = ""  # what this version changed, in a sentence


class Imprint(Frozen):
    """When it was published, who approved it, how it stands, and what came before."""

    published_at: AwareDatetime
    first_published_at: AwareDatetime
    approvals: tuple[Approval, ...] = ()
    standing: Standing = Standing.CURRENT
    standing_note: str = ""  # the reason of a withdrawal, the change of a correction
    confirmed: bool = True  # False: an urgent notice whose second officer did not confirm in time
    log_index: int | None = None  # leaf in the transparency log
    history: tuple[PastVersion, ...] = ()  # oldest first, this version included

    @property
    def modified_at(self) -> datetime:
        """When the text last changed in public."""
        return max([self.published_at, *(past.published_at for past in self.history)])
