"""An episode is over: its film, chapters, captions, answers and a draft story come by themselves."""

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from sasando.channels.exceptions import LeaseLost
from sasando.desk import actions as desk_actions
from sasando.desk.models import PartnershipStory, Version
from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.afterwards import carrying, simulcasts
from sasando.live.exceptions import WrongState
from sasando.live.models import CaptionTrack, Film, Gathering, Production, SpeakingTime
from tests.desk.builders import NOW, Desk
from tests.live.films import film, needs_ffmpeg

VTT = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
Selamat datang di bincang pemilih muda.

00:00:16.000 --> 00:00:20.000
Daftar pemilih tetap memuat 275.085 orang.

00:00:20.000 --> 00:00:24.000
Periksa nama Anda <b>sebelum</b> hari Rabu.
"""


def s(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def over(consented: Production, desk: Desk) -> Production:
    """An episode of 45 seconds that is over, with all that the day left behind."""
    for at, segment in zip((0, 15, 30), consented.segments.all(), strict=False):
        segment.started_at, segment.ended_at = s(at), s(at + 15)
        segment.save()
    host, maria, _nus = consented.people
    for start, end, person in ((0, 15, host), (15, 27, maria), (27, 45, host)):
        SpeakingTime.objects.create(
            production=consented,
            ref=person.ref,
            name=person.name,
            role=person.role,
            gender=person.gender,
            started_at=s(start),
            ended_at=s(end),
            by=desk.editor,
        )
    asked = [
        Asked(identifier="1", text="Apakah KTP lama <b>berlaku</b>?", at=NOW),
        Asked(identifier="2", text="Yang ini tidak dijawab?", at=NOW),
    ]
    one, _two = actions.take_questions(production=consented, source="youtube", asked=asked, at=NOW)
    actions.answer_question(question=one, answer="Ya, selama datanya sama.", by=desk.editor, at=NOW)
    consented.questions.filter(pk=one.pk).update(aired_at=s(32))
    Production.objects.filter(pk=consented.pk).update(
        state=Production.State.ENDED,
        told_to_start_at=s(0),
        live_at=s(0),
        told_to_end_at=s(45),
        ended_at=s(46),
    )
    consented.refresh_from_db()
    return consented


@pytest.fixture
def relayed(over: Production) -> Production:
    """Its relay left one finished recording."""
    folder = simulcasts.folder_of(over)
    folder.mkdir(parents=True)
    shutil.copy(film(), folder / "recording-001.mp4")
    said = {
        "file": "recording-001.mp4",
        "sha256": "0" * 64,
        "size": 1,
        "duration_s": 45.0,
        "ended_at": s(45).timestamp(),
    }
    (folder / "recording-001.json").write_text(json.dumps(said))
    return over


def work() -> int:
    """Do all that waits, as the worker does; return how many pieces it was."""
    at = timezone.now() + timedelta(seconds=5)
    done = actions.open_recordings(at=NOW)
    for take in (carrying.next_films, carrying.next_captions, carrying.next_gatherings):
        while todo := take(at):
            for one in todo:
                one()
            done += 1
    return done


def blocks(version: Version, kind: str) -> list:
    return [block for block in version.content.body if block.type == kind]


def approved(version: Version, desk: Desk) -> Version:
    for name in desk.approvers("episode"):
        version = desk_actions.approve(version=version, by=desk.people[name], at=s(100))
    return version


def captioned(production: Production, desk: Desk) -> Version:
    work()
    actions.import_captions(
        film=production.films.get(), language="id", body=VTT, by=desk.editor, at=NOW
    )
    work()
    return Gathering.objects.get().version


@needs_ffmpeg
def test_the_recording_comes_to_its_approvers_by_itself(relayed, desk: Desk, settings) -> None:
    assert work() == 3
    kept = relayed.films.get()
    assert (kept.state, kept.origin, round(kept.duration_s)) == ("ready", "relay", 45)
    path = Path(settings.MEDIA_ROOT) / "recordings" / f"{kept.sha256}.mp4"
    assert path.stat().st_size == kept.size
    assert not (simulcasts.folder_of(relayed) / "recording-001.mp4").exists()
    version = Gathering.objects.get().version
    assert (version.state, version.number) == ("proposed", 2)
    assert version.proposed_by == desk.reporter  # so that its approvers may still approve
    (recording,) = blocks(version, "recording")
    assert recording.sha256 == kept.sha256 and recording.poster == kept.poster
    assert (Path(settings.MEDIA_ROOT) / "pictures" / f"{kept.poster}.jpg").is_file()
    assert [c.starts_s for c in recording.chapters] == [0, 15, 30]
    (answer,) = blocks(version, "question")
    assert answer.question == "Apakah KTP lama <b>berlaku</b>?"
    assert answer.answer[0].text == "Ya, selama datanya sama. ("
    assert answer.answer[1].href == f"{recording.href}#t=32"
    (spoken,) = blocks(version, "facts")
    assert [(f.label.split(" (")[0], f.value) for f in spoken.facts] == [
        ("Rambu Praing", "0 menit 33 detik"),
        ("Maria Bria", "0 menit 12 detik"),
    ]
    assert blocks(version, "paragraph")  # what a person wrote is still there
    looked = subprocess.run(("ffprobe", "-show_format", str(path)), capture_output=True, check=True)
    assert b"location" not in looked.stdout and b"123.6" not in looked.stdout


@needs_ffmpeg
def test_nothing_is_public_before_both_sides_approved(
    relayed, desk: Desk, client: Client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = captioned(relayed, desk)
    kept = relayed.films.get()
    href = f"/media/recordings/{kept.sha256}.mp4"
    page = version.content.href.removeprefix("http://127.0.0.1:8000")
    assert client.get(href).status_code == 404
    assert "<video" not in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        approved(version, desk)
    answer = client.get(href, headers={"Range": "bytes=0-99"})
    assert answer.status_code == 206
    assert answer.getvalue()
    shown = client.get(page).content.decode()
    for words in ("<video", "chapters", "275.085 orang", "Apakah KTP lama", "Waktu bicara"):
        assert words in shown, words


@needs_ffmpeg
def test_done_again_it_changes_nothing(relayed, desk: Desk) -> None:
    captioned(relayed, desk)
    before = (Version.objects.count(), Page.objects.count(), Film.objects.count())
    assert work() == 0
    Gathering.objects.update(state="waiting")
    assert work() == 1
    assert (Version.objects.count(), Page.objects.count(), Film.objects.count()) == before
    approved(Gathering.objects.get().version, desk)
    Gathering.objects.update(state="waiting")
    assert work() == 1
    assert (Version.objects.count(), Page.objects.count(), Film.objects.count()) == before


@needs_ffmpeg
def test_a_worker_killed_at_any_point_is_followed_by_one_that_finishes(
    relayed, desk: Desk, monkeypatch, settings
) -> None:
    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    actions.open_recordings(at=NOW)
    for broken in ("keep_film", "gather"):
        with monkeypatch.context() as patched:
            patched.setattr(carrying.actions, broken, die)
            with pytest.raises(Killed):
                work()
        assert work() == 0  # the lease of the dead holds
        later = timezone.now() + timedelta(minutes=11)
        if broken == "keep_film":
            (todo,) = carrying.next_films(later)
            todo()
        else:
            (todo,) = carrying.next_gatherings(later)
            todo()
    assert Gathering.objects.get().state == "proposed"
    films = list((Path(settings.MEDIA_ROOT) / "recordings").glob("*.mp4"))
    assert [path.stem for path in films] == [relayed.films.get().sha256]
    assert not list((Path(settings.MEDIA_ROOT) / "recordings").glob(".*"))


@needs_ffmpeg
def test_who_lost_the_lease_writes_nothing(relayed, desk: Desk) -> None:
    actions.open_recordings(at=NOW)
    mine = actions.claim_film(at=NOW)
    assert actions.claim_film(at=NOW + timedelta(minutes=11)) is not None
    with pytest.raises(LeaseLost):
        actions.keep_film(film=mine, sha256="0" * 64, size=1, parts=[], poster="", at=NOW)


@needs_ffmpeg
def test_captions_take_the_place_of_what_waits_and_bring_quotes(relayed, desk: Desk) -> None:
    work()
    first = Gathering.objects.get().version
    second = captioned(relayed, desk)
    first.refresh_from_db()
    assert (first.state, second.state) == ("void", "proposed")
    (recording,) = blocks(second, "recording")
    assert len(blocks(second, "recording")) == 1 == len(blocks(second, "question"))
    assert "[0:16] Maria Bria: Daftar pemilih tetap memuat" in recording.transcript
    (track,) = recording.captions
    assert track.language == "id"
    draft = PartnershipStory.objects.get().get_latest_revision_as_object()
    assert not Version.objects.filter(item=draft.pk).exists()  # never proposed by the house
    assert draft.title.startswith("Draf: ")
    kinds = [block.block_type for block in draft.body]
    assert kinds.count("quote") == 1
    quote = next(b.value for b in draft.body if b.block_type == "quote")
    assert (quote["speaker"], quote["gender"]) == ("Maria Bria", "female")
    assert quote["text"].startswith("Daftar pemilih tetap memuat 275.085 orang.")
    html = str(draft.body)
    for words in ("DRAF OTOMATIS", "#t=16", "Nus Manafe tidak tercatat berbicara", "#t=32"):
        assert words in html, words


@needs_ffmpeg
def test_a_draft_that_somebody_began_is_not_written_over(relayed, desk: Desk) -> None:
    desk.edit(relayed.episode, by=desk.reporter, venue="Aula KPU")
    work()
    row = Gathering.objects.get()
    assert row.state == "stuck" and "another draft" in row.words
    assert Version.objects.filter(item=relayed.episode_id).count() == 1
    actions.gather_again(production=relayed, by=desk.editor, at=NOW)
    work()
    row.refresh_from_db()
    assert row.state == "proposed"
    assert row.version.content.episode.venue == "Aula KPU"


@needs_ffmpeg
def test_a_story_that_an_editor_works_on_is_left_alone(relayed, desk: Desk) -> None:
    work()
    story = PartnershipStory.objects.get()
    desk.edit(story, by=desk.reporter, title="Pemilih muda memeriksa namanya")
    captioned(relayed, desk)
    assert PartnershipStory.objects.get().get_latest_revision_as_object().title == (
        "Pemilih muda memeriksa namanya"
    )


@needs_ffmpeg
def test_two_recordings_become_one_film_with_one_clock(over, desk: Desk) -> None:
    folder = simulcasts.folder_of(over)
    folder.mkdir(parents=True)
    for number, ended in ((1, 20), (2, 45)):
        name = f"recording-00{number}"
        shutil.copy(film(20), folder / f"{name}.mp4")
        said = {"file": f"{name}.mp4", "sha256": "", "size": 1, "duration_s": 20.0}
        (folder / f"{name}.json").write_text(json.dumps(said | {"ended_at": s(ended).timestamp()}))
    work()
    kept = over.films.get()
    assert (kept.state, kept.words) == ("ready", "")
    assert round(kept.duration_s) == 40 and len(kept.parts) == 2
    (recording,) = blocks(Gathering.objects.get().version, "recording")
    assert [c.starts_s for c in recording.chapters] == [0, 15, 25]


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("kosong", lambda path: path.write_bytes(b""), "no-film"),
        ("teks", lambda path: path.write_text("bukan film"), "no-film"),
        (
            "daftar putar",
            lambda path: path.write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"),
            "no-film",
        ),
        ("vp9", lambda path: shutil.copy(film(3, container="webm", video="libvpx"), path), "codec"),
    ],
)
def test_what_is_no_film_is_refused_in_words(over, desk: Desk, settings, name, make, words) -> None:
    path = Path(settings.HOME) / "uploads" / "x.upload"
    path.parent.mkdir(parents=True)
    make(path)
    actions.take_upload(
        production=over, path=path, name="rekaman.mp4", begins_at=None, by=desk.editor, at=NOW
    )
    work()
    kept = over.films.get()
    assert kept.state == "refused" and words in kept.words
    assert not Gathering.objects.exists()


@needs_ffmpeg
def test_an_uploaded_film_counts_from_when_it_began(over, desk: Desk, settings) -> None:
    path = Path(settings.HOME) / "uploads" / "x.upload"
    path.parent.mkdir(parents=True)
    shutil.copy(film(60), path)
    with pytest.raises(WrongState):
        Production.objects.update(state="live")
        actions.take_upload(
            production=over, path=path, name="a", begins_at=None, by=desk.editor, at=NOW
        )
    Production.objects.update(state="ended")
    actions.take_upload(
        production=over, path=path, name="a.mov", begins_at=s(-12), by=desk.editor, at=NOW
    )
    work()
    row = Gathering.objects.get()
    assert (row.state, row.words) == ("proposed", "")
    (recording,) = blocks(row.version, "recording")
    assert [c.starts_s for c in recording.chapters] == [0, 12, 27, 42]
    assert recording.chapters[0].title == "Awal"
    assert not path.exists()


def test_while_the_relay_writes_nothing_is_touched(over, tmp_path) -> None:
    folder = simulcasts.folder_of(over)
    folder.mkdir(parents=True)
    assert actions.open_recordings(at=NOW) == 0
    (folder / "recording-001.flv").write_bytes(b"FLV")
    with (folder / "lock").open("wb") as lock:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)
        assert actions.open_recordings(at=NOW) == 0
    assert actions.open_recordings(at=NOW) == 1


@needs_ffmpeg
def test_captions_of_another_film_and_broken_ones_are_refused(relayed, desk: Desk) -> None:
    from sasando.live.afterwards.captions import CaptionsRefused

    work()
    kept = relayed.films.get()
    take = lambda body: actions.import_captions(  # noqa: E731
        film=kept, language="id", body=body, by=desk.editor, at=NOW
    )
    with pytest.raises(WrongState, match="end of the film"):
        take(b"WEBVTT\n\n00:10:00.000 --> 00:10:01.000\nx\n")
    with pytest.raises(CaptionsRefused):
        take(b"WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nx\n")
    assert not CaptionTrack.objects.exists()
