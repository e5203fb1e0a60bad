"""Spread vectors evenly, since raw cosines of E5 all lie between 0.78 and 0.97.

Eigenvalues to the power -1/4: half way to full whitening, measured best on three sets.
"""

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index import Whitening

_POWER = -0.25


def fit_whitening(vectors: NDArray[np.float32]) -> Whitening:
    """Fit a whitening to vectors, one a row.

    With fewer vectors than dimensions the covariance is drawn towards a round one, so that a desk
    with forty facts gets little whitening and one with thousands all of it.
    """
    rows, width = vectors.shape
    mean = vectors.mean(0)
    centred = (vectors - mean).astype(np.float64)
    covariance = centred.T @ centred / max(rows - 1, 1)
    shrink = width / (rows * 4 + width)
    covariance = (1 - shrink) * covariance + shrink * np.eye(width) * np.trace(covariance) / width
    values, axes = np.linalg.eigh(covariance)
    values = np.maximum(values, 1e-6 * max(float(values.max()), 1e-12))
    matrix = (axes * values**_POWER).astype(np.float32)
    return Whitening(mean=mean.astype(np.float32), matrix=matrix)
