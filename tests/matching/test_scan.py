"""A scan tells what is known, groups what is not, and counts nothing twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sasando.matching import Known, Source
from sasando.matching.engine import Index
from sasando.matching.scan import Cluster, Columns, Engine, Here, Processes, ScanError, scan
from sasando.matching.scan.narratives import Narrative, joined
from sasando.matching.scan.running import Work
from sasando.matching.scan.sketch import Narratives, sketch_of

AT = datetime(2024, 11, 20, 8, tzinfo=UTC)
KNOWN = [
    ("tps", "Pindah memilih dapat diurus sampai tujuh hari sebelum pemungutan suara di kelurahan"),
    ("tinta", "Tinta pemilu membatalkan wudu adalah kabar bohong kata majelis ulama setempat"),
    ("surat", "Surat suara tercoblos di gudang kota adalah video lama dari negeri lain"),
    ("gempa", "Gempa besar yang akan melanda Kupang malam ini tidak pernah diumumkan"),
]
RUMOUR = "Air minum di kelurahan {} sudah diracuni oleh orang tak dikenal sejak kemarin sore, jangan diminum"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("known")
    made = Index.open(folder)
    made.put(Known(id=name, source=Source.CHECK, title=title) for name, title in KNOWN)
    made.remember("tinta", "katanya tinta pemilu itu haram dan bikin wudu tidak sah, sebarkan")
    return folder


def write_posts(path: Path, count: int) -> None:
    lines = []
    for number in range(count):
        text = [
            "Katanya TINTA pemilu itu haram, dan bikin wudu tidak sah. Sebarkan!",
            RUMOUR.format(["Oesapa", "Liliba", "Naikoten"][number % 3]),
            f"Harga cabai nomor {number} di pasar naik {number * 37} rupiah menurut pedagang bernama {number * 91:x}",
            "ok",
        ][number % 4]
        lines.append(json.dumps({"id": f"p{number}", "text": text}))
    lines.insert(3, "{rusak")
    path.write_text("\n".join(lines))


def outputs(folder: Path) -> dict[str, bytes]:
    names = ("matched.jsonl", "unmatched.jsonl", "broken.jsonl", "narratives.jsonl")
    return {name: (folder / name).read_bytes() for name in names}


def test_what_is_known_is_told_and_the_rest_grouped(index: Path, tmp_path: Path) -> None:
    write_posts(tmp_path / "posts.jsonl", 60)
    told: list[tuple[int, int]] = []
    report = scan(
        tmp_path / "posts.jsonl",
        tmp_path / "out",
        Work(index, AT),
        Here(),
        told=lambda done, total: told.append((done, total)),
    )
    assert report.known == {"tinta": 15}
    assert [report.posts, report.answered, report.short, report.broken] == [60, 15, 15, 1]
    assert told[-1][0] == told[-1][1]
    greatest = json.loads((tmp_path / "out" / "narratives.jsonl").read_text().splitlines()[0])
    assert greatest["size"] == 15
    assert "diracuni" in greatest["samples"][0]
    broken = json.loads((tmp_path / "out" / "broken.jsonl").read_text())
    assert [broken["file"], broken["line"]] == ["posts.jsonl", 4]


@pytest.mark.parametrize("engine", [Processes(2), Cluster("local", 2)])
def test_every_engine_writes_the_same(index: Path, tmp_path: Path, engine: Engine) -> None:
    if isinstance(engine, Cluster):
        pytest.importorskip("ray")
    write_posts(tmp_path / "posts.jsonl", 700)
    scan(tmp_path / "posts.jsonl", tmp_path / "here", Work(index, AT), Here())
    scan(tmp_path / "posts.jsonl", tmp_path / "there", Work(index, AT), engine)
    assert outputs(tmp_path / "here") == outputs(tmp_path / "there")


class Idle:
    """Nothing is left to match."""

    def run(self, work: Work, chunks: Iterable[object]) -> Iterator[list[Any]]:
        assert not list(chunks)
        yield from ()


SCANNER = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from sasando.matching.scan import Here, scan, scanning
from sasando.matching.scan.running import Work
scanning.CHUNK, scanning.SAVED = 16, 2
scan(Path(sys.argv[1]), Path(sys.argv[2]), Work(Path(sys.argv[3]), datetime.now(UTC)), Here(),
     told=lambda done, total: (print(done, flush=True), time.sleep(0.01)))
"""


def test_a_scan_killed_again_and_again_ends_as_one_that_was_not(
    index: Path, tmp_path: Path
) -> None:
    posts, out = tmp_path / "posts.jsonl", tmp_path / "out"
    write_posts(posts, 600)
    scan(posts, tmp_path / "whole", Work(index, AT), Here())
    for chunks in (3, 8, 14, 1000):
        process = subprocess.Popen(
            [sys.executable, "-c", SCANNER, str(posts), str(out), str(index)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for _ in range(chunks):
            if not process.stdout.readline():
                break
        else:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert process.returncode == 0
    assert outputs(out) == outputs(tmp_path / "whole")
    assert scan(posts, out, Work(index, AT), Idle()).posts == 600


def test_the_folder_of_another_scan_is_refused(index: Path, tmp_path: Path) -> None:
    write_posts(tmp_path / "a.jsonl", 4)
    write_posts(tmp_path / "b.jsonl", 8)
    scan(tmp_path / "a.jsonl", tmp_path / "out", Work(index, AT), Here())
    with pytest.raises(ScanError, match="other files or columns"):
        scan(tmp_path / "b.jsonl", tmp_path / "out", Work(index, AT), Here())
    with pytest.raises(ScanError, match="other files or columns"):
        scan(
            tmp_path / "a.jsonl", tmp_path / "out", Work(index, AT), Here(), columns=Columns("isi")
        )


def test_near_duplicates_make_one_narrative() -> None:
    narratives = Narratives()
    first = "air minum di kelurahan oesapa sudah diracuni orang tak dikenal sejak kemarin"
    numbers = []
    for text in (first, first[10:], f"{first} sebarkan", "harga cabai naik lagi di pasar"):
        sketch = sketch_of(tuple(text.split()))
        assert sketch is not None
        numbers.append(narratives.add(sketch))
    assert numbers == [0, 0, 0, 1]
    assert narratives.sizes == [3, 1]
    assert sketch_of(()) is None


class ByFirstWord:
    """An encoder that finds texts alike which begin with the same word."""

    name = "first-word"

    def encode(self, texts: list[str], *, query: bool) -> np.ndarray:
        """Return a random direction for each first word."""
        words = [sum(map(ord, text.split()[0])) for text in texts]
        return np.stack([np.random.default_rng(w).normal(size=64) for w in words]).astype(
            np.float32
        )


def test_narratives_of_one_meaning_are_joined_to_the_greatest() -> None:
    found = [
        Narrative(0, "f:1", 9, ["air diracuni"], [0]),
        Narrative(1, "f:2", 4, ["gempa nanti malam"], [1]),
        Narrative(2, "f:3", 3, ["air minum beracun"], [2]),
    ]
    ordered = joined(found, ByFirstWord())
    assert [(one.number, one.size, one.groups) for one in ordered] == [(0, 12, [0, 2]), (1, 4, [1])]
