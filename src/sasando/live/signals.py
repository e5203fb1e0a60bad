"""What the live room tells the rooms below. Sent inside the transaction that wrote it.

All carry ``production`` (a ``models.Production``) and ``at``.
"""

from django.dispatch import Signal

changed = Signal()  # readers see something else: state, stream, broadcasts, answered questions
starting = Signal()  # the director pressed "go live"
ending = Signal()  # the director pressed "end"
ended = Signal()  # every platform says that it is over
cancelled = Signal()
recorded = Signal()  # the stream is closed: folder, recordings (``actions.streaming.Recorded``)

# These two carry ``blog`` (a ``models.LiveBlog``) and ``at`` instead.
blog_changed = Signal()  # post (``models.BlogPost``, or None): readers see something else of it
blog_moved = Signal()  # it was opened, closed or renamed: other pages name it differently
