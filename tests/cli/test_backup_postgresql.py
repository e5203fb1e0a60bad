"""Backup and restore on a real PostgreSQL: a filled desk, changed, put back; or left whole."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests import postgresql
from tests.cli.conftest import ROOT, Outcome, command

_MIGRATE = """
import django
django.setup()
from tests import databases
databases.fill()
"""
_FILL = """
import django
django.setup()
from tests.desk.builders import make_desk
desk = make_desk()
for kind in ("release", "notice", "news", "partnership", "release"):
    desk.published(kind)
desk.proposed()
"""


@pytest.fixture(scope="module")
def database() -> str:
    return postgresql.start()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, database: str) -> Path:
    home = tmp_path_factory.mktemp("house-on-postgresql")
    environment = {**os.environ, "SASANDO_HOME": str(home), "DATABASE_URL": database}
    environment["DJANGO_SETTINGS_MODULE"] = "sasando.settings"

    def let(script: str) -> None:
        subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, check=True, timeout=300
        )

    let(_MIGRATE)
    founded = command(home, "init", DATABASE_URL=database)
    assert founded.code == 0, founded.err
    let(_FILL)
    return home


@pytest.fixture
def sasando(house: Path, database: str) -> Callable[..., Outcome]:
    def run(*arguments: str) -> Outcome:
        return command(house, *arguments, DATABASE_URL=database)

    return run


def exported(sasando: Callable[..., Outcome], folder: Path) -> dict[str, str]:
    """Everything anyone can check: documents, keys and log, by name."""
    said = sasando("export", str(folder))
    assert said.code == 0, said.err
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*.json")}


def damage(archive: Path, target: Path) -> None:
    """Write ``archive`` anew with half a dump whose sum is right all the same."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for entry in old.getmembers():
            body = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name == "database.pgdump":
                body = body[: len(body) * 2 // 3]
                sum_of_half = hashlib.sha256(body).hexdigest()
            if entry.name == "manifest.json":  # the last one written
                manifest = json.loads(body)
                manifest["files"]["database.pgdump"] = sum_of_half
                body = json.dumps(manifest).encode()
            entry.size = len(body)
            new.addfile(entry, io.BytesIO(body))


def test_what_was_changed_since_is_put_back(
    sasando: Callable[..., Outcome], house: Path, database: str, tmp_path: Path
) -> None:
    archive = tmp_path / "sasando.tar.gz"
    made = sasando("backup", str(archive), "--json")
    assert made.code == 0, made.err
    assert made.json["database"] == "postgresql"
    before = exported(sasando, tmp_path / "before")
    assert len(before) > 5
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE sasando_desk_version SET state = 'withdrawn'")
        connection.execute("UPDATE sasando_elections_stage SET name = 'Diubah'")
        # As a newer release would: it refers to a table that is put back.
        connection.execute(
            "CREATE TABLE newer (id serial PRIMARY KEY,"
            " person_id bigint REFERENCES sasando_parties_person (id))"
        )
    (house / "baked" / "rilis").mkdir(parents=True, exist_ok=True)
    old_page = house / "baked" / "rilis" / "sudah-dicabut.html"
    old_page.write_text("lama")
    assert exported(sasando, tmp_path / "changed") != before

    restored = sasando("restore", str(archive), "--yes")

    assert restored.code == 0, restored.err
    assert exported(sasando, tmp_path / "after") == before
    with psycopg.connect(database) as connection:
        (names,) = connection.execute(
            "SELECT count(*) FROM sasando_elections_stage WHERE name = 'Diubah'"
        ).fetchone() or (None,)
        newer = connection.execute("SELECT to_regclass('newer')").fetchone()
        # Numbers go on where they were: the next row has a new one.
        connection.execute("INSERT INTO taggit_tag (name, slug) VALUES ('baru', 'baru')")
        connection.rollback()
    assert (names, newer) == (0, (None,))
    assert not old_page.exists()
    assert (house / "baked" / "rilis" / "index.html").is_file()
    assert (house / "database.pgdump.before-restore").stat().st_size > 0
    assert sasando("doctor").code == 0


def test_a_restore_that_fails_leaves_everything_whole(
    sasando: Callable[..., Outcome], house: Path, tmp_path: Path
) -> None:
    archive, damaged = tmp_path / "sasando.tar.gz", tmp_path / "damaged.tar.gz"
    assert sasando("backup", str(archive)).code == 0
    damage(archive, damaged)
    before = exported(sasando, tmp_path / "before")
    files = sorted(str(p) for folder in ("media", "keys") for p in (house / folder).rglob("*"))

    said = sasando("restore", str(damaged), "--yes")

    assert said.code == 1
    assert "all is as it was" in said.err
    assert exported(sasando, tmp_path / "after") == before
    assert files == sorted(
        str(p) for folder in ("media", "keys") for p in (house / folder).rglob("*")
    )
    assert not list(house.glob(".*.restoring"))


def test_nothing_is_restored_under_somebody_elses_connection(
    sasando: Callable[..., Outcome], database: str, tmp_path: Path
) -> None:
    archive = tmp_path / "sasando.tar.gz"
    assert sasando("backup", str(archive)).code == 0
    with psycopg.connect(database):
        said = sasando("restore", str(archive), "--yes")
    assert said.code == 1
    assert "connected" in said.err
