"""What the room tells those below it. Sent inside the transaction of the change."""

from django.dispatch import Signal

# Sent with ``stage: Stage`` (new dates) and ``move: StageMove``. Receivers that wake a worker or
# touch files do so in ``transaction.on_commit``.
stage_moved = Signal()

# Sent with ``codes: list[str]`` of the stages a table named, whether new or as they were.
stages_imported = Signal()
