"""The packages hold before the tool that the world checks Data Packages with."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sasando.accounts.package import write
from tests.accounts_package.packages import CHANNELS, REACH, a_package

TOOL = Path(sys.executable).with_name("frictionless")


def validate(folder: Path) -> dict[str, Any]:
    """Return the report of the ``frictionless`` program."""
    done = subprocess.run(
        [TOOL, "validate", "datapackage.json", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == found["valid"], done.stderr
    return found


def test_a_package_of_every_type_is_valid(tmp_path: Path) -> None:
    write(a_package(), tmp_path / "package")
    report = validate(tmp_path / "package")
    assert report["valid"], report
    assert [task["name"] for task in report["tasks"]] == ["channels", "reach-by-channel"]
    assert [task["stats"]["rows"] for task in report["tasks"]] == [2, 3]


@pytest.mark.parametrize("damage", ["bytes", "key", "reference"])
def test_the_tool_finds_what_is_wrong(tmp_path: Path, damage: str) -> None:
    channels = replace(CHANNELS, rows=CHANNELS.rows[:1]) if damage == "reference" else CHANNELS
    write(a_package(resources=(channels, REACH)), tmp_path / "package")
    file = tmp_path / "package/data/channels.csv"
    if damage == "bytes":
        file.write_bytes(file.read_bytes().replace(b"Situs", b"Sitos"))
    if damage == "key":
        file.write_bytes(file.read_bytes() + b"site,Situs\r\n")
    assert not validate(tmp_path / "package")["valid"]
