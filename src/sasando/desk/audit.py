"""What the desk does, as Wagtail's history and site report name it and filter by."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

ACTIONS = {
    "submitted": (_("Propose"), _("Proposed version %(version)s")),
    "approved": (_("Approve"), _("Approved version %(version)s as %(requirement)s")),
    "refused": (_("Refuse"), _("Refused version %(version)s: %(reason)s")),
    "voided": (_("Take back"), _("Took version %(version)s back")),
    "published": (_("Publish"), _("Version %(version)s is public")),
    "corrected": (_("Correct"), _("Version %(version)s corrects the one before")),
    "withdrawn": (_("Withdraw"), _("Withdrew version %(version)s: %(reason)s")),
    "expired": (_("Expire"), _("Version %(version)s is no longer valid")),
    "accepted": (_("Accept to carry"), _("%(organisation)s carries version %(version)s")),
    "declined": (_("Decline to carry"), _("%(organisation)s does not carry version %(version)s")),
    "unconfirmed": (_("Not confirmed"), _("Nobody confirmed version %(version)s in time")),
    "stage_moved": (_("Move a stage"), _("Version %(version)s moved stage %(stage)s")),
}


class _Sentence(LogFormatter):
    """The sentence of one action, filled from what was written down."""

    sentence: Any

    def format_message(self, log_entry: Any) -> str:
        return str(self.sentence) % _Data(log_entry.data)


class _Data(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def register(actions: Any) -> None:
    """Tell Wagtail's log every action of the desk."""
    for name, (label, sentence) in ACTIONS.items():
        formatter = type(
            f"{name.title()}Formatter",
            (_Sentence,),
            {"label": label, "sentence": sentence, "message": sentence},
        )
        actions.register_action(f"sasando.{name}")(formatter)
