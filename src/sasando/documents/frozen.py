"""The base of everything in a Document: immutable, closed, typed."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused: a Document says what it says and no more.

    Growth rule: a field added after the first release is optional and defaults to ``None``. The
    canonical form leaves ``None`` out, so the digests of older Documents stay what they were.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
