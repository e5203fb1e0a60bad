"""A backup that was restored is a backup."""

import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import Sasando

pytestmark = pytest.mark.xdist_group("cli")  # one filled house for all


def test_a_backup_restores_to_the_same_house(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    made = sasando("backup", str(archive), "--json")
    assert made.code == 0, made.err
    assert archive.stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    assert sasando("restore", str(archive), "--yes", home=new).code == 0
    exports = []
    for number, home in enumerate((None, new)):
        folder = tmp_path / str(number)
        sasando("export", str(folder), **({"home": home} if home else {}))
        exports.append({p.name: p.read_text() for p in folder.rglob("*.json")})
    assert exports[0] == exports[1]
    assert len(exports[0]) > 20


def test_a_damaged_backup_is_refused_whole(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    sasando("backup", str(archive))
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(archive.read_bytes()[:-2000])
    new = tmp_path / "new"
    said = sasando("restore", str(damaged), "--yes", home=new)
    assert said.code == 1
    assert "no whole backup" in said.err
    assert not (new / "sasando.sqlite3").exists()


def test_keys_can_be_left_out(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    assert sasando("backup", str(archive), "--no-keys").code == 0
    with tarfile.open(archive) as opened:
        assert not [name for name in opened.getnames() if name.startswith(("keys", "secret"))]
