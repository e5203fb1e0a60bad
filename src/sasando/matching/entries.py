"""Known things as the entries of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sasando.matching import record
from sasando.matching.encoder import Encoder, encoded
from sasando.matching.index import FIELDS, Entry, Field, Terms
from sasando.matching.index.interface import Floats
from sasando.matching.known import Known
from sasando.matching.late import NO_TOKENS, Tokens
from sasando.matching.normalise import Normal, link_keys, normalise

_COMPARED = (Field.TITLE, Field.CLAIM)  # token by token: an explanation names much beside the claim
_TOKENS = 32  # of a title or a claim: it has said what it is about by then
_ENDS = 32  # words of an explanation that are encoded, from its beginning and from its end


def entries(known: Sequence[Known], encoder: Encoder | None) -> Iterator[Entry]:
    """Yield the entry of each known thing, its texts encoded where there is an encoder."""
    normal = [
        tuple(normalise(text, framed=False) for text in (one.title, one.claim, one.explanation))
        for one in known
    ]
    vectors, tokens = _encoded(normal, encoder)
    for place, one in enumerate(known):
        keys = [key for link in one.links for key in link_keys(link) if key.startswith("link:")]
        for part in normal[place]:
            keys += part.keys
        yield Entry(
            id=one.id,
            record=record.dumps(one),
            pictures=one.pictures,
            fields=tuple(Terms(words=part.content, letters=part.letters) for part in normal[place]),
            keys=tuple(dict.fromkeys(keys)),
            vectors=None if vectors is None else vectors[place],
            tokens=tokens[place],
        )


def _encoded(
    normal: Sequence[tuple[Normal, ...]], encoder: Encoder | None
) -> tuple[Floats | None, list[tuple[Tokens, ...]]]:
    """Return the vectors of all fields, (known, fields, width), and the tokens of titles and claims.

    An empty field has a row of zeros, and no tokens.
    """
    texts = [telling(part, field) for one in normal for field, part in enumerate(one)]
    filled = [place for place, text in enumerate(texts) if text]
    found = encoded(encoder, [texts[place] for place in filled], query=False)
    if found is None:
        return None, [()] * len(normal)
    vectors, tokens = found
    flat = np.zeros((len(texts), vectors.shape[1]), np.float32)
    flat[filled] = vectors
    each = dict(zip(filled, tokens, strict=True))
    return flat.reshape(len(normal), FIELDS, -1), [
        tuple(each.get(place * FIELDS + field, NO_TOKENS).beginning(_TOKENS) for field in _COMPARED)
        for place in range(len(normal))
    ]


def telling(part: Normal, field: int) -> str:
    """Return the words to encode. A conclusion repeats the claim, so its end counts too."""
    words = part.letters
    if field == FIELDS - 1 and len(words) > 2 * _ENDS:
        words = words[:_ENDS] + words[-_ENDS:]
    return " ".join(words)
