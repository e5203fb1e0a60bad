"""What the room tells those below it. Sent inside the transaction of the change."""

from django.dispatch import Signal

# Sent with ``edition: Edition`` and ``at``. Receivers that wake a worker or touch files do so in
# ``transaction.on_commit``.
edition_published = Signal()
