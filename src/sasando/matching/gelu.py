"""The Gaussian error linear unit (Hendrycks and Gimpel 2016), by its tanh form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

ROOT, CUBED = 0.7978845608, 0.044715  # the root of 2/π, and what the cube weighs


def double_gelu(x: Floats) -> Floats:
    """Return twice the unit: to halve what reads it costs less than to halve this."""
    bent = x * x
    bent *= np.float32(ROOT * CUBED)
    bent += np.float32(ROOT)
    bent *= x
    np.tanh(bent, out=bent)
    bent += 1
    bent *= x
    return bent
