"""``sasando data report``: the report of a package by one command, with no house at all."""

import os
import subprocess
import sys
from pathlib import Path

from sasando.accounts.package import write
from sasando.accounts.report import report_pdf
from tests.accounts.report_data import YEAR, a_year
from tests.sample import untouched


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in ``folder``, with no database and no settings of a house."""
    environment = untouched() | {"SASANDO_HOME": str(folder / "nowhere")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.run(
        [sys.executable, "-m", "sasando", "data", "report", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_report_is_made_of_the_files_alone(tmp_path: Path) -> None:
    write(a_year(), tmp_path / "package")
    done = run(tmp_path, "package", "--language", "en")
    assert done.returncode == 0, done.stderr
    made = (tmp_path / f"report-{YEAR}-en.pdf").read_bytes()
    assert made == report_pdf(a_year(), year=YEAR, language="en")
    assert not (tmp_path / "nowhere").exists()


def test_what_was_changed_and_what_is_not_known_is_refused(tmp_path: Path) -> None:
    write(a_year(), tmp_path / "package")
    assert "2024, 2023" in run(tmp_path, "package", "--year", "2030").stderr
    file = tmp_path / "package/data/requests.csv"
    file.write_bytes(file.read_bytes().replace(b",73,", b",93,"))
    done = run(tmp_path, "package")
    assert done.returncode == 1
    assert "its digest is another" in done.stderr
    assert not list(tmp_path.glob("*.pdf"))
