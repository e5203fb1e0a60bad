"""The QR of a version's short address, as outlines that stay sharp at any size."""

from functools import lru_cache

from sasando.rendering.ikat import outline
from sasando.trust.qr import qr_matrix

_QUIET = 4  # modules; ISO/IEC 18004


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """Return a QR code of ``text`` (error correction M) as SVG, black on white, with quiet zone."""
    matrix = qr_matrix(text)
    cells = frozenset(
        (x + _QUIET, y + _QUIET)
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    side = len(matrix) + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0H{side}V{side}H0Z"/>'
        f'<path fill-rule="evenodd" d="{outline(cells)}"/></svg>'
    )
