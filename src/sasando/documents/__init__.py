"""What leaves the desk: the Document, its blocks, its canonical form and its digest.

Plain Python, no Django. ``from sasando.documents import Document`` is all a channel author needs.
"""

from sasando.documents.blocks import Block
from sasando.documents.digest import code_of, normalise_code
from sasando.documents.document import Document
from sasando.documents.episode import EpisodeStatement
from sasando.documents.imprint import Approval, Imprint, Standing
from sasando.documents.lesson import LessonStatement
from sasando.documents.verdict import VerdictStatement
from sasando.documents.vocabulary import Audience, Kind, PartyKind

__all__ = [
    "Approval",
    "Audience",
    "Block",
    "Document",
    "EpisodeStatement",
    "Imprint",
    "Kind",
    "LessonStatement",
    "PartyKind",
    "Standing",
    "VerdictStatement",
    "code_of",
    "normalise_code",
]
