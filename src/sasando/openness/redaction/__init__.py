"""What is withheld is taken out of a PDF, not covered. Plain Python.

    found = redact(pdf, terms=("Ana Lopo",), areas=(Area(1, 0.1, 0.2, 0.5, 0.3),))
    found.content       # the new PDF
    found.counts        # how often each term was found
    found.to_look_at    # pages with pictures, which a person has to look at

Each page becomes a picture with the withheld places black, and the words that remain are laid over it
unseen, for search and for screen readers. Nothing of the old file is carried over: no text under a
black bar, no metadata, attachment, annotation, form field, script, earlier revision or picture.
"""

from sasando.openness.redaction.checking import leaks, plain
from sasando.openness.redaction.covering import MAX_PAGES, Area, Redacted, redact
from sasando.openness.redaction.exceptions import RedactionError

__all__ = ["MAX_PAGES", "Area", "Redacted", "RedactionError", "leaks", "plain", "redact"]
