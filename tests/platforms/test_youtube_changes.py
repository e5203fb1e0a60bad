"""YouTube: what was said is put right, taken back, counted, and the access watched."""

from datetime import timedelta
from typing import Any

import pytest

from sasando.channels.builtin.youtube import YouTubeChannel
from sasando.documents.digest import sha256_hex
from sasando.plugins import Context, MeasureKind, Receipt, Refused, TryLater, Underway
from sasando.plugins.budgets import Paper
from sasando.plugins.testing import sample_document
from tests.platforms.youtube_house import (
    NOW,
    OTHER_FILM,
    OTHER_POSTER,
    OTHER_VTT,
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
from tests.platforms.youtube_server import YouTubeServer


@pytest.fixture
def house(ledger: Ledger) -> Context:
    return a_house(purse=ledger, notes=Paper())


class TestCorrection:
    def test_text_captions_and_thumbnail_follow(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        youtube.calls.clear()
        film = a_recording(
            captions=(captions(OTHER_VTT), captions(VTT, "en")), poster=sha256_hex(OTHER_POSTER)
        )
        document = an_episode(film, version=2, headline="Bincang Pilkada (diralat)")
        second = correct(youtube, house, document, receipt)
        [video] = youtube.videos
        assert video.snippet["title"] == "Bincang Pilkada (diralat)"
        assert video.thumbnail == OTHER_POSTER
        assert {c.language: c.body for c in youtube.captions} == {"id": OTHER_VTT, "en": VTT}
        assert second.identifier == receipt.identifier
        assert youtube.calls.count("captions.insert") == 1
        assert youtube.calls.count("captions.update") == 1
        assert "playlistItems.insert" not in youtube.calls

    def test_what_is_the_same_costs_nothing(self, youtube: YouTubeServer, house: Context) -> None:
        receipt = deliver(youtube, house)
        youtube.calls.clear()
        correct(youtube, house, an_episode(version=2, headline="Diralat"), receipt)
        assert youtube.calls == ["videos.update", "videos.list"]

    def test_captions_that_are_dropped_are_deleted(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        second = correct(youtube, house, an_episode(a_recording(captions=())), receipt)
        assert youtube.captions == []
        assert "captions.id" not in second.extra

    def test_another_film_is_another_video_and_the_old_one_is_private(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        document = an_episode(a_recording(OTHER_FILM), version=2)
        youtube.fail_next("backendError", status=503, on="PUT /youtube/v3/videos")
        with pytest.raises(TryLater):
            correct(youtube, house, document, receipt)
        second = correct(youtube, house, document, receipt)
        old, new = youtube.videos
        assert (old.id, new.id) == (receipt.identifier, second.identifier)
        assert (old.status["privacyStatus"], new.status["privacyStatus"]) == ("private", "public")
        assert new.body == OTHER_FILM

    def test_a_video_deleted_there_is_said_to_be(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        youtube.videos.clear()
        with pytest.raises(Refused, match="sudah tidak ada di YouTube"):
            correct(youtube, house, an_episode(version=2), receipt)

    def test_a_yes_that_changed_nothing_is_tried_again(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        body = f'{{"id": "{receipt.identifier}"}}'.encode()
        youtube.rubbish_next(body, on="PUT /youtube/v3/videos")
        with pytest.raises(TryLater, match="tidak membuktikan"):
            correct(youtube, house, an_episode(headline="Diralat"), receipt)

    def test_a_version_without_the_recording_still_corrects_the_words(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        correct(youtube, house, sample_document(headline="Diralat", version=2), receipt)
        assert youtube.videos[0].snippet["title"] == "Diralat"


class TestWithdrawal:
    def withdraw(
        self, youtube: YouTubeServer, house: Context, receipt: Receipt, **options: str
    ) -> Receipt:
        channel = opened(youtube, house, **options)
        return channel.withdraw(an_episode(), receipt=receipt, reason="Keliru.", key="k-3")

    def test_it_becomes_private_and_keeps_its_other_settings(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        youtube.videos[0].status["embeddable"] = False
        told = self.withdraw(youtube, house, receipt)
        assert youtube.videos[0].status["privacyStatus"] == "private"
        assert youtube.videos[0].status["embeddable"] is False
        assert "sekarang privat" in told.words

    def test_it_is_deleted_where_the_outlet_says_so(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        self.withdraw(youtube, house, receipt, on_withdrawal="delete")
        assert youtube.videos == []
        told = self.withdraw(youtube, house, receipt, on_withdrawal="delete")
        assert "sudah dihapus" in told.words

    def test_what_is_gone_already_is_a_success(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        youtube.videos.clear()
        assert "sudah dihapus" in self.withdraw(youtube, house, receipt).words

    def test_a_yes_that_left_it_public_is_tried_again(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        receipt = deliver(youtube, house)
        body = f'{{"id": "{receipt.identifier}", "status": {{"privacyStatus": "public"}}}}'
        youtube.rubbish_next(body.encode(), on="PUT /youtube/v3/videos")
        with pytest.raises(TryLater):
            self.withdraw(youtube, house, receipt)

    def test_what_never_got_a_receipt_is_found_by_the_items_address(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        youtube.processes_in = 99
        other = an_episode(href="https://sasando.example/siaran/lain/")
        for number, document in enumerate((other, an_episode(), an_episode(version=2))):
            channel = opened(youtube, house)
            with pytest.raises(Underway):
                channel.deliver(document, channel.render(document), key=f"k-{number}")
        self.withdraw(youtube, house, Receipt(identifier="", at=NOW))
        privacy = [video.status["privacyStatus"] for video in youtube.videos]
        assert privacy == ["public", "private", "private"]


def test_what_youtube_counts_is_read_back(youtube: YouTubeServer, house: Context) -> None:
    receipt = deliver(youtube, house)
    channel = opened(youtube, house)
    counted = {m.kind: (m.value, m.source) for m in channel.measures(receipt)}
    assert counted == {
        MeasureKind.VIEWS: (1204, "viewCount"),
        MeasureKind.REACTIONS: (96, "likeCount"),
    }
    youtube.videos.clear()
    with pytest.raises(Refused, match="dihapus"):
        channel.measures(receipt)


class TestDiagnosis:
    def test_all_is_well(self, youtube: YouTubeServer, house: Context) -> None:
        assert opened(youtube, house).diagnose() == []

    def test_without_access_nothing_is_asked(self, youtube: YouTubeServer, house: Context) -> None:
        assert opened(youtube, house, refresh_token="").diagnose() == []
        assert youtube.calls == []

    def test_access_that_ends_is_told_with_its_day(
        self, youtube: YouTubeServer, ledger: Ledger
    ) -> None:
        youtube.refresh_ends_in = 7 * 24 * 3600
        house = a_house(purse=ledger, clock=lambda: NOW)
        [problem] = opened(youtube, house).diagnose()
        assert problem.ends_at == NOW + timedelta(days=7)
        assert not problem.fatal
        assert "27 September 2024" in problem.message

    @pytest.mark.parametrize(
        ("trouble", "field", "words"),
        [
            ({"refresh_token": "x"}, "refresh_token", "Mintalah izin"),
            ({"scope": "https://www.googleapis.com/auth/youtube"}, "refresh_token", "force-ssl"),
            ({"has_channel": False}, "", "tidak punya kanal"),
        ],
    )
    def test_what_is_wrong_is_told(
        self,
        youtube: YouTubeServer,
        house: Context,
        trouble: dict[str, Any],
        field: str,
        words: str,
    ) -> None:
        channel = opened(youtube, house)
        for name, value in trouble.items():
            setattr(youtube, name, value)
        problem = channel.diagnose()[0]
        assert (problem.field, problem.fatal) == (field, True)
        assert words in problem.message

    def test_a_platform_that_is_down_is_no_reason_to_mend_anything(
        self, youtube: YouTubeServer, house: Context
    ) -> None:
        channel = opened(youtube, house)
        youtube.kill()
        assert [problem.fatal for problem in channel.diagnose()] == [False]


def test_settings_are_checked_without_the_network(house: Context) -> None:
    wrong = {
        "privacy": "secret",
        "on_withdrawal": "forget",
        "server": "ftp://x",
        "token_server": "https://10.0.0.1/",
    }
    channel = YouTubeChannel(options=wrong, context=house)
    assert {problem.field for problem in channel.check()} == set(wrong)
