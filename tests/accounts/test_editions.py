"""Editions: only when something changed, once a night, whole or not at all, kept as promised."""

import hashlib
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sasando.accounts import actions
from sasando.accounts.models import Edition
from sasando.accounts.models.editions import shelf
from sasando.accounts.package import digest_of, read
from sasando.cli import app, load_commands
from sasando.cli.diagnosis import diagnose
from sasando.duties import all_duties
from sasando.site.models import StalePath
from tests.accounts.conftest import NIGHT, Busy, SetClock
from tests.desk.builders import Desk

EVENING = datetime.fromisoformat("2024-09-23T01:59+08:00")
DAY = timedelta(days=1)


def test_an_edition_is_what_its_row_says(busy: Busy) -> None:
    made = actions.publish(at=NIGHT)
    assert made is not None and made.version == "2024.09.23"
    package = read(made.folder)
    assert (package.version, digest_of(package)) == (made.version, made.digest)
    with zipfile.ZipFile(made.zip_file) as archive:
        name = f"sasando-open-data-{made.version}/datapackage.json"
        assert archive.read(name) == (made.folder / "datapackage.json").read_bytes()
        assert archive.testzip() is None
    assert {path.name for path in shelf().iterdir()} == {made.version, f"{made.version}.zip"}


def test_where_nothing_changed_there_is_no_new_one(busy: Busy) -> None:
    first = actions.publish(at=NIGHT)
    assert first is not None
    assert actions.publish(at=NIGHT + DAY) is None
    first.refresh_from_db()
    assert first.checked_at == NIGHT + DAY and first.made_at == NIGHT
    busy.desk.published("news", at=NIGHT)
    second = actions.publish(at=NIGHT + DAY)
    assert second is not None and second.version == "2024.09.24"
    assert Edition.objects.current() == second
    assert read(first.folder).version == first.version


def test_a_second_edition_of_a_day_has_a_number(busy: Busy) -> None:
    versions = []
    for _number in range(3):
        busy.desk.published("news", at=NIGHT)
        made = actions.publish(at=NIGHT)
        assert made is not None
        versions.append(made.version)
    assert versions == ["2024.09.23", "2024.09.23.2", "2024.09.23.3"]
    assert Edition.objects.current() == made


def test_it_is_made_once_a_night(busy: Busy) -> None:
    assert actions.publish_nightly(at=EVENING) is None
    first = actions.publish_nightly(at=NIGHT)
    assert first is not None
    busy.desk.published("news", at=NIGHT)
    assert actions.publish_nightly(at=NIGHT + timedelta(hours=20)) is None
    assert actions.publish_nightly(at=EVENING + DAY) is None
    assert actions.publish_nightly(at=NIGHT + DAY) is not None


def test_the_worker_makes_it(desk: Desk) -> None:
    for duty in all_duties():
        duty(NIGHT)
    assert Edition.objects.current() is not None


def test_every_edition_is_kept_a_while_and_the_last_of_each_month_for_good(busy: Busy) -> None:
    made = []
    for night in (NIGHT, NIGHT + DAY, NIGHT + 8 * DAY, NIGHT + 50 * DAY):
        busy.desk.published("news", at=NIGHT)
        edition = actions.publish(at=night)
        assert edition is not None
        made.append(edition.version)
    assert actions.tidy(at=NIGHT + 50 * DAY) == 1
    kept = set(Edition.objects.values_list("version", flat=True))
    assert kept == set(made[1:])
    assert {path.name for path in shelf().iterdir()} == kept | {f"{one}.zip" for one in kept}
    assert actions.tidy(at=NIGHT + 500 * DAY) == 0


def test_what_a_killed_program_left_is_in_nobodys_way_and_goes(busy: Busy) -> None:
    orphan, begun = shelf() / "2024.09.23", shelf() / ".begun-x"
    for left in (orphan, begun):
        left.mkdir(parents=True)
        (left / "datapackage.json").write_text("half")
    made = actions.publish(at=NIGHT)
    assert made is not None
    assert read(made.folder).version == made.version
    actions.tidy(at=NIGHT)
    assert begun.exists(), "another worker may be at it"
    os.utime(begun, (0, 0))
    actions.tidy(at=NIGHT)
    assert not begun.exists() and made.folder.exists()


def test_a_disk_that_is_full_leaves_the_edition_before(
    busy: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = actions.publish(at=NIGHT)
    assert first is not None
    busy.desk.published("news", at=NIGHT)

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sasando.accounts.package.folder.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            actions.publish(at=NIGHT + DAY)
    assert Edition.objects.current() == first
    assert {path.name for path in shelf().iterdir()} == {first.version, f"{first.version}.zip"}
    assert actions.publish(at=NIGHT + DAY) is not None


def test_files_that_were_lost_are_made_again(busy: Busy) -> None:
    first = actions.publish(at=NIGHT)
    assert first is not None
    first.folder.rename(first.folder.with_name("away"))
    again = actions.publish(at=NIGHT + DAY)
    assert again is not None and again.digest == first.digest


def test_a_damaged_edition_is_told_and_followed_by_a_whole_one(busy: Busy, clock: SetClock) -> None:
    def findings() -> list[tuple[str, str]]:
        return [(one.level, one.message) for one in diagnose() if "Open data" in one.message]

    assert findings() == []
    first = actions.publish(at=NIGHT)
    assert first is not None
    assert findings() == [("ok", "Open data: edition 2024.09.23 is whole.")]
    file = first.folder / "data/reach.csv"
    file.write_bytes(file.read_bytes().replace(b"1120", b"9120"))
    ((level, words),) = findings()
    assert level == "error" and "reach.csv" in words
    again = actions.publish(at=NIGHT + DAY)
    assert again is not None and again.digest == first.digest
    clock(NIGHT + 4 * DAY)
    assert findings() == [("warning", "Open data: nobody looked for changes since 2024-09-24.")]
    again.zip_file.unlink()
    assert findings()[0][0] == "error"


def test_of_two_workers_one_makes_it(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    first = actions.publish(at=NIGHT)
    assert first is not None
    before = hashlib.sha256(first.zip_file.read_bytes()).hexdigest()
    busy.desk.published("news", at=NIGHT)
    monkeypatch.setattr(
        "sasando.accounts.actions.publishing._next_version", lambda day: first.version
    )
    assert actions.publish(at=NIGHT) is None
    assert hashlib.sha256(first.zip_file.read_bytes()).hexdigest() == before
    assert Edition.objects.count() == 1


def test_the_pages_that_show_it_are_baked_again(busy: Busy) -> None:
    StalePath.objects.all().delete()
    actions.publish(at=NIGHT)
    stale = set(StalePath.objects.values_list("path", flat=True))
    assert stale == {"/transparansi/", "/en/transparency/"}


def test_the_command_line_publishes_and_writes(busy: Busy, clock: SetClock, tmp_path: Path) -> None:
    load_commands()
    clock(NIGHT)
    runner = CliRunner()
    said = runner.invoke(app, ["data", "publish"])
    assert said.exit_code == 0 and "2024.09.23" in said.output
    assert "Nothing changed" in runner.invoke(app, ["data", "publish"]).output
    folder = tmp_path / "data"
    assert runner.invoke(app, ["data", "write", str(folder)]).exit_code == 0
    assert digest_of(read(folder)) == Edition.objects.get().digest
    again = runner.invoke(app, ["data", "write", str(folder)])
    assert again.exit_code == 1 and "holds something" in again.output
    assert Edition.objects.count() == 1


def test_an_unknown_licence_is_found_by_the_checks(settings: object) -> None:
    from sasando.accounts.checks import data_licence

    assert data_licence() == []
    settings.DATA_LICENCE = "all mine"  # type: ignore[attr-defined]
    (found,) = data_licence()
    assert found.id == "sasando_accounts.E001" and "CC-BY-4.0" in found.msg
