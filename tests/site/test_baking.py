"""Baking: whole files, only what a change touches, and never a lie."""

import errno
import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from sasando.desk import actions
from sasando.desk.models import Version
from sasando.site import bake, files
from sasando.site.actions import rebuild_entries
from sasando.site.models import Entry, StalePath
from tests.desk.builders import NOW

LATER = NOW + timedelta(days=1)


@pytest.fixture
def root(settings, tmp_path) -> Path:
    settings.BAKED = tmp_path / "baked"
    return settings.BAKED


def pages(root: Path) -> dict[str, int]:
    return {
        str(file.relative_to(root)): file.stat().st_mtime_ns
        for file in root.rglob("*")
        if file.is_file() and file.suffix != ".gz" and not file.name.startswith(".")
    }


def test_baked_page_is_the_rendered_page(full, root):
    paths = ["/", "/rilis/", "/rilis/tps/", "/en/", "/umpan/semua.atom", "/tentang/"]
    rendered = {path: Client().get(path) for path in paths}
    bake.bake_all()
    for path, before in rendered.items():
        baked = Client().get(path)
        assert "ETag" in baked.headers, path
        assert baked.content == before.content
        for name in ("Content-Security-Policy", "Content-Type", "Cache-Control"):
            assert baked.headers[name] == before.headers[name], (path, name)


def test_baked_page_needs_no_query_and_answers_conditions(full, root, django_assert_num_queries):
    bake.bake_all()
    with django_assert_num_queries(0):
        first = Client().get("/rilis/tps/", headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert b"553 TPS" in gzip.decompress(first.content)
    again = Client().get("/rilis/tps/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    since = {"if-modified-since": first.headers["Last-Modified"]}
    assert Client().get("/rilis/tps/", headers=since).status_code == 304


def test_one_publication_bakes_what_it_touches_and_nothing_else(full, root):
    bake.bake_all()
    StalePath.objects.all().delete()
    before = pages(root)
    full.published("release", title="Rilis baru", slug="baru", at=NOW + timedelta(hours=5))
    bake.bake_due(now=NOW)
    after = pages(root)
    changed = {path for path, mtime in after.items() if before.get(path) != mtime}
    assert "rilis/baru/index.html" in changed
    assert {"index.html", "rilis/index.html", "rilis/2024/09/index.html"} <= changed
    assert not any(path.startswith(("berita/", "tempat/", "kerja-sama/")) for path in changed)
    assert "rilis/tps/index.html" not in changed
    assert "Rilis baru" in (root / "index.html").read_text()
    assert not StalePath.objects.exists()


def test_withdrawal_reaches_the_baked_page(full, root):
    bake.bake_all()
    version = Version.objects.current().get(slug="tps")
    actions.withdraw(version=version, by=full.second, reason="Keliru.", at=LATER)
    bake.bake_due(now=LATER)
    page = (root / "rilis/tps/index.html").read_text()
    assert "Alasan: Keliru." in page and "Rapat pleno" not in page


def test_what_is_rolled_back_is_not_baked(full):
    StalePath.objects.all().delete()
    with pytest.raises(RuntimeError), transaction.atomic():
        full.published("release", slug="gagal", at=NOW)
        assert StalePath.objects.exists()
        raise RuntimeError
    assert not StalePath.objects.exists()
    assert not Entry.objects.filter(slug="gagal").exists()


def test_full_disk_leaves_the_old_page_whole_and_the_work_recorded(full, root, monkeypatch):
    bake.bake_all()
    old = (root / "rilis/index.html").read_bytes()
    full.published("release", title="Rilis baru", slug="baru", at=NOW)

    def no_space(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", no_space)
    with pytest.raises(bake.BakeFailed, match="No space left"):
        bake.bake_due(now=NOW)
    assert (root / "rilis/index.html").read_bytes() == old
    assert not list(root.rglob(".new-*"))
    assert StalePath.objects.exists()
    monkeypatch.undo()
    bake.bake_due(now=NOW)
    assert "Rilis baru" in (root / "rilis/index.html").read_text()


def test_only_one_bakes_at_a_time(full, root):
    with files.only_baker(root) as alone:
        assert alone
        assert bake.bake_due(now=NOW) == 0
    assert bake.bake_due(now=NOW) > 0


def test_countdown_of_another_day_is_not_served(full, root, time_machine_at):
    time_machine_at(NOW)
    bake.bake_all()
    served = Client().get("/")
    assert "ETag" not in served.headers  # the file's own date is the machine's, another day


def test_new_day_bakes_the_pages_that_count_days(full, root):
    bake.bake_due(now=NOW)
    StalePath.objects.all().delete()
    assert bake.bake_due(now=NOW + timedelta(hours=1)) == 0
    assert bake.bake_due(now=NOW + timedelta(days=1)) == len(bake.daily_paths())


@pytest.mark.parametrize("path", ["/../settings.py", "/rilis/../../x/", "/.lock", "/.day", "/\0/"])
def test_nothing_outside_or_hidden_is_served(db, root, path):
    root.mkdir()
    (root / ".day").write_text("2024-01-01")
    assert Client().get(path).status_code == 404


def test_listings_can_be_written_anew_from_the_versions(full):
    def rows():
        fields = [f.name for f in Entry._meta.concrete_fields if f.name != "id"]
        return sorted(Entry.objects.values_list(*fields))

    before = rows()
    assert rebuild_entries() == len(before)
    assert rows() == before


def test_full_bake_makes_a_fixed_number_of_queries_a_batch(
    full, root, django_assert_max_num_queries
):
    for number in range(6):
        full.published("release", slug=f"banyak-{number}", at=NOW)
    with django_assert_max_num_queries(9):
        assert sum(bake._bake_items(root)) == Entry.objects.count()
