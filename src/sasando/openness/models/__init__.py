"""Requests for information and the catalogue of what is public: every row of the desk."""

from sasando.openness.models.calendar import DayOff
from sasando.openness.models.catalogue import (
    CatalogueEntry,
    CatalogueFile,
    ConsequenceTest,
    PublishedCount,
)
from sasando.openness.models.decisions import Decision, DecisionFile, Dispute, Objection
from sasando.openness.models.letters import Letter
from sasando.openness.models.matters import Entry, Matter
from sasando.openness.models.post import Postbox, PostedMail
from sasando.openness.models.redactions import Redaction
from sasando.openness.models.requests import Register, Request

__all__ = [
    "CatalogueEntry",
    "CatalogueFile",
    "ConsequenceTest",
    "DayOff",
    "Decision",
    "DecisionFile",
    "Dispute",
    "Entry",
    "Letter",
    "Matter",
    "Objection",
    "Postbox",
    "PostedMail",
    "PublishedCount",
    "Redaction",
    "Register",
    "Request",
]
