from sasando.claims.models.askers import Allowance, Asker
from sasando.claims.models.claims import Claim, ClaimVerdict, Move, Sighting
from sasando.claims.models.inboxes import Inbox
from sasando.claims.models.known import Alias, ForeignCheck, KnownChange
from sasando.claims.models.prebunks import Prebunk, PrebunkOffer
from sasando.claims.models.replies import Reply
from sasando.claims.models.sources import CheckSource
from sasando.claims.models.tips import Feedback, Tip, TipCount, TipPart, TipPicture
from sasando.claims.models.work import Evidence, Question, WorkEntry

__all__ = [
    "Alias",
    "Allowance",
    "Asker",
    "CheckSource",
    "Claim",
    "ClaimVerdict",
    "Evidence",
    "Feedback",
    "ForeignCheck",
    "Inbox",
    "KnownChange",
    "Move",
    "Prebunk",
    "PrebunkOffer",
    "Question",
    "Reply",
    "Sighting",
    "Tip",
    "TipCount",
    "TipPart",
    "TipPicture",
    "WorkEntry",
]
