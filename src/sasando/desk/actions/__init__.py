"""Everything that is done at the desk: keyword-only verbs, one transaction each."""

from sasando.desk.actions.answers import accept, approve, confirm_notice, decline, refuse
from sasando.desk.actions.lens import change_rule, dismiss_finding, note_seen, restore_finding
from sasando.desk.actions.pictures import freeze_picture
from sasando.desk.actions.proposals import freeze, propose, take_back, void
from sasando.desk.actions.publication import expire, mark_overdue, publish, publish_due, withdraw
from sasando.desk.actions.setup import (
    ensure_desk,
    ensure_permissions,
    ensure_sections,
    ensure_workflows,
)
from sasando.desk.actions.translating import translate

__all__ = [
    "accept",
    "approve",
    "change_rule",
    "confirm_notice",
    "decline",
    "dismiss_finding",
    "ensure_desk",
    "ensure_permissions",
    "ensure_sections",
    "ensure_workflows",
    "expire",
    "freeze",
    "freeze_picture",
    "mark_overdue",
    "note_seen",
    "propose",
    "publish",
    "publish_due",
    "refuse",
    "restore_finding",
    "take_back",
    "translate",
    "void",
    "withdraw",
]
