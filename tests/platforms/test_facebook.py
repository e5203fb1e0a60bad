"""A Facebook Page against a Graph API on loopback."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sasando.channels.builtin import graph as graph_client
from sasando.channels.builtin.facebook import CARD, LIMIT, POST, STEPS, Facebook
from sasando.channels.builtin.graph import Said
from sasando.documents import Standing
from sasando.documents.blocks import Paragraph, Span
from sasando.plugins import Budget, Context, MeasureKind, Receipt, Refused, TryLater
from sasando.plugins.testing import ChannelContract, sample_context, sample_document
from tests.platforms.graph_nodes import Post
from tests.platforms.graph_server import GraphServer

DOCUMENT = sample_document()
SHORT = f"https://sasando.example/v/{DOCUMENT.code}"
CORRECTED = sample_document(version=2, headline="Jumlah TPS diralat")


@pytest.fixture
def page(graph: GraphServer, house: Context) -> Facebook:
    return made(graph, house)


def made(graph: GraphServer, house: Context, **options: str) -> Facebook:
    return Facebook(options={**graph.options, **options}, context=house)


def posted(page: Facebook, *, key: str = "d-1") -> Receipt:
    return page.deliver(DOCUMENT, page.render(DOCUMENT), key=key)


class Contract(ChannelContract):
    channel = Facebook
    kind = "link"

    @pytest.fixture(autouse=True)
    def _outlet(self, graph: GraphServer, house: Context) -> None:
        self.graph = graph
        self.house = house
        self.options = {**graph.options, "format": self.kind}

    def context(self, folder: Path) -> Context:
        return self.house

    def copies(self) -> int:
        return len(self.graph.posts)


class TestContract(Contract):
    pass


class TestContractOfPhotos(Contract):
    kind = "photo"


class TestContractOfTexts(Contract):
    kind = "text"


def test_a_post_carries_the_text_the_link_and_the_code(page: Facebook, graph: GraphServer) -> None:
    receipt = posted(page)
    [post] = graph.posts.values()
    assert post.link == DOCUMENT.href
    for words in (DOCUMENT.headline, DOCUMENT.key_message, "KPU Kota Kupang", DOCUMENT.href, SHORT):
        assert words in post.message
    assert "Rapat pleno" not in post.message  # the link shows the way to it
    assert (receipt.identifier, receipt.address) == (post.id, f"https://www.facebook.com/{post.id}")
    assert abs(receipt.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_text_post_carries_the_whole_text(graph: GraphServer, house: Context) -> None:
    posted(made(graph, house, format="text"))
    [post] = graph.posts.values()
    assert "Rapat pleno menetapkan" in post.message
    assert not post.link


def test_a_photo_post_carries_the_card_with_its_alternative(
    graph: GraphServer, house: Context
) -> None:
    page = made(graph, house, format="photo")
    receipt = posted(page)
    [post] = graph.posts.values()
    assert post.picture == page.render(DOCUMENT).file(CARD).body
    assert DOCUMENT.headline in post.alt
    assert SHORT in post.message
    assert receipt.identifier == post.id
    assert receipt.extra == {"format": "photo"}


def test_the_kit_says_what_to_do_by_hand(graph: GraphServer, house: Context) -> None:
    by_hand = Facebook(options={"format": "photo"}, context=house)
    names = {file.name for file in by_hand.render(DOCUMENT).files}
    assert names == {STEPS, POST, CARD}
    assert by_hand.check() == []  # no access is no fault
    assert by_hand.diagnose() == []
    assert Facebook.access == ("page_id", "token")


def test_a_text_too_long_is_cut_before_its_addresses(graph: GraphServer, house: Context) -> None:
    endless = sample_document(
        body=tuple(Paragraph(spans=(Span(text="Panjang 😀 sekali. " * 200),)) for _ in range(30))
    )
    page = made(graph, house, format="text")
    page.deliver(endless, page.render(endless), key="d-1")
    [post] = graph.posts.values()
    assert len(post.message.encode("utf-16-le")) // 2 <= LIMIT
    assert "…\n\n" in post.message
    assert post.message.endswith(f"/v/{endless.code}")


def test_a_withdrawn_text_is_not_spread_again(page: Facebook) -> None:
    assert DOCUMENT.imprint is not None
    imprint = DOCUMENT.imprint.model_copy(
        update={"standing": Standing.WITHDRAWN, "standing_note": "Angkanya keliru."}
    )
    text = page.render(sample_document(imprint=imprint)).file(POST).body.decode()
    assert "Angkanya keliru." in text
    assert DOCUMENT.key_message not in text


class TestRepeats:
    """Facebook knows no keys."""

    def test_a_lost_answer_is_found_again_on_the_page(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.visit(f"Saya bagikan: {SHORT}")  # a visitor's post is not ours
        graph.lose_next(on="/feed")
        with pytest.raises(TryLater):
            posted(page)
        receipt = posted(page)
        [own] = [post for post in graph.posts.values() if post.by == graph.page_id]
        assert receipt.identifier == own.id

    def test_what_never_arrived_is_posted_by_the_repeat(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.fail_next(2, on="/feed", status=500)
        with pytest.raises(TryLater):
            posted(page)
        assert posted(page).identifier in graph.posts
        assert len(graph.posts) == 1

    def test_the_post_is_found_behind_many_others(self, page: Facebook, graph: GraphServer) -> None:
        graph.lose_next(on="/feed")
        with pytest.raises(TryLater):
            posted(page)
        [own] = graph.posts.values()
        for number in range(150):
            post = Post(f"{graph.page_id}_{number}", f"{SHORT}-lain {number}", by=graph.page_id)
            graph.posts[post.id] = post
        assert posted(page).identifier == own.id

    def test_a_yes_that_shows_nothing_is_no_receipt(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.hide_next(on="/feed")
        with pytest.raises(TryLater, match="tidak menampilkannya"):
            posted(page)
        [hidden] = graph.posts.values()
        hidden.hidden = False  # it shows a little later
        assert posted(page).identifier == hidden.id
        assert len(graph.posts) == 1

    def test_what_stays_hidden_is_posted_again(self, page: Facebook, graph: GraphServer) -> None:
        graph.hide_next(on="/feed")
        with pytest.raises(TryLater):
            posted(page)
        receipt = posted(page)
        assert not graph.posts[receipt.identifier].hidden

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"[]", b"{}", b'{"id": ["x"]}', b'{"id":true}']
    )
    def test_a_yes_with_rubbish_is_no_receipt_and_no_second_post(
        self, page: Facebook, graph: GraphServer, body: bytes
    ) -> None:
        graph.babble_next(body, on="/feed", taken=True)
        with pytest.raises(TryLater, match="tidak bisa dibaca"):
            posted(page)
        posted(page)
        assert len(graph.posts) == 1

    def test_the_same_text_under_an_older_key_is_this_post(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        first = posted(page)
        assert posted(page, key="d-2").identifier == first.identifier
        assert len(graph.posts) == 1

    def test_a_duplicate_that_is_not_on_the_page_is_for_a_person(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.fail_next(506, "Duplicate status message", on="/feed")
        with pytest.raises(Refused, match="Periksa Halamannya"):
            posted(page)


class TestCorrections:
    def test_the_text_of_the_post_is_replaced(self, page: Facebook, graph: GraphServer) -> None:
        receipt = posted(page)
        again = page.correct(CORRECTED, page.render(CORRECTED), receipt=receipt, key="d-2")
        [post] = graph.posts.values()
        assert post.message.startswith("Jumlah TPS diralat")
        assert f"/v/{CORRECTED.code}" in post.message
        assert SHORT not in post.message
        assert again.identifier == receipt.identifier

    def test_above_a_picture_that_cannot_change_stands_that_it_is_old(
        self, graph: GraphServer, house: Context
    ) -> None:
        photo = made(graph, house, format="photo")
        receipt = posted(photo)
        now_links = made(graph, house, format="link")  # the setting was changed since
        again = now_links.correct(
            CORRECTED, now_links.render(CORRECTED), receipt=receipt, key="d-2"
        )
        [post] = graph.posts.values()
        first = post.message.splitlines()[0]
        assert "versi lama" in first
        assert first.endswith(f"/v/{CORRECTED.code}")
        assert again.extra == {"format": "photo"}

    def test_a_yes_that_changed_nothing_is_no_receipt(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        receipt = posted(page)
        graph.hide_next(on=receipt.identifier)
        with pytest.raises(TryLater, match="tidak menampilkannya"):
            page.correct(CORRECTED, page.render(CORRECTED), receipt=receipt, key="d-2")

    def test_a_post_somebody_deleted_is_said_to_be_gone(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        receipt = posted(page)
        graph.posts.clear()
        with pytest.raises(Refused, match="sudah tidak ada"):
            page.correct(CORRECTED, page.render(CORRECTED), receipt=receipt, key="d-2")

    def test_what_a_person_posted_is_for_a_person(self, page: Facebook) -> None:
        proof = Receipt(identifier="https://facebook.com/p/1", at=datetime.now(UTC))
        with pytest.raises(Refused, match="dengan tangan"):
            page.correct(CORRECTED, page.render(CORRECTED), receipt=proof, key="d-2")
        with pytest.raises(Refused, match="dengan tangan"):
            page.withdraw(DOCUMENT, receipt=proof, reason="Salah.", key="d-3")


class TestWithdrawals:
    def test_the_post_is_deleted_once(self, page: Facebook, graph: GraphServer) -> None:
        receipt = posted(page)
        graph.lose_next(on=receipt.identifier)
        with pytest.raises(TryLater):
            page.withdraw(DOCUMENT, receipt=receipt, reason="Salah.", key="d-2")
        assert not graph.posts
        again = page.withdraw(DOCUMENT, receipt=receipt, reason="Salah.", key="d-2")
        assert again.identifier == receipt.identifier

    def test_unseen_copies_of_the_item_are_found_and_no_others(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        posted(page)
        other = Post(f"{graph.page_id}_1", f"Baca juga {DOCUMENT.href} hari ini", by=graph.page_id)
        graph.posts[other.id] = other
        unseen = Receipt(identifier="", at=datetime.now(UTC))
        receipt = page.withdraw(CORRECTED, receipt=unseen, reason="Salah.", key="d-2")
        assert list(graph.posts.values()) == [other]
        assert receipt.identifier.startswith(graph.page_id)

    def test_a_no_to_the_deletion_is_told(self, page: Facebook, graph: GraphServer) -> None:
        receipt = posted(page)
        graph.babble_next(b'{"success": false}', on=receipt.identifier)
        with pytest.raises(TryLater, match="tidak bisa dibaca"):
            page.withdraw(DOCUMENT, receipt=receipt, reason="Salah.", key="d-2")


class TestMeasures:
    def test_numbers_have_the_names_the_platform_gave_them(self, page: Facebook) -> None:
        found = {m.source: (m.kind, m.value) for m in page.measures(posted(page))}
        assert found == {
            "post_media_view": (MeasureKind.IMPRESSIONS, 1200),
            "post_total_media_view_unique": (MeasureKind.REACH, 900),
            "post_clicks": (MeasureKind.CLICKS, 31),
            "reactions": (MeasureKind.REACTIONS, 12),
            "comments": (MeasureKind.COMMENTS, 4),
            "shares": (MeasureKind.SHARES, 7),
        }

    def test_without_leave_for_insights_the_plain_counts_are_left(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        receipt = posted(page)
        graph.scopes.remove("read_insights")
        assert {m.source for m in page.measures(receipt)} == {"reactions", "comments", "shares"}

    def test_a_copy_that_is_gone_has_no_numbers(self, page: Facebook, graph: GraphServer) -> None:
        receipt = posted(page)
        graph.posts.clear()
        with pytest.raises(Refused, match="sudah tidak ada"):
            page.measures(receipt)


class TestAccess:
    def test_good_access_has_no_problem(self, page: Facebook) -> None:
        assert page.diagnose() == []

    def test_the_end_of_the_token_is_told(self, page: Facebook, graph: GraphServer) -> None:
        graph.expires_at = 1_900_000_000
        graph.data_access_expires_at = 1_890_000_000
        ends = {problem.ends_at: problem.message for problem in page.diagnose()}
        assert set(ends) == {
            datetime.fromtimestamp(1_900_000_000, UTC),
            datetime.fromtimestamp(1_890_000_000, UTC),
        }
        assert "2030-03-17" in ends[datetime.fromtimestamp(1_900_000_000, UTC)]

    def test_missing_permissions_are_named(self, page: Facebook, graph: GraphServer) -> None:
        graph.scopes -= {"pages_manage_posts", "read_insights"}
        needs, wishes = page.diagnose()
        assert needs.fatal and "pages_manage_posts" in needs.message
        assert not wishes.fatal and "read_insights" in wishes.message

    def test_photos_need_one_more(self, graph: GraphServer, house: Context) -> None:
        graph.scopes.remove("pages_show_list")
        assert made(graph, house, format="link").diagnose() == []
        [problem] = made(graph, house, format="photo").diagnose()
        assert problem.fatal and "pages_show_list" in problem.message

    @pytest.mark.parametrize(
        ("kind", "owner", "words"),
        [("PAGE", "777", "Halaman lain (777)"), ("USER", "", "token orang")],
    )
    def test_the_token_of_somebody_else_is_told(
        self, page: Facebook, graph: GraphServer, kind: str, owner: str, words: str
    ) -> None:
        graph.token_type, graph.token_page = kind, owner
        [problem] = page.diagnose()
        assert words in problem.message

    def test_a_dead_token_and_a_dead_line_are_problems(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.fail_next(190, "Session has expired", subcode=463, on="debug_token", status=401)
        [expired] = page.diagnose()
        assert expired.fatal and "kedaluwarsa" in expired.message
        graph.lose_next(on="debug_token")
        [unasked] = page.diagnose()
        assert not unasked.fatal

    def test_usage_near_its_end_is_told(self, page: Facebook, graph: GraphServer) -> None:
        graph.usage = {"X-Page-Usage": '{"call_count":85,"total_time":12,"total_cputime":3}'}
        [problem] = page.diagnose()
        assert "85 persen" in problem.message and not problem.fatal

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"page_id": "Pos Kupang"}, "page_id"),
            ({"page_id": ""}, "page_id"),
            ({"version": "25"}, "version"),
            ({"server": "http://10.0.0.8"}, "server"),
            ({"format": "reel"}, "format"),
        ],
    )
    def test_wrong_settings_are_named_without_a_call(
        self, graph: GraphServer, house: Context, options: dict[str, str], field: str
    ) -> None:
        found = made(graph, house, **options)
        assert [problem.field for problem in found.check()] == [field]
        assert [problem.field for problem in found.diagnose()] == [field]
        assert graph.calls == []


class Till:
    """A purse with so many units."""

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, budget: Budget, units: int) -> None:
        if units > self.left:
            raise TryLater(f"no {budget.name} left", timedelta(hours=3))
        self.left -= units


def test_each_call_is_paid_before_it_is_made(graph: GraphServer) -> None:
    till = Till(2)
    page = made(graph, sample_context(purse=till))
    posted(page)  # the post, and reading it back
    assert till.left == 0
    with pytest.raises(TryLater, match="no calls left"):
        posted(page, key="d-2")
    assert len(graph.calls) == 2


def test_the_desk_reads_its_own_language(graph: GraphServer, house: Context) -> None:
    page = made(graph, replace(house, language="en"))
    graph.fail_next(368, "blocked", on="/feed")
    with pytest.raises(TryLater, match="holds back") as blocked:
        posted(page)
    assert blocked.value.after == timedelta(hours=6)


def test_all_calls_of_a_hand_over_share_its_time(
    page: Facebook, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(graph_client, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    receipt = posted(page)
    publish = page._graph.post

    def slowly(*given: Any, **how: Any) -> Said:
        said = publish(*given, **how)
        clock[0] += page.context.hand_over_s
        return said

    page._graph.post = slowly  # type: ignore[method-assign]
    calls = len(graph.calls)
    with pytest.raises(TryLater, match="Waktu"):
        page.correct(CORRECTED, page.render(CORRECTED), receipt=receipt, key="d-2")
    assert len(graph.calls) == calls + 1
    page._graph.post = publish  # type: ignore[method-assign]
    page.correct(CORRECTED, page.render(CORRECTED), receipt=receipt, key="d-2")
