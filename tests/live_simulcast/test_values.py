"""Plans, health and files: what is told, shown and cleaned."""

import os
import time
from pathlib import Path

import pytest

from sasando.live import simulcast
from sasando.live.simulcast import (
    Health,
    Ladder,
    Note,
    Plan,
    SourceHealth,
    State,
    Target,
    TargetHealth,
    hls,
    plan,
)
from sasando.live.simulcast import health as files
from sasando.live.simulcast.encoding import usual_pace
from sasando.live.simulcast.ways import to_target

KEY = "camera-key-0123456789"
TUBE = Target(name="YouTube", url="rtmps://a.example:443/live2?backup=1", key="abcd-efgh")


def test_a_plan_crosses_a_pipe() -> None:
    said = Plan(key=KEY, targets=(TUBE,), ladder=Ladder(heights=(360, 240), kilobits=(600, 300)))
    assert plan.loaded(plan.dumped(said)) == said
    with pytest.raises(ValueError, match="not a plan"):
        plan.loaded('{"kee": 1}')


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a.example/live", "k"),
        ("rtmp://a.example", "k"),
        ("rtmp://a.example/live", ""),
        ("rtmp://a.example/live", "two\nlines"),
        ("rtmp://a.example/li ve", "k"),
        ("file:///etc/passwd", "k"),
    ],
)
def test_a_target_that_cannot_be_is_refused(url: str, key: str) -> None:
    with pytest.raises(ValueError, match="T: the"):
        Target(name="T", url=url, key=key)


def test_a_short_camera_key_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="16 characters"):
        Plan(key="short")
    with pytest.raises(ValueError, match="for SRT"):
        Plan(key="with spaces and ünïcode", srt_port=9000)
    with pytest.raises(ValueError, match="too long"):
        Target(name="T", url="rtmp://a.example/live", key="k" * 2000)
    with pytest.raises(ValueError, match="same name"):
        Plan(key=KEY, targets=(TUBE, TUBE))


def test_keys_are_seen_nowhere() -> None:
    assert "abcd" not in repr(TUBE)
    assert KEY not in repr(Plan(key=KEY))
    way = to_target(TUBE)
    assert not any("abcd" in part for part in way.argv)
    assert way.argv[way.argv.index("-tls_verify") + 1] == "1"
    assert way.preset == "rtmp_app=live2?backup=1\nrtmp_playpath=abcd-efgh\n"
    assert (
        plan.masked("cannot open rtmp://h/abcd-efgh", ("abcd-efgh",)) == "cannot open rtmp://h/•••"
    )


def test_health_comes_back_as_it_was(tmp_path: Path) -> None:
    said = Health(
        state=State.SLIDE,
        at="2026-11-29T10:00:00+00:00",
        source=SourceHealth(connected=True, video="H.264", fps=25.0),
        targets=(TargetHealth(name="YouTube", words="•••"),),
        notes=(Note(key="no_ffmpeg"),),
    )
    files.write(tmp_path, said)
    assert files.read(tmp_path) == said
    assert simulcast.read(tmp_path).state is State.LOST  # nobody holds the folder
    (tmp_path / "health.json").write_text('{"state": "live"')
    assert simulcast.read(tmp_path) is None


def test_a_line_cut_off_is_left_out(tmp_path: Path) -> None:
    files.record_event(tmp_path, "2026-11-29T10:00:00+00:00", "relay", "live")
    with (tmp_path / "events.jsonl").open("a") as log:
        log.write('{"at": "2026-')
    assert [event["state"] for event in simulcast.events(tmp_path)] == ["live"]


SOUND = SourceHealth(connected=True, video="H.264", audio="AAC", fps=25, uptime_s=60, key_every_s=2)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (SourceHealth(connected=True, video="H.265"), "source_codec"),
        (SourceHealth(connected=True, video="H.264", fps=25, uptime_s=60), "source_silent"),
        (SourceHealth(connected=True, video="H.264", audio="MP3"), "source_sound_codec"),
        (
            SourceHealth(connected=True, video="H.264", audio="AAC", fps=1, uptime_s=60),
            "source_slow",
        ),
        (SourceHealth(connected=True, video="H.264", audio="AAC", key_every_s=10), "source_keys"),
        (SourceHealth(connected=True, video="H.264", audio="AAC", lag_ms=9000), "source_late"),
        (SourceHealth(wrong_keys=2), "wrong_key"),
        (SourceHealth(refused=1), "second_source"),
    ],
)
def test_what_is_odd_is_said_in_both_languages(source: SourceHealth, key: str) -> None:
    assert SOUND.notes == ()
    assert [note.key for note in source.notes] == [key]
    words = {source.notes[0].words(language) for language in ("id", "en")}
    assert len(words) == 2


def test_every_state_has_words() -> None:
    for language in ("id", "en"):
        assert all(Health(state=state, at="").phrase(language) for state in State)
        for state in simulcast.TargetState:
            assert TargetHealth(name="x", state=state).phrase(language)


def test_only_what_ended_long_ago_is_over(tmp_path: Path) -> None:
    playlist = tmp_path / "live.m3u8"
    (tmp_path / "live-000000.ts").write_bytes(b"x")
    playlist.write_text("#EXTM3U\n#EXTINF:4.0,\nlive-000000.ts\n")
    os.utime(playlist, (time.time() - 9000,) * 2)
    an_hour_ago = time.time() - 3600
    assert not hls.is_over(tmp_path, before=an_hour_ago), "it has not ended"
    hls.end(tmp_path)
    hls.end(tmp_path)
    assert playlist.read_text().count("#EXT-X-ENDLIST") == 1
    assert not hls.is_over(tmp_path, before=an_hour_ago), "it ended just now"
    os.utime(playlist, (time.time() - 9000,) * 2)
    assert hls.is_over(tmp_path, before=an_hour_ago)


@pytest.mark.parametrize(
    ("measured", "meant"), [(24.65, 25), (29.97, 30), (1.0, 5), (17.0, 17), (120, 60)]
)
def test_a_pace_is_rounded_to_what_is_usual(measured: float, meant: float) -> None:
    assert usual_pace(measured) == meant
