"""From a message as it was written to the words it is compared by, with their places.

``normalise`` never fails, whatever the text, and takes time linear in its length.
"""

from sasando.matching.normalise.exact import canonical_link, link_keys
from sasando.matching.normalise.normal import LEAST, Normal, known_words, normalise
from sasando.matching.normalise.stemming import stem
from sasando.matching.normalise.words import Word, stopwords

__all__ = [
    "LEAST",
    "Normal",
    "Word",
    "canonical_link",
    "known_words",
    "link_keys",
    "normalise",
    "stem",
    "stopwords",
]
