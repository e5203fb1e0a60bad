"""Everything goes out to a folder and comes back the same, on either database, also after a break."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgresql
from tests.cli.conftest import ROOT, Outcome, Sample, command

STATE = "import-all.json"


@pytest.fixture(scope="module")
def exported(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample desk as an archive; not to be written to."""
    folder = tmp_path_factory.mktemp("archive") / "everything"
    said = command(sample.home, "export", "--all", str(folder), "--json")
    assert said.code == 0, said.err
    assert said.json["rows"] > 5000
    return folder


def empty_house(home: Path, **settings: str) -> Path:
    """Return a house with its tables and nobody in it."""
    said = command(home, "init", **settings)
    assert said.code == 0, said.err
    return home


def held(folder: Path) -> dict[str, bytes]:
    """Return every file of an archive but the one that says when it was made."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "archive.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def out_again(home: Path, folder: Path, **settings: str) -> dict[str, bytes]:
    said = command(home, "export", "--all", str(folder), **settings)
    assert said.code == 0, said.err
    return held(folder)


def test_a_person_can_read_and_check_it_without_sasando(exported: Path, sample: Sample) -> None:
    assert exported.stat().st_mode & 0o077 == 0
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=exported)
    assert done.returncode == 0
    assert "sha256sum --check" in (exported / "BACA-SAYA.txt").read_text()
    rows = (exported / "tables/sasando_desk.version.jsonl").read_text().splitlines()
    headlines = {json.loads(row)["headline"] for row in rows}
    about = json.loads((exported / "archive.json").read_text())
    assert len(rows) == about["rows"]["sasando_desk.version"] and len(headlines) > 10
    kept = {path.name for path in sample.home.glob("media/**/*") if path.is_file()}
    assert kept == {path.name for path in exported.glob("media/**/*") if path.is_file()}


def test_what_is_sealed_stays_sealed(exported: Path) -> None:
    readers = (exported / "tables/sasando_channels.subscriber.jsonl").read_text()
    accounts = (exported / "tables/sasando_channels.outlet.jsonl").read_text()
    assert readers and "@" not in readers
    assert "password" not in accounts.lower() or "gAAAA" in accounts


def test_it_comes_back_the_same(exported: Path, tmp_path: Path) -> None:
    home = empty_house(tmp_path / "house")
    said = command(home, "import", "all", str(exported))
    assert said.code == 0, said.err
    assert not (home / STATE).exists()
    assert out_again(home, tmp_path / "again") == held(exported)
    again = command(home, "import", "all", str(exported))
    assert again.code == 1 and "not empty" in again.err


def test_an_import_that_was_killed_goes_on(exported: Path, tmp_path: Path) -> None:
    home = empty_house(tmp_path / "house")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SASANDO_")}
    environment.pop("DATABASE_URL", None)
    environment |= {"SASANDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sasando.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from sasando.cli import main; main()", "import", "all", exported],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and brought(home) < 40:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = brought(home)
    assert before >= 40, "it was over before it could be killed"
    said = command(home, "import", "all", str(exported))
    assert said.code == 0, said.err
    assert out_again(home, tmp_path / "again") == held(exported)


def brought(home: Path) -> int:
    """Return how many tables an import that is not over has brought in."""
    state = home / STATE
    return len(json.loads(state.read_text())["tables"]) if state.exists() else 0


def test_from_sqlite_to_postgresql_and_the_same(exported: Path, tmp_path: Path) -> None:
    database = postgresql.start()
    home = empty_house(tmp_path / "house", DATABASE_URL=database)
    said = command(home, "import", "all", str(exported), DATABASE_URL=database)
    assert said.code == 0, said.err
    assert out_again(home, tmp_path / "again", DATABASE_URL=database) == held(exported)


def test_a_damaged_archive_changes_nothing(exported: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "damaged", empty_house(tmp_path / "house")
    copy(exported, folder)
    with (folder / "tables/sasando_desk.version.jsonl").open("ab") as table:
        table.write(b"{}\n")
    said = command(home, "import", "all", str(folder))
    assert refused(said, "sasando_desk.version.jsonl is missing or damaged", home)
    (folder / "archive.json").unlink()
    assert refused(command(home, "import", "all", str(folder)), "no whole archive", home)


def test_an_archive_of_another_release_says_which(exported: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "other", empty_house(tmp_path / "house")
    copy(exported, folder)
    about = json.loads((exported / "archive.json").read_text())
    about |= {"version": "9.9", "migrations": about["migrations"] | {"sasando_desk": "9999_later"}}
    (folder / "archive.json").unlink()
    (folder / "archive.json").write_text(json.dumps(about))
    said = command(home, "import", "all", str(folder))
    assert refused(said, "made by Sasando 9.9", home) and "sasando_desk 9999_later" in said.err


def test_a_folder_that_holds_something_else_is_left_alone(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    said = command(sample.home, "export", "--all", str(tmp_path))
    assert said.code == 1 and "holds something else" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-r", source, target], check=True)


def refused(said: Outcome, words: str, home: Path) -> bool:
    return said.code == 1 and words in " ".join(said.err.split()) and not (home / STATE).exists()
