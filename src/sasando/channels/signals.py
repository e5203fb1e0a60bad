"""What the channels room tells the rooms below. Sent inside the transaction that wrote it."""

from django.dispatch import Signal

handed_over = (
    Signal()
)  # hand_over (``models.HandOver``, new), at: an outlet has it, by its own word
