"""What the live room tells the rooms below. Sent inside the transaction that wrote it.

All carry ``production`` (a ``models.Production``) and ``at``.
"""

from django.dispatch import Signal

changed = Signal()  # readers see something else: state, stream, broadcasts, answered questions
starting = Signal()  # the director pressed "go live"
ending = Signal()  # the director pressed "end"
ended = Signal()  # every platform says that it is over
cancelled = Signal()
