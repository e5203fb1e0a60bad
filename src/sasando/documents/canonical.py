"""One form for one content: JSON Canonicalization Scheme, RFC 8785."""

from typing import Any

import rfc8785


def canonical_json(value: Any) -> bytes:
    """Return ``value`` as canonical JSON (RFC 8785), UTF-8 bytes.

    Takes what JSON can say: dict with str keys, list, str, bool, None, and integers within
    ±(2**53 - 1). Raises ``rfc8785.CanonicalizationError`` for anything else.
    """
    return rfc8785.dumps(value)
