from sasando.partnership.models.agreements import OPEN, Agreement, Terms
from sasando.partnership.models.handovers import Handover, HandoverSignature
from sasando.partnership.models.proofs import Proof
from sasando.partnership.models.reminders import Reminder
from sasando.partnership.models.rows import (
    ROWS,
    Deliverable,
    Goal,
    Package,
    Paper,
    Rate,
    measures,
)
from sasando.partnership.models.signatures import Signature, TermsSignature, statement

__all__ = [
    "OPEN",
    "ROWS",
    "Agreement",
    "Deliverable",
    "Goal",
    "Handover",
    "HandoverSignature",
    "Package",
    "Paper",
    "Proof",
    "Rate",
    "Reminder",
    "Signature",
    "Terms",
    "TermsSignature",
    "measures",
    "statement",
]
