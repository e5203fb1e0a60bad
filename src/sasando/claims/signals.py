"""What the room tells those below it. Sent inside the transaction that wrote it.

Receivers that wake a worker or touch files do so in ``transaction.on_commit``.
"""

from django.dispatch import Signal

tip_received = Signal()  # tip, at
message_taken = Signal()  # tip, incoming, at: one message of a tip, as its platform brought it
tip_answered = Signal()  # tip, at: decided; ``tip.state`` and ``tip.decision`` say how
tip_filed = Signal()  # tip, claim, at: it stands under this claim now
claim_opened = Signal()  # claim, tip, at: nobody asked this before
verdict_written = Signal()  # claim, item, by, at: a verdict item was made from the claim
commission_asked = Signal()  # question, at: it has a clock
asker_forgotten = Signal()  # asker, at: what they sent is about to be blanked
commission_reminded = Signal()  # question, at: little of its time is left, and there is no reply
told = Signal()  # version, replies (int), at: this many people are to be told
