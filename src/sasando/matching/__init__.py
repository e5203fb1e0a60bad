"""From a message to what is already known about it.

Plain Python with NumPy, no Django. ``from sasando.matching import Index`` is all a caller needs.
"""

from sasando.matching.decision import Decision, How, Match, Outcome
from sasando.matching.engine import Index
from sasando.matching.known import Known, Source
from sasando.matching.message import Message, Span

__all__ = ["Decision", "How", "Index", "Known", "Match", "Message", "Outcome", "Source", "Span"]
