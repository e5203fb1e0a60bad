"""The page of an episode that is over, and what a person does there."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sasando.live import actions
from sasando.live.afterwards import carrying, uploading
from sasando.live.models import Broadcast, CaptionTrack, Film, Gathering, Production
from sasando.retention.actions import retain
from tests.desk.builders import NOW, Desk
from tests.live.films import film, needs_ffmpeg
from tests.live.platform import Stage

PAGE_BUDGET = 45


@pytest.fixture
def over(consented: Production) -> Production:
    Production.objects.filter(pk=consented.pk).update(
        state="ended", told_to_start_at=NOW, live_at=NOW, ended_at=NOW + timedelta(hours=1)
    )
    consented.refresh_from_db()
    return consented


@pytest.fixture
def producer(client: Client, desk: Desk) -> Client:
    client.force_login(desk.editor)
    return client


def page(client: Client, production: Production) -> str:
    response = client.get(reverse("sasando_live_afterwards", args=[production.pk]))
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, production: Production, verb: str, **data: object) -> str:
    there = reverse("sasando_live_afterwards_verb", args=[production.pk, verb])
    response = client.post(there, data)
    assert response.status_code == 302, response.content
    return page(client, production)


def send(client: Client, production: Production, body: bytes, **data: object):
    there = reverse("sasando_live_upload", args=[production.pk])
    sent = SimpleUploadedFile("../../rekaman saya.mp4", body, "video/mp4")
    return client.post(there, {"begins_s": "0", "film": sent} | data)


def left_over() -> list[Path]:
    folder = uploading.uploads_folder()
    return list(folder.glob("*.upload")) if folder.is_dir() else []


@needs_ffmpeg
def test_a_film_is_uploaded_packed_captioned_and_confirmed(producer, over, desk: Desk) -> None:
    assert "The recording: none is kept here yet." in page(producer, over)
    assert send(producer, over, film().read_bytes(), begins_s="-3").status_code == 302
    row = Film.objects.get()
    assert (row.name, row.sent_by) == ("rekaman saya.mp4", desk.editor)
    assert row.begins_at == NOW + timedelta(seconds=3)
    assert [path.name for path in left_over()] == [Path(row.source).name]
    (work,) = carrying.next_films(timezone.now())
    work()
    row.refresh_from_db()
    assert (row.state, left_over()) == ("ready", [])
    shown = page(producer, over)
    assert row.sha256 in shown and "Captions: import" in shown
    bad = SimpleUploadedFile("a.srt", b"1\n00:00:02,000 --> 00:00:01,000\nx\n")
    said = do(producer, over, "takarir", film=row.pk, language="id", file=bad)
    assert "Line 2: the caption ends before it begins." in said
    good = SimpleUploadedFile("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHalo\n")
    assert "1 caption was taken." in do(
        producer, over, "takarir", film=row.pk, language="id", file=good
    )
    CaptionTrack.objects.update(origin="machine")
    reporter = Client()
    reporter.force_login(desk.reporter)
    track = CaptionTrack.objects.get()
    do(reporter, over, "sahkan", track=track.pk)
    assert CaptionTrack.objects.get().is_unchecked  # a reporter does not confirm
    assert "confirmed by" in do(producer, over, "sahkan", track=track.pk)
    assert not CaptionTrack.objects.get().is_unchecked
    (work,) = carrying.next_gatherings(timezone.now())
    work()
    shown = page(producer, over)
    assert "Waits for approval" in shown and "Draf: " in shown
    assert "Approvals: the text with the recording is not public yet." in shown


def test_what_is_too_large_is_not_kept(producer, over, settings, monkeypatch) -> None:
    monkeypatch.setattr(uploading, "limit", lambda: 100_000)
    send(producer, over, b"x" * 200_000)
    assert not Film.objects.exists() and not left_over()
    assert "The film is larger than" in page(producer, over)
    monkeypatch.setattr(uploading, "limit", lambda: 10_000_000)
    send(producer, over, b"x" * 200_000, begins_s="kapan-kapan")
    assert not Film.objects.exists() and not left_over()
    send(producer, over, b"x" * 200_000)
    assert Film.objects.get().state == "waiting" and len(left_over()) == 1


def test_an_upload_needs_the_right_person_the_token_and_the_end(over, desk: Desk) -> None:
    stranger = Client()
    stranger.force_login(desk.checker)
    send(stranger, over, b"x" * 1000)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.editor)
    assert send(strict, over, b"x" * 1000).status_code == 403
    Production.objects.update(state="live")
    early = Client()
    early.force_login(desk.editor)
    send(early, over, b"x" * 1000)
    assert not Film.objects.exists() and not left_over()


def test_what_lies_in_the_inbox_is_taken_and_nothing_else(producer, over, settings) -> None:
    inbox = uploading.inbox_folder()
    inbox.mkdir(parents=True)
    (inbox / "malam ini.mp4").write_bytes(b"x")
    (inbox / "ke luar.mp4").symlink_to("/etc/passwd")
    (Path(settings.HOME) / "secret.key").write_text("rahasia")
    shown = page(producer, over)
    assert "malam ini.mp4" in shown and "ke luar.mp4" not in shown
    for name in ("../../secret.key", "ke luar.mp4", "tidak-ada"):
        said = do(producer, over, "ambil", name=name, begins_s="0")
        assert "not in the inbox" in said
    do(producer, over, "ambil", name="malam ini.mp4", begins_s="0")
    assert Film.objects.get().name == "malam ini.mp4"
    assert (Path(settings.HOME) / "secret.key").exists() and not (inbox / "malam ini.mp4").exists()


@pytest.fixture
def on_platform(over: Production, accounts, desk: Desk, monkeypatch) -> Broadcast:
    """One broadcast is over on a platform that deletes its recording after thirty days."""
    monkeypatch.setattr(Stage, "keeps_recording_days", 30)
    return Broadcast.objects.create(
        production=over,
        account=accounts[0],
        key="k",
        identifier="b-77",
        address="https://stage.example/b-77",
        state="ended",
        live_at=timezone.now(),
        ended_at=timezone.now(),
        due_at=NOW,
        planned_by=desk.editor,
    )


@pytest.mark.parametrize(
    ("days", "task", "urgent", "late"),
    [(0, False, False, False), (1, True, False, False), (23, True, True, False), (31, 1, 1, True)],
)
def test_a_recording_that_only_a_platform_has_becomes_a_pressing_task(
    producer, on_platform, days, task, urgent, late
) -> None:
    ended = timezone.now() - timedelta(days=days, minutes=1)
    Broadcast.objects.update(ended_at=ended)
    home = producer.get("/desk/").content.decode()
    assert ("Only YT has the recording" in home) is bool(task and not late)
    assert ("Urgent." in home) is bool(urgent and not late)
    assert ("has deleted its recording" in home) is late
    Film.objects.create(
        production=on_platform.production, key="x", state="ready", sent_at=NOW, due_at=NOW
    )
    home = producer.get("/desk/").content.decode()
    assert "has the recording" not in home and "has deleted" not in home


def test_receipts_and_what_is_missing_stand_on_the_page(producer, on_platform) -> None:
    shown = page(producer, on_platform.production)
    for words in ("b-77", "https://stage.example/b-77", "Chapters: no segment was begun"):
        assert words in shown, words
    Broadcast.objects.update(address="")
    assert "its identifier or address." in page(producer, on_platform.production)
    there = reverse("sasando_live_afterwards", args=[on_platform.production_id])
    plan = producer.get(reverse("sasando_live_episode", args=[on_platform.production_id]))
    assert there in plan.content.decode()


def test_the_page_costs_the_same_however_much_there_is(producer, on_platform, desk: Desk) -> None:
    production = on_platform.production
    for number in range(8):
        made = Film.objects.create(
            production=production,
            key=str(number),
            sha256=f"{number:064}",
            duration_s=60,
            state="ready",
            sent_by=desk.editor,
            sent_at=NOW,
            due_at=NOW,
        )
        for language in ("id", "en"):
            CaptionTrack.objects.create(
                film=made, language=language, origin="machine", state="ready", at=NOW, due_at=NOW
            )
    Gathering.objects.create(
        production=production, episode=production.episode, film=made, at=NOW, due_at=NOW
    )
    page(producer, production)
    with CaptureQueriesContext(connection) as found:
        page(producer, production)
    assert len(found) <= PAGE_BUDGET


def test_who_does_not_produce_does_nothing(over, desk: Desk) -> None:
    stranger = Client()
    stranger.force_login(desk.checker)
    there = reverse("sasando_live_afterwards_verb", args=[over.pk, "tulis"])
    assert stranger.post(there).status_code in (302, 403, 404)
    assert stranger.get(reverse("sasando_live_afterwards", args=[over.pk])).status_code != 200


def test_without_a_recording_nothing_is_written(producer, over) -> None:
    assert "upload it first" in do(producer, over, "tulis")
    assert not Gathering.objects.exists()
    assert actions.open_recordings(at=NOW) == 0


def test_what_no_film_waits_for_is_deleted_after_two_days(over, settings) -> None:
    folder = uploading.uploads_folder()
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.upload").write_bytes(b"x")
    Film.objects.create(
        production=over, key="a", source="uploads/a.upload", sent_at=NOW, due_at=NOW
    )
    retain(at=timezone.now(), only="live.uploads")
    assert len(left_over()) == 2
    retain(at=timezone.now() + timedelta(days=3), only="live.uploads")
    assert [path.name for path in left_over()] == ["a.upload"]
