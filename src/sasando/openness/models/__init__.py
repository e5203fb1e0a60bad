"""Requests for information: matters, requests, decisions, objections, letters, days off."""

from sasando.openness.models.calendar import DayOff
from sasando.openness.models.decisions import Decision, DecisionFile, Dispute, Objection
from sasando.openness.models.letters import Letter
from sasando.openness.models.matters import Entry, Matter
from sasando.openness.models.requests import Register, Request

__all__ = [
    "DayOff",
    "Decision",
    "DecisionFile",
    "Dispute",
    "Entry",
    "Letter",
    "Matter",
    "Objection",
    "Register",
    "Request",
]
