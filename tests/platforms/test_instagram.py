"""Instagram against a Graph API on loopback."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from sasando.channels.builtin.instagram import CAPTION, CARD, LIMIT, STEPS, Instagram
from sasando.plugins import Context, MeasureKind, Receipt, Refused, TryLater
from sasando.plugins.testing import ChannelContract, sample_document
from tests.platforms.graph_server import GraphServer

DOCUMENT = sample_document()
SHORT = f"https://sasando.example/v/{DOCUMENT.code}"


@pytest.fixture
def account(graph: GraphServer, house: Context) -> Instagram:
    return Instagram(options=graph.options, context=house)


def posted(account: Instagram, *, key: str = "d-1") -> Receipt:
    return account.deliver(DOCUMENT, account.render(DOCUMENT), key=key)


class TestContract(ChannelContract):
    channel = Instagram

    @pytest.fixture(autouse=True)
    def _outlet(self, graph: GraphServer, house: Context) -> None:
        self.graph = graph
        self.house = house
        self.options = graph.options

    def context(self, folder: Path) -> Context:
        return self.house

    def copies(self) -> int:
        return len(self.graph.media)


def test_the_card_is_published_with_its_caption(account: Instagram, graph: GraphServer) -> None:
    receipt = posted(account)
    [media], [container] = graph.media.values(), graph.containers.values()
    assert container.values["image_url"] == f"{SHORT}/1080x1080.jpg"
    assert DOCUMENT.headline in container.values["alt_text"]
    assert DOCUMENT.key_message in media.message
    assert SHORT in media.message
    assert (receipt.identifier, receipt.address) == (
        media.id,
        f"https://www.instagram.com/p/{media.id}/",
    )


def test_the_kit_has_a_picture_that_instagram_takes(account: Instagram) -> None:
    rendition = account.render(DOCUMENT)
    assert [file.name for file in rendition.files] == [STEPS, CAPTION, CARD]
    with Image.open(io.BytesIO(rendition.file(CARD).body)) as card:
        assert (card.format, card.size) == ("JPEG", (1080, 1080))


def test_a_caption_keeps_to_its_limit(account: Instagram) -> None:
    endless = sample_document(key_message="Sangat penting sekali. " * 12, headline="Judul " * 30)
    caption = account.render(endless).file(CAPTION).body.decode()
    assert len(caption) <= LIMIT
    assert f"/v/{endless.code}" in caption


def test_a_picture_in_preparation_is_waited_for_and_made_once(
    account: Instagram, graph: GraphServer
) -> None:
    graph.container_checks = 2
    with pytest.raises(TryLater, match="menyiapkan gambarnya") as busy:
        posted(account)
    assert busy.value.after == timedelta(seconds=30)
    posted(account)
    assert len(graph.containers) == len(graph.media) == 1


def test_a_lost_answer_is_found_again_on_the_account(
    account: Instagram, graph: GraphServer
) -> None:
    graph.lose_next(on="media_publish")
    with pytest.raises(TryLater):
        posted(account)
    receipt = posted(account)
    assert list(graph.media) == [receipt.identifier]


def test_a_yes_that_shows_nothing_is_no_receipt(account: Instagram, graph: GraphServer) -> None:
    graph.hide_next(on="media_publish")
    for _ in range(2):
        with pytest.raises(TryLater, match="tidak menampilkannya"):
            posted(account)
    [media] = graph.media.values()
    media.hidden = False
    assert posted(account).identifier == media.id


def test_an_expired_or_lost_container_is_made_anew(account: Instagram, graph: GraphServer) -> None:
    graph.fail_next(2, on="content_publishing_limit")
    with pytest.raises(TryLater):
        posted(account)
    [old] = graph.containers.values()
    old.status = "EXPIRED"
    posted(account)
    assert len(graph.containers) == 2
    graph.media.clear()
    graph.fail_next(2, on="content_publishing_limit")
    with pytest.raises(TryLater):
        posted(account, key="d-2")
    graph.containers.clear()
    posted(account, key="d-2")


def test_a_picture_that_fails_is_for_a_person_and_may_be_tried_again(
    account: Instagram, graph: GraphServer
) -> None:
    graph.container_checks = 1
    with pytest.raises(TryLater):
        posted(account)
    [container] = graph.containers.values()
    graph.fail_next(2, on=container.id)
    with pytest.raises(TryLater):
        posted(account)
    graph.container_checks = 0
    container.status = "ERROR"
    posted(account)
    assert len(graph.containers) == 2


def test_a_picture_refused_at_once_is_told(account: Instagram, graph: GraphServer) -> None:
    graph.babble_next(b'{"id": "1", "status_code": "ERROR", "status": "Error: 2207009"}', on="4001")
    with pytest.raises(Refused, match="2207009"):
        posted(account)


@pytest.mark.parametrize(
    ("code", "subcode", "on", "words", "error"),
    [
        (9004, 2207052, "media", "membuka alamat kita", TryLater),
        (9007, 2207027, "media_publish", "menyiapkan", TryLater),
        (24, 2207008, "media_publish", "dimulai lagi", TryLater),
        (4, 2207051, "media_publish", "menahan sementara", TryLater),
        (25, 2207050, "media_publish", "dibatasi", Refused),
        (36003, 2207009, "media", "menolak: 36003/2207009", Refused),
        (-1, 2207001, "media", "sedang terganggu", TryLater),
    ],
)
def test_instagrams_own_errors_say_what_to_do(
    account: Instagram,
    graph: GraphServer,
    code: int,
    subcode: int,
    on: str,
    words: str,
    error: type[Exception],
) -> None:
    graph.fail_next(code, subcode=subcode, on=f"/{on}")
    with pytest.raises(error, match=words):
        posted(account)
    posted(account)
    assert len(graph.media) == 1


def test_the_quota_is_asked_for_before_it_is_broken(account: Instagram, graph: GraphServer) -> None:
    graph.quota = 1
    posted(account)
    with pytest.raises(TryLater, match="1/1") as full:
        posted(account, key="d-2")
    assert full.value.after == timedelta(hours=1)
    graph.babble_next(b'{"data": []}', on="content_publishing_limit")  # it does not say
    with pytest.raises(TryLater, match="24 jam"):
        posted(account, key="d-2")


def test_a_withdrawal_deletes_once_and_needs_leave(account: Instagram, graph: GraphServer) -> None:
    receipt = posted(account)
    graph.scopes.remove("instagram_manage_contents")
    with pytest.raises(Refused, match="tidak berhak"):
        account.withdraw(DOCUMENT, receipt=receipt, reason="Salah.", key="d-2")
    graph.scopes.add("instagram_manage_contents")
    for _ in range(2):
        account.withdraw(DOCUMENT, receipt=receipt, reason="Salah.", key="d-2")
    assert not graph.media
    proof = Receipt(identifier="https://instagram.com/p/x", at=datetime.now(UTC))
    with pytest.raises(Refused, match="dengan tangan"):
        account.withdraw(DOCUMENT, receipt=proof, reason="Salah.", key="d-3")


def test_measures_are_read_back(account: Instagram, graph: GraphServer) -> None:
    found = {m.source: (m.kind, m.value) for m in account.measures(posted(account))}
    assert found == {
        "views": (MeasureKind.IMPRESSIONS, 700),
        "reach": (MeasureKind.REACH, 500),
        "shares": (MeasureKind.SHARES, 9),
        "like_count": (MeasureKind.REACTIONS, 41),
        "comments_count": (MeasureKind.COMMENTS, 3),
    }


def test_access_is_asked_after(account: Instagram, graph: GraphServer, house: Context) -> None:
    assert account.diagnose() == []
    graph.scopes.remove("instagram_content_publish")
    [problem] = account.diagnose()
    assert problem.fatal and "instagram_content_publish" in problem.message
    assert Instagram(options={}, context=house).diagnose() == []
    [wrong] = Instagram(options={**graph.options, "account_id": "@kpu"}, context=house).diagnose()
    assert wrong.field == "account_id"
