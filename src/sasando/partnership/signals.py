"""What the partnership room tells the rooms below. Sent inside the transaction that wrote it."""

from django.dispatch import Signal

in_force = Signal()  # terms (``models.Terms``), at: both sides signed
handed_over = Signal()  # handover (``models.Handover``), at: both sides signed the report
