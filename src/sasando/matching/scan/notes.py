"""What a scan writes, and the checkpoint that lets a killed one go on without counting twice.

Lines are appended; a checkpoint says how long each file was and up to where posts were read. What
was written after the last checkpoint is cut off when the scan goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sasando.matching.index import IndexBusy
from sasando.matching.index.files import swap_in, writing_alone
from sasando.matching.scan.exceptions import ScanError
from sasando.matching.scan.matcher import Outcome, unpacked
from sasando.matching.scan.posts import Broken, Post
from sasando.matching.scan.sketch import Narratives

MATCHED, UNMATCHED, BROKEN = "matched.jsonl", "unmatched.jsonl", "broken.jsonl"
CHECKPOINT = "checkpoint.json"
LONGEST = 1000  # characters of an unmatched post that are kept


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where posts were read: the number of the file, the last line."""

    file: int = 0
    line: int = 0


class Notes:
    """The folder a scan writes to, held by one scan at a time."""

    def __init__(self, folder: Path, what: dict[str, Any], files: dict[str, BinaryIO]) -> None:
        self.folder = folder
        self.place = Place()
        self.done = False
        self.at = ""
        self._what = what
        self._files = files
        self._narratives = Narratives()

    @classmethod
    @contextmanager
    def open(cls, folder: Path, what: dict[str, Any], at: datetime) -> Iterator[Notes]:
        """Open the folder for the scan ``what``, from its checkpoint if there is one.

        Raises ``ScanError`` when it holds another scan, or one that is under way.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            try:
                stack.enter_context(writing_alone(folder, wait=0))
            except IndexBusy as error:
                raise ScanError(f"another scan is writing to {folder}") from error
            saved = _saved(folder, what)
            files: dict[str, BinaryIO] = {}
            for name in (MATCHED, UNMATCHED, BROKEN):
                files[name] = stack.enter_context((folder / name).open("ab"))
                files[name].truncate(saved["lengths"][name] if saved else 0)
            notes = cls(folder, what, files)
            notes.at = saved["at"] if saved else at.isoformat()
            if saved:
                notes.place, notes.done = Place(**saved["place"]), saved["done"]
                notes._group_again()
            yield notes

    def write(
        self,
        file: str,
        posts: Sequence[Post],
        outcomes: Sequence[Outcome],
        broken: Sequence[Broken],
    ) -> None:
        """Append what became of some posts, and lines that were none."""
        for post, outcome in zip(posts, outcomes, strict=True):
            line: dict[str, Any] = {"post": post.id, "place": f"{file}:{post.line}"}
            line["outcome"] = outcome.outcome
            if outcome.known:
                line |= {"known": outcome.known, "how": outcome.how}
                self._append(MATCHED, line | {"probability": outcome.probability})
                continue
            if outcome.sketch:
                line["narrative"] = self._narratives.add(unpacked(outcome.sketch))
                line["sketch"] = outcome.sketch
            self._append(UNMATCHED, line | {"text": post.text[:LONGEST]})
        for one in broken:
            self._append(BROKEN, {"file": file, "line": one.line, "reason": one.reason})

    def save(self) -> None:
        """Bring everything to the disk, then the checkpoint."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        content = {
            "what": self._what,
            "at": self.at,
            "place": asdict(self.place),
            "lengths": {name: file.tell() for name, file in self._files.items()},
            "done": self.done,
        }
        swap_in(self.folder / CHECKPOINT, json.dumps(content, indent=1).encode())

    def finish(self) -> None:
        """Write down that all is done: the scan is not repeated."""
        self.done = True
        self.save()

    def _append(self, name: str, line: dict[str, Any]) -> None:
        content = json.dumps(line, ensure_ascii=False)
        self._files[name].write(content.encode("utf-8", "backslashreplace") + b"\n")

    def _group_again(self) -> None:
        for line in every(self.folder / UNMATCHED):
            if "sketch" in line:
                self._narratives.add(unpacked(line["sketch"]))


def every(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines a scan wrote to a file."""
    with path.open("rb") as file:
        for line in file:
            yield json.loads(line)


def _saved(folder: Path, what: dict[str, Any]) -> dict[str, Any] | None:
    try:
        saved: dict[str, Any] = json.loads((folder / CHECKPOINT).read_bytes())
    except FileNotFoundError:
        foreign = [name for name in (MATCHED, UNMATCHED, BROKEN) if (folder / name).exists()]
        if (
            any((folder / name).stat().st_size for name in foreign)
            and not (folder / "lock").exists()
        ):
            raise ScanError(f"{folder} holds {foreign[0]} of something else") from None
        return None
    if saved["what"] != what:
        raise ScanError(
            f"{folder} holds the scan of other files or columns: choose another folder, or remove it"
        )
    return saved
