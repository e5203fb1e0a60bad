"""A backup that was restored is a backup."""

import fcntl
import sqlite3
import tarfile
from pathlib import Path

import pytest

from sasando.cli.databases import restore_sqlite
from sasando.occupancy import HouseInUse, alone, move_in
from tests.cli.conftest import Sample, Sasando, command

OLD_PAGE = "rilis/sudah-dicabut/index.html"


@pytest.fixture(scope="module")
def restored(archive: Path, sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which a backup was put in place of another database, whose page is baked."""
    new = tmp_path_factory.mktemp("restored")
    (new / "baked" / OLD_PAGE).parent.mkdir(parents=True)
    (new / "baked" / OLD_PAGE).write_text("lama")
    said = command(new, "restore", str(archive), "--yes", SASANDO_SITE_URL=sample.url)
    assert said.code == 0, said.err
    return new


def test_a_backup_restores_to_the_same_house(
    sasando: Sasando, restored: Path, tmp_path: Path
) -> None:
    keys = restored / "keys"
    exposed = [p for p in (keys, *keys.rglob("*")) if p.stat().st_mode & 0o077]
    assert exposed == []
    exports = []
    for number, home in enumerate((None, restored)):
        folder = tmp_path / str(number)
        sasando("export", str(folder), **({"home": home} if home else {}))
        exports.append({p.name: p.read_text() for p in folder.rglob("*.json")})
    assert exports[0] == exports[1]
    assert len(exports[0]) > 20


def test_pages_of_the_old_database_are_not_left_public(restored: Path) -> None:
    assert not (restored / "baked" / OLD_PAGE).exists()
    assert (restored / "baked" / "rilis" / "index.html").is_file()


def test_who_made_a_backup_alone_reads_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_a_damaged_backup_is_refused_whole(sasando: Sasando, archive: Path, tmp_path: Path) -> None:
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


def test_nothing_is_restored_under_a_worker(
    sasando: Sasando, archive: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    with (new / "house.lock").open("w") as lock:  # as any serving or working process holds it
        fcntl.flock(lock, fcntl.LOCK_SH)
        said = sasando("restore", str(archive), "--yes", home=new)
    assert said.code == 1
    assert "stop" in said.err
    assert not (new / "sasando.sqlite3").exists()


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
