"""A text under approval is locked for everyone: what is signed must not move under the pen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


class ApprovalLock(BaseLock):
    """Held while a version of the item is on its way; its author takes it back to edit."""

    def for_user(self, user: Any) -> bool:
        """For everyone, administrators included."""
        return True

    def get_message(self, user: Any) -> str:
        """What the editor says on top."""
        return _(
            "This text is on its way and cannot change. Its author can take it back to edit it; "
            "every approval is then void."
        )

    def get_locked_by(self, user: Any) -> str:
        """What the side panel says."""
        return _("Locked while it is being approved")

    def get_description(self, user: Any) -> str:
        """What the side panel adds."""
        return _("What is signed stays as it is.")
