"""Digests, and the short codes people can read from paper."""

import hashlib

# Crockford's base 32: no I, L, O, U, so nothing is misread from newsprint.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CODE_LENGTH = 10  # 50 bits


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of ``content`` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def code_of(digest: str) -> str:
    """Return the short code of a digest: its first 50 bits, ``XXXXX-XXXXX``.

    ``digest`` is 64 hexadecimal digits. The code names a version in an address that fits a small
    QR; it is a name, not a proof: the proof is the full digest behind it.
    """
    bits = int(digest, 16) >> (256 - 5 * _CODE_LENGTH)
    letters = [_ALPHABET[bits >> shift & 31] for shift in range(5 * (_CODE_LENGTH - 1), -1, -5)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


def normalise_code(text: str) -> str | None:
    """Return the code a person meant by ``text``, or ``None`` when it cannot be one.

    Forgives case, blanks, dashes, and the letters Crockford's base 32 leaves out for looking like
    digits (I, L → 1; O → 0).
    """
    letters = "".join(c for c in text.upper().translate(_MISREAD) if c.isalnum())
    if len(letters) != _CODE_LENGTH or any(c not in _ALPHABET for c in letters):
        return None
    return f"{letters[:5]}-{letters[5:]}"
