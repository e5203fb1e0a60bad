"""YouTube Live: announced once, on air when it is, and what viewers write as they write it."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.broadcasters.youtube_chat import Chat, objects_in
from sasando.channels.builtin.broadcasters.youtube_live import YouTubeLive
from sasando.plugins import Context, MeasureKind, Refused, TryLater, broadcaster_named
from sasando.plugins.broadcaster import Broadcast, BroadcastPlan, BroadcastState, Comment, Comments
from sasando.plugins.budgets import Paper
from tests.platforms.youtube_house import NOW, POSTER, Ledger, a_house
from tests.platforms.youtube_server import YouTubeServer

LATER = datetime.now(UTC) + timedelta(days=7)


@pytest.fixture
def house(ledger: Ledger) -> Context:
    return a_house(purse=ledger, notes=Paper())


@pytest.fixture
def live(youtube: YouTubeServer, house: Context) -> YouTubeLive:
    return YouTubeLive(options=youtube.options, context=house)


def a_plan(**changes: Any) -> BroadcastPlan:
    values: dict[str, Any] = {
        "title": "Bincang Pilkada: cara memeriksa DPT",
        "description": "Bersama Ketua KPU Kota Kupang <langsung>.",
        "starts_at": LATER,
        "picture": POSTER,
    }
    return BroadcastPlan(**(values | changes))


def on_air(youtube: YouTubeServer, live: YouTubeLive, key: str = "k-1") -> Broadcast:
    broadcast = live.schedule(a_plan(), key=key)
    youtube.stream_arrives()
    for _ in range(5):
        with suppress(TryLater):
            if live.start(broadcast).state is BroadcastState.LIVE:
                return broadcast
    raise AssertionError("it never went on air")


def test_it_is_installed_under_its_slug() -> None:
    assert broadcaster_named("youtube-live") is YouTubeLive


class TestScheduling:
    def test_a_broadcast_is_announced_and_bound_to_its_stream(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = live.schedule(a_plan(), key="k-1")
        [made], [stream] = youtube.broadcasts.values(), youtube.streams.values()
        assert made.snippet["title"] == "Bincang Pilkada: cara memeriksa DPT"
        assert made.snippet["description"].startswith("Bersama Ketua KPU Kota Kupang ‹langsung›.")
        assert made.status["privacyStatus"] == "public"
        assert made.status["selfDeclaredMadeForKids"] is False
        assert made.details == {
            "enableAutoStart": False,
            "enableAutoStop": False,
            "enableDvr": True,
            "recordFromStart": True,
            "monitorStream": {"enableMonitorStream": True, "broadcastStreamDelayMs": 0},
            "boundStreamId": stream.id,
        }
        assert (stream.cdn["resolution"], stream.cdn["frameRate"]) == ("variable", "variable")
        assert made.thumbnail == POSTER
        assert broadcast.identifier == made.id
        assert broadcast.address == f"https://www.youtube.com/watch?v={made.id}"
        assert broadcast.ingest_url == "rtmps://a.rtmps.youtube.com/live2"
        assert broadcast.ingest_key == f"key-{stream.id}"
        assert broadcast.extra["chat"] == made.snippet["liveChatId"]

    def test_a_rehearsal_is_unlisted(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        live.schedule(a_plan(public=False), key="k-1")
        [made] = youtube.broadcasts.values()
        assert made.status["privacyStatus"] == "unlisted"

    def test_the_same_key_announces_one(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        first = live.schedule(a_plan(), key="k-1")
        assert live.schedule(a_plan(), key="k-1") == first
        assert live.schedule(a_plan(), key="k-2").identifier != first.identifier
        assert (len(youtube.broadcasts), len(youtube.streams)) == (2, 2)

    @pytest.mark.parametrize(
        "path", ["POST /youtube/v3/liveBroadcasts", "POST /youtube/v3/liveStreams", "bind", "thumb"]
    )
    def test_an_attempt_that_was_cut_off_is_found_again(
        self, youtube: YouTubeServer, live: YouTubeLive, house: Context, path: str
    ) -> None:
        youtube.fail_next("x", on=path, after_taking=True)
        with pytest.raises(TryLater):
            live.schedule(a_plan(), key="k-1")
        other_worker = YouTubeLive(options=youtube.options, context=house)
        broadcast = other_worker.schedule(a_plan(), key="k-1")
        assert list(youtube.broadcasts) == [broadcast.identifier]
        assert list(youtube.streams) == [broadcast.extra["stream"]]

    def test_a_picture_that_is_not_taken_is_told_and_stops_nothing(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = live.schedule(a_plan(picture=b"GIF89a"), key="k-1")
        assert "gambar sampul" in broadcast.extra["not_taken"]

    def test_changes_follow_and_the_mark_stays(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = live.schedule(a_plan(), key="k-1")
        changed = live.change(a_plan(title="Dipindah", public=False), broadcast=broadcast)
        [made] = youtube.broadcasts.values()
        assert made.snippet["title"] == "Dipindah"
        assert made.status["privacyStatus"] == "unlisted"
        assert broadcast.extra["mark"] in made.snippet["description"]
        assert changed == broadcast

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("liveStreamingNotEnabled", "youtube.com/features"),
            ("quotaExceeded", "Jatah harian"),
            ("invalidScheduledStartTime", "waktu mulainya"),
        ],
    )
    def test_errors_are_told_with_what_to_do(
        self, youtube: YouTubeServer, live: YouTubeLive, reason: str, words: str
    ) -> None:
        youtube.fail_next(reason, on="POST /youtube/v3/liveBroadcasts")
        with pytest.raises((Refused, TryLater), match=words):
            live.schedule(a_plan(), key="k-1")
        assert youtube.broadcasts == {}

    def test_a_time_that_is_past_is_refused(self, live: YouTubeLive) -> None:
        with pytest.raises(Refused, match="waktu mulainya"):
            live.schedule(a_plan(starts_at=NOW), key="k-1")

    @pytest.mark.parametrize("path", ["POST /youtube/v3/live", "bind", "POST /youtube/v3/liveS"])
    def test_an_answer_that_proves_nothing_is_tried_again(
        self, youtube: YouTubeServer, live: YouTubeLive, path: str
    ) -> None:
        youtube.rubbish_next(b'{"kind": "youtube#liveBroadcast"}', on=path)
        with pytest.raises(TryLater, match="tidak membuktikan"):
            live.schedule(a_plan(), key="k-1")


class TestOnAir:
    def test_it_goes_through_testing_to_live_and_says_only_what_is(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = live.schedule(a_plan(), key="k-1")
        assert live.standing(broadcast).state is BroadcastState.PLANNED
        with pytest.raises(TryLater, match="belum menerima aliran") as caught:
            live.start(broadcast)
        assert caught.value.after is not None
        youtube.stream_arrives()
        assert live.standing(broadcast).state is BroadcastState.RECEIVING
        for _ in range(2):  # asked for, and then being prepared
            with pytest.raises(TryLater, match="menyiapkan"):
                live.start(broadcast)
        starting = live.start(broadcast)
        assert starting.state is BroadcastState.RECEIVING
        assert "penonton belum melihatnya" in starting.words
        now = live.start(broadcast)  # a second click
        assert (now.state, now.viewers, now.healthy) == (BroadcastState.LIVE, 321, True)

    def test_two_directors_at_once_are_no_error(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        [made] = youtube.broadcasts.values()
        made.status["lifeCycleStatus"] = "testing"
        youtube.fail_next("redundantTransition", on="transition")
        live.start(broadcast)
        assert made.cycle == "testing"
        youtube.fail_next("redundantTransition", on="transition")
        live.end(broadcast)

    @pytest.mark.parametrize(
        ("reason", "expected", "words"),
        [
            ("errorStreamInactive", TryLater, "belum menerima aliran"),
            ("errorExecutingTransition", TryLater, "terganggu"),
            ("invalidTransition", Refused, "tidak mengizinkan langkah ini"),
        ],
    )
    def test_what_youtube_does_not_allow_is_told(
        self,
        youtube: YouTubeServer,
        live: YouTubeLive,
        reason: str,
        expected: type[Exception],
        words: str,
    ) -> None:
        broadcast = live.schedule(a_plan(), key="k-1")
        youtube.stream_arrives()
        youtube.fail_next(reason, on="transition")
        with pytest.raises(expected, match=words):
            live.start(broadcast)

    def test_what_is_wrong_with_the_stream_is_in_youtubes_words(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        issue = {
            "type": "gopSizeLong",
            "severity": "error",
            "reason": "Check video settings",
            "description": "Please use a keyframe frequency of four seconds or less.",
        }
        youtube.stream_arrives(issues=[issue])
        now = live.standing(broadcast)
        assert not now.healthy
        assert "keyframe frequency of four seconds" in now.words

    def test_a_source_that_drops_on_air_is_not_healthy(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        for stream in youtube.streams.values():
            stream.state, stream.health = "inactive", "noData"
        now = live.standing(broadcast)
        assert (now.state, now.healthy) == (BroadcastState.LIVE, False)

    def test_where_youtube_counts_no_viewers_none_are_told(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.watching = None
        assert live.standing(broadcast).viewers is None

    def test_it_ends_once(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = on_air(youtube, live)
        assert live.end(broadcast).state is BroadcastState.ENDED
        assert live.end(broadcast).state is BroadcastState.ENDED
        assert youtube.calls.count("liveBroadcasts.transition") == 3  # testing, live, complete
        with pytest.raises(Refused, match="sudah selesai"):
            live.start(broadcast)

    def test_what_was_never_on_air_is_cancelled_and_not_ended(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = live.schedule(a_plan(), key="k-1")
        with pytest.raises(Refused, match="batalkan"):
            live.end(broadcast)
        live.cancel(broadcast)
        live.cancel(broadcast)
        assert (youtube.broadcasts, youtube.streams) == ({}, {})

    def test_a_broadcast_deleted_there_is_a_state_and_no_error(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.broadcasts.clear()
        now = live.standing(broadcast)
        assert (now.state, now.healthy) == (BroadcastState.GONE, False)
        for act in (live.start, live.end):
            with pytest.raises(Refused, match="sudah tidak ada"):
                act(broadcast)
        with pytest.raises(Refused, match="sudah tidak ada"):
            live.schedule(a_plan(), key="k-1")

    def test_every_call_pays_its_documented_cost(
        self, youtube: YouTubeServer, live: YouTubeLive, ledger: Ledger
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.say("halo")
        next(live.comments(broadcast))
        live.reply(broadcast, a_comment(), "Baik.", key="r-1")
        live.change(a_plan(), broadcast=broadcast)
        live.measures(broadcast)
        live.diagnose()
        live.end(broadcast)
        live.cancel(broadcast)
        assert ledger.paid == youtube.spent

    def test_numbers_are_read_back(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = on_air(youtube, live)
        counted = {measure.kind: measure.value for measure in live.measures(broadcast)}
        assert counted[MeasureKind.VIEWS] == 5120
        youtube.broadcasts.clear()
        with pytest.raises(Refused, match="dihapus"):
            live.measures(broadcast)


def a_comment(**changes: Any) -> Comment:
    values: dict[str, Any] = {"identifier": "m1", "text": "?", "author": "@maria", "at": NOW}
    return Comment(**(values | changes))


def written(pages: Iterator[Comments]) -> list[str]:
    return [comment.text for page in pages for comment in page.comments]


class TestChat:
    def test_what_is_written_comes_at_once_over_one_connection(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.say('Kapan <b>DPT</b> diumumkan? 🇮🇩 "{[\\', "Maria")
        pages = live.comments(broadcast)
        [first] = next(pages).comments
        assert (first.text, first.author, first.author_id) == (
            'Kapan <b>DPT</b> diumumkan? 🇮🇩 "{[\\',
            "Maria",
            "UCMaria",
        )
        assert first.at.tzinfo is not None
        for number in range(5):
            youtube.say(f"pesan {number}")
            assert [c.text for c in next(pages).comments] == [f"pesan {number}"]
        assert youtube.connections == 1
        assert youtube.calls.count("liveChatMessages.streamList") == 1

    def test_it_goes_on_after_the_cursor(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = on_air(youtube, live)
        youtube.say("satu")
        page = next(live.comments(broadcast))
        youtube.say("dua")
        again = next(live.comments(broadcast, cursor=page.cursor))
        assert [c.text for c in again.comments] == ["dua"]

    def test_a_line_that_breaks_ends_it_and_the_caller_comes_back(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.say("satu")
        pages = live.comments(broadcast)
        page = next(pages)
        youtube.hang_up()
        assert list(pages) == []
        youtube.say("dua")
        assert next(live.comments(broadcast, cursor=page.cursor)).comments[0].text == "dua"

    def test_a_quiet_chat_is_no_failure(
        self, youtube: YouTubeServer, live: YouTubeLive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Chat, "quiet_s", 0.2)
        assert list(live.comments(on_air(youtube, live))) == []

    def test_paid_messages_deletions_and_the_end_are_told(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        paid = {"superChatDetails": {"userComment": "Semangat!", "amountMicros": "5"}}
        youtube.say("Rp5", kind="superChatEvent", snippet=paid)
        youtube.say("", kind="superStickerEvent", snippet={"superStickerDetails": {}})
        youtube.say("masuk", kind="newSponsorEvent")
        youtube.say("kasar")
        gone = {"messageDeletedDetails": {"deletedMessageId": "m-kasar"}}
        youtube.say("", kind="messageDeletedEvent", snippet=gone)
        youtube.say("", kind="tombstone", id="m-lain")
        youtube.say("", kind="chatEndedEvent")
        [page] = live.comments(broadcast)
        assert [(c.text, c.paid) for c in page.comments] == [("Semangat!", True), ("kasar", False)]
        assert page.gone == ("m-kasar", "m-lain")
        assert page.ended

    def test_a_chat_that_is_over_has_ended(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = on_air(youtube, live)
        youtube.chat_over = True
        assert list(live.comments(broadcast, cursor="7")) == [
            Comments(comments=(), cursor="7", ended=True)
        ]

    @pytest.mark.parametrize(
        ("reason", "expected", "words"),
        [
            ("liveChatDisabled", Refused, "dimatikan"),
            ("liveChatNotFound", Refused, "dimatikan"),
            ("rateLimitExceeded", TryLater, "lebih pelan"),
            ("quotaExceeded", TryLater, "Jatah"),
        ],
    )
    def test_a_stream_that_does_not_open_says_why(
        self,
        youtube: YouTubeServer,
        live: YouTubeLive,
        reason: str,
        expected: type[Exception],
        words: str,
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.fail_next(reason, on="messages/stream")
        with pytest.raises(expected, match=words):
            list(live.comments(broadcast))

    @pytest.mark.parametrize(
        "body",
        [
            b"<html>halo</html>",
            b"[{nonsense}]",
            b"[",
            b'[{"error": {"code": 500, "message": "x", "errors": [{"reason": "backendError"}]}}]',
        ],
    )
    def test_rubbish_is_no_chat(
        self, youtube: YouTubeServer, live: YouTubeLive, body: bytes
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.rubbish_next(body, on="messages/stream")
        with pytest.raises(TryLater):
            list(live.comments(broadcast))

    def test_a_flood_loses_nothing(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = on_air(youtube, live)

        def flood() -> None:
            for number in range(2000):
                youtube.say(f"pesan {number}")
            youtube.say("", kind="chatEndedEvent")

        crowd = threading.Thread(target=flood)
        crowd.start()
        told = written(live.comments(broadcast))
        crowd.join()
        assert told == [f"pesan {number}" for number in range(2000)]

    def test_without_a_chat_it_says_so(self, youtube: YouTubeServer, live: YouTubeLive) -> None:
        broadcast = Broadcast(identifier="b", address="", ingest_url="", ingest_key="")
        with pytest.raises(Refused, match="Obrolan langsung"):
            live.comments(broadcast)


class TestReply:
    def test_a_viewer_is_answered_by_name_once(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        first = live.reply(broadcast, a_comment(), "22 September.", key="r-1")
        assert live.reply(broadcast, a_comment(), "22 September.", key="r-1") == first
        [message] = youtube.messages
        assert message["snippet"]["displayMessage"] == "@maria 22 September."

    def test_an_answer_that_was_cut_off_is_found_again(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.say("@maria Baik.", "Penipu")  # the same words, of somebody else
        youtube.fail_next("x", on="POST /youtube/v3/liveChat", after_taking=True)
        with pytest.raises(TryLater):
            live.reply(broadcast, a_comment(), "Baik.", key="r-1")
        found = live.reply(broadcast, a_comment(), "Baik.", key="r-1")
        assert [m["id"] for m in youtube.messages][1:] == [found]

    def test_a_long_answer_is_cut_to_what_youtube_takes(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        live.reply(broadcast, a_comment(), "kata " * 100, key="r-1")
        assert len(youtube.messages[0]["snippet"]["displayMessage"]) <= 200

    def test_a_chat_that_is_over_takes_no_answer(
        self, youtube: YouTubeServer, live: YouTubeLive
    ) -> None:
        broadcast = on_air(youtube, live)
        youtube.chat_over = True
        with pytest.raises(Refused, match="sudah selesai"):
            live.reply(broadcast, a_comment(), "Baik.", key="r-1")


def test_doctor_asks_as_for_the_channel(youtube: YouTubeServer, live: YouTubeLive) -> None:
    assert live.diagnose() == []
    youtube.refresh_token = "x"
    fresh = YouTubeLive(options=live.options, context=live.context)
    assert [problem.field for problem in fresh.diagnose()] == ["refresh_token"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=4), st.integers(1, 9))
def test_objects_are_read_wherever_the_pieces_are_cut(
    pages: list[dict[str, Any]], size: int
) -> None:
    whole = json.dumps(pages, ensure_ascii=False).encode("utf-8", "surrogatepass")
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    with suppress(UnicodeDecodeError):
        assert list(objects_in(pieces)) == pages


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=9))
def test_whatever_the_bytes_they_are_read_or_refused(pieces: list[bytes]) -> None:
    with suppress(TryLater):
        assert all(isinstance(found, dict) for found in objects_in(pieces))
