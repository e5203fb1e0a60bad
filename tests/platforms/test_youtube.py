"""YouTube: a recording becomes a video, once, and stays what the house says."""

import json
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sasando.channels.builtin import youtube_upload
from sasando.channels.builtin.google_api import GoogleApi
from sasando.channels.builtin.youtube import YouTubeChannel
from sasando.channels.builtin.youtube_errors import FAILURES
from sasando.documents import Document
from sasando.plugins import Context, Refused, TryLater, Underway
from sasando.plugins.budgets import Paper
from sasando.plugins.testing import ChannelContract, sample_document
from sasando.rendering.phrases import LANGUAGES, phrase
from tests.platforms.youtube_house import (
    FILM,
    NOW,
    OTHER_FILM,
    OTHER_VTT,
    POSTER,
    VTT,
    Ledger,
    a_house,
    a_recording,
    an_episode,
    captions,
    correct,
    deliver,
    opened,
)
from tests.platforms.youtube_server import STEP, YouTubeServer

MB = 1024 * 1024


@pytest.fixture
def house(ledger: Ledger) -> Context:
    return a_house(purse=ledger, notes=Paper())


class TestContract(ChannelContract):
    channel = YouTubeChannel

    @pytest.fixture(autouse=True)
    def _platform(self, youtube: YouTubeServer) -> None:
        self.youtube = youtube
        self.options = youtube.options
        self.notes = Paper()  # the house keeps them from one worker to the next

    def context(self, folder: Path) -> Context:
        return a_house(notes=self.notes)

    def documents(self) -> tuple[Document, ...]:
        return an_episode(), an_episode(version=2, headline="Bincang Pilkada (diralat)")

    def copies(self) -> int:
        return sum(video.status["privacyStatus"] == "public" for video in self.youtube.videos)


def test_a_recording_becomes_a_video_with_all_that_goes_with_it(
    youtube: YouTubeServer, house: Context
) -> None:
    receipt = deliver(youtube, house)
    [video] = youtube.videos
    assert video.body == FILM
    assert video.snippet["title"] == "Bincang Pilkada: cara memeriksa DPT"
    assert video.snippet["tags"] == ["Pilkada Serentak 2024", "KPU Kota Kupang"]
    assert video.snippet["defaultAudioLanguage"] == "id"
    assert video.status["privacyStatus"] == "public"
    assert video.status["selfDeclaredMadeForKids"] is False
    assert video.thumbnail == POSTER
    assert [(c.video, c.language, c.body) for c in youtube.captions] == [(video.id, "id", VTT)]
    assert list(youtube.playlists.values()) == ["Pilkada Serentak 2024"]
    assert [v for _, v in youtube.listed] == [video.id]
    assert receipt.identifier == video.id
    assert receipt.address == f"https://www.youtube.com/watch?v={video.id}"
    assert receipt.words == "Tayang di YouTube (public)."
    assert receipt.at.isoformat().startswith(video.snippet["publishedAt"][:19])


def test_every_call_pays_its_documented_cost_before_it_is_made(
    youtube: YouTubeServer, house: Context, ledger: Ledger
) -> None:
    receipt = deliver(youtube, house)
    changed = a_recording(captions=(captions(OTHER_VTT),))
    receipt = correct(youtube, house, an_episode(changed, version=2), receipt)
    channel = opened(youtube, house)
    channel.measures(receipt)
    channel.diagnose()
    channel.withdraw(an_episode(), receipt=receipt, reason="Keliru.", key="k-3")
    assert ledger.paid == youtube.spent
    assert {"videos.insert", "captions.update", "thumbnails.set"} <= set(youtube.calls)


def test_the_second_video_of_an_election_stands_in_the_same_playlist(
    youtube: YouTubeServer, house: Context
) -> None:
    deliver(youtube, house)
    channel, second = opened(youtube, house), an_episode(version=2)
    channel.deliver(second, channel.render(second), key="k-9")
    assert len(youtube.playlists) == 1
    assert len(youtube.listed) == 2


def test_it_wants_recordings_and_nothing_else(youtube: YouTubeServer, house: Context) -> None:
    assert YouTubeChannel.wants(an_episode())
    assert not YouTubeChannel.wants(sample_document())
    with pytest.raises(Refused, match="tidak memuat rekaman"):
        deliver(youtube, house, sample_document())
    assert youtube.calls == []


def test_the_kit_for_hands_has_all_but_the_film(youtube: YouTubeServer, house: Context) -> None:
    kit = opened(youtube, house).render(an_episode())
    names = [file.name for file in kit.files]
    assert names == [
        "langkah.txt",
        "judul.txt",
        "keterangan.txt",
        "takarir-id.vtt",
        "sampul.png",
    ]
    assert "https://sasando.example/media/recordings/film.mp4" in kit.files[0].body.decode()


class TestTurns:
    """A film that takes longer than one hand-over may, and workers that die."""

    def test_what_does_not_fit_into_a_turn_goes_on_in_the_next(
        self, youtube: YouTubeServer, house: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticks = count(1e12, step=100.0)  # seconds: every piece uses a turn up
        monkeypatch.setattr(youtube_upload, "monotonic", lambda: next(ticks))
        told = []
        for _ in range(3):
            with pytest.raises(Underway) as caught:
                deliver(youtube, house)
            told.append(caught.value.words)
        assert told == [
            f"Sedang diunggah ke YouTube: {n} dari 3.6 MB." for n in ("1.0", "2.1", "3.1")
        ]
        receipt = deliver(youtube, house)
        assert youtube.pieces == [MB, MB, MB, len(FILM) - 3 * MB]
        assert [video.id for video in youtube.videos] == [receipt.identifier]
        assert youtube.videos[0].body == FILM
        assert youtube.spent["uploads"] == 1

    def test_pieces_grow_while_the_line_is_quick(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        deliver(youtube, house)
        assert youtube.pieces == [MB, 2 * MB, len(FILM) - 3 * MB]

    @pytest.mark.parametrize("pieces", [1, 2, 3])
    def test_a_line_that_breaks_costs_no_second_video(
        self, youtube: YouTubeServer, house: Context, pieces: int
    ) -> None:
        """The worker never hears what became of a piece: the second, or the last."""
        youtube.break_line_at = pieces
        with pytest.raises(TryLater):
            deliver(youtube, house)
        receipt = deliver(youtube, house)
        assert [video.id for video in youtube.videos] == [receipt.identifier]
        assert youtube.videos[0].body == FILM
        assert len(youtube.sessions) == 1

    @pytest.mark.parametrize("piece", [1, 3])
    def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on(
        self, youtube: YouTubeServer, tmp_path: Path, piece: int
    ) -> None:
        """SIGKILL while the answer to the first piece, or to the last, is on its way."""
        command = [sys.executable, "-m", "tests.platforms.youtube_worker"]
        command += [json.dumps(youtube.options), str(tmp_path / "notes.json")]
        root = Path(__file__).parents[2]

        def kill(taken: int) -> None:
            if taken == piece:
                youtube.on_piece = None
                worker.kill()
                worker.wait()

        youtube.on_piece = kill
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as worker:
            assert worker.wait() == -signal.SIGKILL
        told = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        assert [video.id for video in youtube.videos] == [told.stdout.strip()]
        assert youtube.videos[0].body == FILM
        assert sum(youtube.pieces) == len(FILM)  # nothing was sent twice
        assert (len(youtube.sessions), youtube.spent["uploads"]) == (1, 1)

    def test_a_worker_that_died_at_the_end_makes_no_second_video(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        film = a_recording(OTHER_FILM)  # one piece
        youtube.fail_next("x", on="PUT /upload", after_taking=True)
        with pytest.raises(TryLater):
            deliver(youtube, house, an_episode(film))
        assert len(youtube.videos) == 1
        receipt = deliver(youtube, house, an_episode(film))
        assert [video.id for video in youtube.videos] == [receipt.identifier]

    def test_a_session_that_is_gone_with_its_video_made_is_found_on_the_channel(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        film = a_recording(OTHER_FILM)
        youtube.fail_next("x", on="PUT /upload", after_taking=True)
        with pytest.raises(TryLater):
            deliver(youtube, house, an_episode(film))
        youtube.sessions.clear()
        receipt = deliver(youtube, house, an_episode(film))
        assert [video.id for video in youtube.videos] == [receipt.identifier]
        assert "search.list" not in youtube.calls

    def test_a_session_that_is_gone_halfway_begins_anew(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.fail_next("x", on="PUT /upload", after_taking=True)
        with pytest.raises(TryLater):
            deliver(youtube, house)
        youtube.sessions.clear()
        with pytest.raises(TryLater, match="dimulai lagi") as caught:
            deliver(youtube, house)
        assert caught.value.after == timedelta()
        assert not isinstance(caught.value, Underway)
        deliver(youtube, house)
        assert [video.body for video in youtube.videos] == [FILM]

    def test_what_youtube_did_not_take_of_a_piece_is_sent_again(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.takes_at_most = 3 * STEP
        deliver(youtube, house)
        assert youtube.videos[0].body == FILM
        assert max(youtube.pieces) == 3 * STEP

    def test_pieces_get_smaller_on_a_line_that_breaks(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        for _ in range(3):
            youtube.fail_next("backendError", status=503, on="PUT /upload")
            with pytest.raises(TryLater):
                deliver(youtube, house)
            youtube.fail_next("x", on="PUT /upload", after_taking=True)
            with pytest.raises(TryLater):  # already the question how far it is
                deliver(youtube, house)
        deliver(youtube, house)
        assert youtube.pieces[0] < MB
        assert youtube.videos[0].body == FILM

    def test_what_is_done_besides_the_film_is_done_once(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        for path in ("thumbnails", "POST /upload/youtube/v3/captions", "POST /youtube/v3/playlist"):
            youtube.fail_next("backendError", status=503, on=path, after_taking=True)
        for _ in range(3):
            with pytest.raises(TryLater):
                deliver(youtube, house)
        receipt = deliver(youtube, house)
        assert receipt.words == "Tayang di YouTube (public)."
        assert (len(youtube.videos), len(youtube.captions)) == (1, 1)
        assert (len(youtube.playlists), len(youtube.listed)) == (1, 1)

    def test_a_film_the_store_lost_is_said_so(self, youtube: YouTubeServer, house: Context) -> None:
        with pytest.raises(Refused, match="tidak ada di penyimpanan"):
            deliver(youtube, house, an_episode(a_recording(b"lost")))
        assert youtube.sessions == {}


class TestNoReceiptBeforeItIsSeen:
    def test_while_youtube_works_on_it_is_under_way(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.processes_in = 2
        for _ in range(2):
            with pytest.raises(Underway, match="masih memprosesnya") as caught:
                deliver(youtube, house)
            assert caught.value.after == timedelta(seconds=30)
        assert youtube.captions == []  # 400 units, for what may be rejected
        assert deliver(youtube, house).identifier == youtube.videos[0].id

    def test_but_not_for_ever(self, youtube: YouTubeServer, ledger: Ledger) -> None:
        youtube.processes_in, times = 99, [NOW]
        house = a_house(notes=Paper(), clock=lambda: times[-1])
        with pytest.raises(Underway):
            deliver(youtube, house)
        times.append(NOW + timedelta(hours=25))
        with pytest.raises(TryLater, match="24 jam") as caught:
            deliver(youtube, house)
        assert not isinstance(caught.value, Underway)

    @pytest.mark.parametrize(
        ("trouble", "expected", "words"),
        [
            ({"rejects": "duplicate"}, Refused, "menolak video .*duplicate"),
            ({"breaks": "codec"}, Refused, "tidak dapat memproses .*codec"),
            ({"vanishes": True}, TryLater, "tidak tampak di kanal"),
            ({"audited": False}, Refused, "belum diaudit"),
        ],
    )
    def test_what_nobody_can_see_is_not_published(
        self,
        youtube: YouTubeServer,
        house: Context,
        trouble: dict[str, Any],
        expected: type[Exception],
        words: str,
    ) -> None:
        for name, value in trouble.items():
            setattr(youtube, name, value)
        for _ in range(2):
            with pytest.raises(expected, match=words):
                deliver(youtube, house)
        assert len(youtube.videos) == 1

    def test_what_a_person_mended_there_gets_its_receipt(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.audited = False
        with pytest.raises(Refused):
            deliver(youtube, house)
        youtube.videos[0].status["privacyStatus"] = "public"
        assert deliver(youtube, house).identifier == youtube.videos[0].id

    def test_what_was_deleted_there_is_uploaded_anew_when_a_person_asks(
        self, youtube: YouTubeServer
    ) -> None:
        times = [NOW]
        house = a_house(notes=Paper(), clock=lambda: times[-1])
        youtube.rejects = "duplicate"
        with pytest.raises(Refused):
            deliver(youtube, house)
        youtube.videos.clear()
        youtube.rejects = ""
        times.append(NOW + timedelta(hours=2))
        with pytest.raises(Refused, match="sudah dihapus"):
            deliver(youtube, house)
        assert deliver(youtube, house).identifier == youtube.videos[0].id

    def test_what_is_not_worth_the_whole_is_told_in_the_receipt(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.fail_next("forbidden", on="thumbnails")
        receipt = deliver(youtube, house)
        assert "Tidak diterima: gambar sampul" in receipt.words
        assert "thumbnail" not in receipt.extra
        again = deliver(youtube, house)
        assert again.words == receipt.words


@pytest.mark.parametrize(
    ("reason", "status", "expected", "words"),
    [
        ("quotaExceeded", 403, TryLater, "Jatah harian"),
        ("rateLimitExceeded", 403, TryLater, "lebih pelan"),
        ("uploadLimitExceeded", 400, TryLater, "sebanyak yang diizinkan"),
        ("forbidden", 403, Refused, "tidak mengizinkan"),
        ("insufficientPermissions", 403, Refused, "force-ssl"),
        ("accessNotConfigured", 403, Refused, "belum dinyalakan"),
        ("youtubeSignupRequired", 401, Refused, "tidak punya kanal"),
        ("channelSuspended", 403, Refused, "dibekukan"),
        ("invalidTitle", 400, Refused, "Perbaiki teksnya"),
        ("backendError", 500, TryLater, "terganggu"),
        ("unheardOf", 503, TryLater, "terganggu"),
        ("unheardOf", 400, Refused, "menolak"),
        ("unheardOf", 429, TryLater, "lebih pelan"),
    ],
)
def test_errors_are_told_in_the_desks_words_and_youtubes_own(
    youtube: YouTubeServer,
    house: Context,
    reason: str,
    status: int,
    expected: type[Exception],
    words: str,
) -> None:
    times = 2 if status == 401 else 1  # a token is renewed once
    for _ in range(times):
        youtube.fail_next(reason, status=status, on="POST /upload/youtube/v3/videos")
    with pytest.raises(expected, match=words) as caught:
        deliver(youtube, house)
    assert f"YouTube says {reason}" in str(caught.value)
    assert "ya29" not in str(caught.value)
    assert youtube.videos == []
    assert deliver(youtube, house).identifier


def test_how_long_youtube_asks_to_wait_is_kept(youtube: YouTubeServer, house: Context) -> None:
    wait = {"Retry-After": "90"}
    youtube.fail_next("backendError", status=503, on="POST /upload", headers=wait)
    with pytest.raises(TryLater) as caught:
        deliver(youtube, house)
    assert caught.value.after == timedelta(seconds=90)


def test_a_quota_that_is_used_up_is_waited_for_until_midnight_in_california(
    youtube: YouTubeServer,
) -> None:
    house = a_house(notes=Paper(), clock=lambda: NOW)  # 19:00 the day before, there
    youtube.limits["units"] = 0
    with pytest.raises(TryLater, match="quotaExceeded") as caught:
        deliver(youtube, house)
    assert caught.value.after == timedelta(hours=5)
    youtube.limits["units"] = 10_000
    assert deliver(youtube, house).identifier
    assert len(youtube.videos) == 1


def test_what_the_house_may_not_pay_is_not_asked(youtube: YouTubeServer) -> None:
    with pytest.raises(TryLater, match="jatah habis"):
        deliver(youtube, a_house(purse=Ledger(left=0), notes=Paper()))
    assert youtube.calls == []


def test_a_purse_that_empties_halfway_makes_nothing_twice(youtube: YouTubeServer) -> None:
    ledger, notes = Ledger(left=450), Paper()
    with pytest.raises(TryLater):
        deliver(youtube, a_house(purse=ledger, notes=notes))
    ledger.left = 10_000
    deliver(youtube, a_house(purse=ledger, notes=notes))
    assert (len(youtube.videos), len(youtube.captions), len(youtube.listed)) == (1, 1, 1)
    assert youtube.calls.count("thumbnails.set") == 1


class TestAccess:
    def test_a_token_is_kept_and_renewed_when_it_is_not_taken_any_more(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        google = GoogleApi(options=opened(youtube, house).options, context=house)
        first = google.token()
        assert google.token() is first
        youtube.forget_tokens()
        query = {"part": "id", "mine": "true"}
        assert google.call("GET", "/youtube/v3/channels", query=query)["items"]
        assert google.token().text != first.text

    def test_a_token_is_renewed_before_it_ends(self, youtube: YouTubeServer) -> None:
        times = [NOW]
        house = a_house(clock=lambda: times[-1])
        google = GoogleApi(options=opened(youtube, house).options, context=house)
        first = google.token()
        times.append(NOW + timedelta(seconds=youtube.token_lasts - 30))
        assert google.token().text != first.text

    @pytest.mark.parametrize(
        ("name", "words"),
        [("refresh_token", "Mintalah izin"), ("client_secret", "Periksa ID dan rahasia")],
    )
    def test_access_that_has_ended_says_what_to_do(
        self, youtube: YouTubeServer, house: Context, name: str, words: str
    ) -> None:
        setattr(youtube, name, "baru")
        channel = YouTubeChannel(
            options=YouTubeServer().options | {"server": youtube.url, "token_server": youtube.url},
            context=house,
        )
        document = an_episode()
        with pytest.raises(Refused, match=words) as caught:
            channel.deliver(document, channel.render(document), key="k-1")
        assert "1//0g-refresh" not in str(caught.value)

    def test_it_goes_to_google_and_nobody_else(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        google = GoogleApi(options=opened(youtube, house).options, context=house)
        assert google.may_have_token(f"{youtube.url}/upload/x")
        assert google.may_have_token("https://www.googleapis.com/upload/youtube/v3/videos?x=1")
        for url in (
            "http://www.googleapis.com/",
            "https://googleapis.com.evil.example/",
            "https://evilgoogleapis.com/",
            f"{youtube.url.replace('127.0.0.1', 'localhost')}/",
            "https://[",
            "",
        ):
            assert not google.may_have_token(url), url


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/token", b"<html>"),
        ("/token", b'{"access_token": 7}'),
        ("POST /upload/youtube/v3/videos", b"<html>halo</html>"),
        ("PUT /upload/youtube/v3/videos", b"{}"),
        ("PUT /upload/youtube/v3/videos", b'["v1"]'),
        ("GET /youtube/v3/videos", b"<html>halo</html>"),
        ("GET /youtube/v3/videos", b'{"error": 0}'),
        ("POST /upload/youtube/v3/captions", b"{}"),
        ("POST /youtube/v3/playlists", b'{"id": ""}'),
    ],
)
def test_an_answer_that_proves_nothing_is_no_receipt(
    youtube: YouTubeServer, house: Context, path: str, body: bytes
) -> None:
    youtube.rubbish_next(body, on=path)
    with pytest.raises(TryLater):
        deliver(youtube, house)
    receipt = deliver(youtube, house)
    assert [video.id for video in youtube.videos] == [receipt.identifier]


def test_every_known_error_has_its_sentence_in_every_language() -> None:
    for failure in FAILURES.values():
        for language in LANGUAGES:
            assert phrase(f"youtube.{failure.phrase}", language, words="x")
