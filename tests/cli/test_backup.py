"""A backup that was restored is a backup."""

import fcntl
import sqlite3
import tarfile
from pathlib import Path

import pytest

from sasando.cli.databases import restore_sqlite
from sasando.occupancy import HouseInUse, alone, move_in
from tests.cli.conftest import Sasando

pytestmark = pytest.mark.xdist_group("cli")  # one filled house for all


def test_a_backup_restores_to_the_same_house(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    made = sasando("backup", str(archive), "--json")
    assert made.code == 0, made.err
    assert archive.stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    assert sasando("restore", str(archive), "--yes", home=new).code == 0
    exposed = [p for p in (new / "keys", *(new / "keys").rglob("*")) if p.stat().st_mode & 0o077]
    assert exposed == []
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


def test_nothing_is_restored_under_a_worker(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    assert sasando("backup", str(archive)).code == 0
    new = tmp_path / "new"
    new.mkdir()
    with (new / "house.lock").open("w") as lock:  # as any serving or working process holds it
        fcntl.flock(lock, fcntl.LOCK_SH)
        said = sasando("restore", str(archive), "--yes", home=new)
    assert said.code == 1
    assert "stop" in said.err
    assert not (new / "sasando.sqlite3").exists()


def test_pages_of_the_old_database_are_not_left_public(sasando: Sasando, tmp_path: Path) -> None:
    archive = tmp_path / "sasando.tar.gz"
    assert sasando("backup", str(archive)).code == 0
    new = tmp_path / "new"
    old_page = new / "baked" / "rilis" / "sudah-dicabut" / "index.html"
    old_page.parent.mkdir(parents=True)
    old_page.write_text("lama")
    assert sasando("restore", str(archive), "--yes", home=new).code == 0
    assert not old_page.exists()
    assert (new / "baked" / "rilis" / "index.html").is_file()


def test_those_who_work_share_the_house_and_a_restore_has_it_alone(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(HouseInUse), alone(tmp_path):
        pass
    with alone(tmp_path), pytest.raises(HouseInUse):
        move_in(tmp_path)
    move_in(tmp_path)
    move_in(tmp_path)
    with pytest.raises(HouseInUse), alone(tmp_path):
        pass


def test_the_kept_copy_has_the_commits_of_its_log(tmp_path: Path) -> None:
    old, fresh = tmp_path / "sasando.sqlite3", tmp_path / "fresh.sqlite3"
    writer = sqlite3.connect(old)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("CREATE TABLE said (words)")
    writer.execute("INSERT INTO said VALUES ('belum di berkas utama')")
    writer.commit()
    assert (tmp_path / "sasando.sqlite3-wal").stat().st_size > 0
    sqlite3.connect(fresh).executescript("CREATE TABLE said (words)")
    aside = tmp_path / "sasando.sqlite3.before-restore"
    restore_sqlite(fresh, target=old, move=lambda a, b: a.rename(b), aside=aside)
    # The writer is as good as killed: what it left is read from what was set aside.
    kept = sqlite3.connect(aside)
    assert kept.execute("SELECT words FROM said").fetchall() == [("belum di berkas utama",)]
    assert sqlite3.connect(old).execute("SELECT count(*) FROM said").fetchone() == (0,)
