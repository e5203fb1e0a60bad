"""Small pictures to send."""

import io

from PIL import Image


def png(width: int = 60, height: int = 40, colour: str = "#2a6") -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()
