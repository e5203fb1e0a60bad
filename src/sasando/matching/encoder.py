"""From texts to vectors that lie near each other when the meaning does.

Everything works without an encoder, a little less well.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import httpx
import numpy as np
from numpy.typing import NDArray

from sasando.matching.late import NO_TOKENS, Tokens

Floats = NDArray[np.float32]

MOST_WORDS = 96  # 64 miss what long messages say; 128 and 160 rank hardly better
log = logging.getLogger(__name__)


class EncoderError(Exception):
    """The encoder is missing, down, or answered nonsense; the words alone still match."""


class Encoder(Protocol):
    """Encodes texts, one row a text. ``name`` tells vectors of different encoders apart."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return one vector a text; ``query`` says these are asked, not known.

        Raises ``EncoderError``.
        """
        ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives the vectors of single tokens, for late interaction."""

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[Floats, Sequence[Tokens]]:
        """Return what ``encode`` returns, and the tokens of each text. Raises ``EncoderError``."""
        ...


class EmbeddingsServer:
    """Any server of the OpenAI embeddings interface (``POST {base}/embeddings``).

    ``prefixes`` are put before what is asked and what is known, as models of the E5 kind want.
    """

    def __init__(
        self,
        base: str,
        model: str,
        *,
        key: str = "",
        seconds: float = 2.0,
        prefixes: tuple[str, str] = ("query: ", "passage: "),
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(
            base_url=base.rstrip("/") + "/", headers=headers, timeout=seconds
        )
        self._model = model
        self._prefixes = prefixes

    @property
    def name(self) -> str:
        """Return the model's name on that server."""
        return f"server/{self._model}"

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return one vector a text, as the server gave them. Raises ``EncoderError``."""
        prefix = self._prefixes[0 if query else 1]
        body = {"model": self._model, "input": [prefix + shortened(text) for text in texts]}
        try:
            answer = self._client.post("embeddings", json=body).raise_for_status().json()
            rows = sorted(answer["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(f"the embeddings server failed: {error}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise EncoderError("the embeddings server gave no vector for some text")
        return vectors

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def shortened(text: str) -> str:
    """Return the first words of a text, as many as an encoder reads."""
    return " ".join(text.split()[:MOST_WORDS])


def encoded(
    encoder: Encoder | None, texts: Sequence[str], *, query: bool
) -> tuple[Floats, Sequence[Tokens]] | None:
    """Return a vector a text, and its tokens where the encoder gives them (otherwise none).

    ``None`` without an encoder or while it fails (which is logged).
    """
    if encoder is None or not texts:
        return None
    try:
        if isinstance(encoder, TokenEncoder):
            return encoder.encode_tokens(texts, query=query)
        return encoder.encode(texts, query=query), [NO_TOKENS] * len(texts)
    except EncoderError as error:
        log.warning("matching by words alone: %s", error)
        return None
