"""A small file that others write: read once, and again when it changed."""

from pathlib import Path

from sasando.matching.watching import Watched


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    path, reads = tmp_path / "name", []

    def read(given: Path) -> str:
        reads.append(given)
        return given.read_text("utf-8")

    watched = Watched(path, read)
    assert watched.now() is None
    path.write_text("one", "utf-8")
    assert (watched.now(), watched.now()) == ("one", "one")
    fresh = tmp_path / "fresh"
    fresh.write_text("two", "utf-8")
    fresh.replace(path)
    assert watched.now() == "two"
    assert len(reads) == 2


def test_what_cannot_be_read_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("7", "ascii")
    watched = Watched(path, lambda given: int(given.read_text("ascii")))
    assert watched.now() == 7
    path.write_text("seven", "ascii")
    assert watched.now() == 7
    path.unlink()
    assert watched.now() == 7
