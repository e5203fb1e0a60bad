"""``python -m bench.pictures [KNOWN]``: a picture printed, looked for among 100,000, and read.

Beside it in the same run: PDQ alone, and imagehash's pHash where it is installed.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

from bench.tables import Table, say, spread, table
from sasando.matching.pictures import Picture, PictureShelf, Segment, search
from sasando.matching.pictures.pdq import dihedral_hashes, distances, luminance
from sasando.matching.pictures.picture import Points
from sasando.matching.pictures.prints import print_of
from sasando.matching.pictures.reading import read_text
from tests.matching_pictures.chats import render, shots
from tests.matching_pictures.gallery import TRANSFORMS, picture

SEGMENT = 10_000  # pictures
MODELS = 60  # drawn pictures whose points the others are made of
PDQ_NEAR, PHASH_NEAR = 31, 10  # bits, as their authors advise


def main(known: int) -> list[Table]:
    """Return the tables."""
    models = [print_of(picture(number)) for number in range(20, 20 + MODELS)]
    say("bench pictures: transforms")
    shown = transforms()
    say(f"bench pictures: {known:,} known pictures")
    return [shown, *speed(models, known), reading()]


def transforms() -> Table:
    """Return of how many of 20 pictures each change is survived, by method."""
    shelf = PictureShelf()
    hashes, phashes = [], []
    compute = phash()
    for number in range(20):
        image = picture(number)
        shelf.add(str(number), print_of(image))
        hashes.append(pdq(image))
        phashes.append(compute(image) if compute else None)
    rows: list[list[Any]] = []
    for name, change in TRANSFORMS.items():
        ours = alone = other = 0
        for number in range(20):
            image = change(picture(number))
            ours += [who for who, _ in shelf.search(print_of(image), limit=1)] == [str(number)]
            alone += int(distances(hashes[number][None], pdq(image))[0]) <= PDQ_NEAR
            if compute:
                other += int(compute(image) - phashes[number] <= PHASH_NEAR)
        rows.append([name, ours, alone, other if compute else "–"])
    totals = [sum(v for v in column if isinstance(v, int)) for column in zip(*rows, strict=True)]
    rows.append(["all", *totals[1:3], totals[3] if compute else "–"])
    columns = ["of 20 pictures each, found after", "ours", "PDQ alone", "pHash"]
    return table("Pictures known again", columns, rows)


def pdq(image: Image.Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the PDQ hash of a picture reduced to 512 px."""
    small = image.convert("RGB")
    small.thumbnail((512, 512))
    return dihedral_hashes(luminance(small))[0][0]


def phash() -> Callable[[Image.Image], Any] | None:
    """Return imagehash's pHash, or None where it is not installed."""
    try:
        module: ModuleType = importlib.import_module("imagehash")
    except ImportError:
        return None
    return module.phash


def made_up(models: list[Picture], count: int, seed: int) -> list[Picture]:
    """Return prints like those of ``models``, each point changed in an eighth of its bits."""
    rng = np.random.default_rng(seed)
    pool = np.concatenate([model.points.descriptors for model in models])
    out = []
    for _ in range(count):
        model = models[int(rng.integers(len(models)))]
        rows = pool[rng.integers(0, len(pool), len(model.points))]
        noise = np.bitwise_and.reduce(rng.integers(0, 256, (3, *rows.shape), np.uint8))
        points = Points(rows ^ noise, rng.integers(0, 4096, (len(rows), 2)).astype(np.uint16))
        hashes = rng.integers(0, 256, (8, 32), np.uint8)
        out.append(
            Picture(512, 341, hashes, 100, points, Points.none(), lettered=0.0, textual=False)
        )
    return out


def speed(models: list[Picture], known: int) -> list[Table]:
    """Return what a print and a search take, and how large the arrays are."""
    real = [print_of(picture(number)) for number in range(20)]
    segments = [Segment.of(real)]
    for at in range(0, known, SEGMENT):
        segments.append(Segment.of(made_up(models, min(SEGMENT, known - at), at)))
    images = [change(picture(at)) for at, change in enumerate(TRANSFORMS.values())]
    prints, took_print = zip(*(timed(print_of, image) for image in images), strict=True)
    answers, took = zip(*(timed(lambda p: search(segments, p), p) for p in prints), strict=True)
    found = sum(bool(a) and (a[0].segment, a[0].number) == (0, n) for n, a in enumerate(answers))
    wrong = sum(any(seen.segment for seen in answer) for answer in answers)
    _, took_pdq = zip(*(timed(pdq, image) for image in images), strict=True)
    rows = [
        ["a print", *spread(took_print)],
        ["PDQ alone (turned eight ways)", *spread(took_pdq)],
        [f"a search among {known + 20:,}", *spread(took)],
    ]
    if compute := phash():
        rows.insert(2, ["pHash", *spread([timed(compute, image)[1] for image in images])])
    size = sum(array.nbytes for segment in segments for array in segment.arrays.values())
    note = (
        f"{found} of {len(images)} changed pictures found, {wrong} taken for another; "
        f"{size / (known + 20) / 1000:.1f} kB for each known picture"
    )
    return [table("Processor time of a picture, ms", ["", "median", "p95", "n"], rows, note)]


def timed(call: Callable[[Any], Any], given: Any) -> tuple[Any, float]:
    """Return what a call gives, and its processor time in ms, with that of programs it called."""
    started = _processor()
    given = call(given)
    return given, (_processor() - started) * 1000


def _processor() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def reading() -> Table:
    """Return what reading a screenshot takes."""
    took = [timed(read_text, render(chat))[1] for chat in shots()]
    empty = [timed(read_text, picture(number))[1] for number in (4, 8, 12, 16)]
    rows = [["a chat screenshot", *spread(took)], ["a picture without letters", *spread(empty)]]
    return table("Words read by Tesseract, processor time in ms", ["", "median", "p95", "n"], rows)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)))
