"""The one door to the public: pages of items go live through it, or not at all.

Wagtail has many ways to publish (its editor, bulk actions, the scheduler, a workflow's end, plain
``save``). All of them end in ``Item.publish``, ``Item.unpublish`` or ``Item.save``, and these ask
here. ``opened`` is for ``actions`` alone, and it checks the approvals itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sasando.desk.exceptions import NotApproved
from sasando.desk.models.version import PUBLIC, State

if TYPE_CHECKING:
    from sasando.desk.models.version import Version

_open_for: ContextVar[Version | None] = ContextVar("sasando_desk_door", default=None)


@contextmanager
def opened(version: Version) -> Iterator[None]:
    """Let ``version`` go live, or come down, within this block.

    Raises ``NotApproved`` when it has neither all approvals of the policy nor ever had them.
    """
    if version.state not in (State.APPROVED, *PUBLIC) or version.missing_approvals():
        raise NotApproved(
            _("“%(version)s” lacks approvals: it stays unpublished.") % {"version": version}
        )
    token = _open_for.set(version)
    try:
        yield
    finally:
        _open_for.reset(token)


def is_open(*, item_id: int, revision_id: int | None = None) -> bool:
    """Whether the door is open for this item (and, if given, for exactly this revision)."""
    version = _open_for.get()
    if version is None or version.item_id != item_id:
        return False
    return revision_id is None or version.revision_id == revision_id
