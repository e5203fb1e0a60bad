"""The Telegram channel, against a Bot API on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.telegram_channel import CAPTIONED, CARD, MESSAGE, TelegramChannel
from sasando.channels.builtin.telegram_post import post_html, visible_units
from sasando.documents import Document
from sasando.documents.blocks import Paragraph, Span
from sasando.documents.imprint import Standing
from sasando.plugins import Budget, Channel, Context, Receipt, Refused, TryLater, Unsure
from sasando.plugins.testing import ChannelContract, sample_context, sample_document
from tests.messengers.telegram_html import rendered
from tests.messengers.telegram_server import TelegramServer, units


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


def options(telegram: TelegramServer, **more: str) -> dict[str, str]:
    chat = f"@{telegram.channel_name}"
    return {"token": telegram.token, "server": telegram.url, "chat": chat, **more}


def channel(telegram: TelegramServer, house: Context, **more: str) -> TelegramChannel:
    return TelegramChannel(options=options(telegram, **more), context=house)


def delivered(outlet: Channel, document: Document, key: str = "") -> Receipt:
    return outlet.deliver(document, outlet.render(document), key=key or str(uuid4()))


def with_standing(document: Document, standing: Standing, **more: Any) -> Document:
    assert document.imprint
    changes = {"standing": standing, **more}
    return document.with_imprint(document.imprint.model_copy(update=changes))


class TestTelegramChannel(ChannelContract):
    channel: ClassVar[type[Channel]] = TelegramChannel

    @pytest.fixture(autouse=True)
    def _outlet(self, telegram: TelegramServer) -> None:
        self.telegram = telegram
        self.options = options(telegram)
        self.noted = sample_context()  # a repeat reads the notes of the first attempt

    def context(self, folder: Path) -> Context:
        return self.noted

    def copies(self) -> int:
        return len(self.telegram.posts)


class TestAText(TestTelegramChannel):
    @pytest.fixture(autouse=True)
    def _without_a_card(self, _outlet: None) -> None:
        self.options = {**self.options, "picture": "none"}


def test_a_card_carries_the_short_text(telegram: TelegramServer, house: Context) -> None:
    document = sample_document(headline="Suara sah & tidak sah: 5 < 10")
    receipt = delivered(channel(telegram, house), document)
    [post] = telegram.posts.values()
    assert post.photo.startswith(b"\x89PNG")
    assert post.text.startswith("Suara sah & tidak sah: 5 < 10\n\nDaftar pemilih tetap")
    assert post.text.endswith(document.href)
    assert "Rapat pleno" not in post.text
    assert receipt.identifier == f"{telegram.channel}/{post.message_id}"
    assert receipt.address == f"https://t.me/{telegram.channel_name}/{post.message_id}"


def test_without_a_card_the_body_follows_and_the_link_is_shown(
    telegram: TelegramServer, house: Context
) -> None:
    document = sample_document()
    delivered(channel(telegram, house, picture="none"), document)
    [post] = telegram.posts.values()
    assert not post.photo
    assert "Rapat pleno menetapkan 275.085 pemilih." in post.text
    assert (post.preview, post.preview_url) == (True, document.href)


def test_a_private_channel_has_an_address_of_its_own(
    telegram: TelegramServer, house: Context
) -> None:
    telegram.channel_name = ""
    outlet = channel(telegram, house, chat=str(telegram.channel))
    receipt = delivered(outlet, sample_document())
    assert receipt.address.startswith("https://t.me/c/1112223334/")


@settings(max_examples=60, deadline=None)
@given(
    headline=st.text(min_size=1, max_size=200).filter(str.strip),
    paragraphs=st.lists(st.text("ab &<>\"'😀\n", min_size=1, max_size=1500), max_size=6),
    reason=st.text(max_size=500),
    withdrawn=st.booleans(),
)
def test_any_text_fits_and_is_read_as_it_was_written(
    headline: str, paragraphs: list[str], reason: str, withdrawn: bool
) -> None:
    body = tuple(Paragraph(spans=(Span(text=words),)) for words in paragraphs)
    document = sample_document(headline=headline, body=body or sample_document().body)
    if withdrawn:
        document = with_standing(document, Standing.WITHDRAWN, standing_note=reason)
    for limit, whole in ((4096, True), (1024, False)):
        html = post_html(document, limit=limit, site_url="https://s.example", whole=whole)
        seen = rendered(html, "HTML")
        assert units(seen) == visible_units(html) <= limit
        assert " ".join(headline.split()) in seen
        assert seen.endswith(document.href)


def test_a_body_that_does_not_fit_says_where_the_rest_is() -> None:
    body = tuple(
        Paragraph(spans=(Span(text=f"Alinea {number}. " + "kata " * 150),)) for number in range(9)
    )
    html = post_html(
        sample_document(body=body), limit=4096, site_url="https://s.example", whole=True
    )
    assert "Selengkapnya di laman ini:" in html
    assert "Alinea 0." in html
    assert "Alinea 8." not in html


def test_a_correction_edits_card_and_text_in_place(
    telegram: TelegramServer, house: Context
) -> None:
    outlet = channel(telegram, house)
    receipt = delivered(outlet, sample_document())
    [was] = telegram.posts.values()
    second = sample_document(version=2, headline="553 TPS di Kota Kupang")
    after = outlet.correct(second, outlet.render(second), receipt=receipt, key="k")
    [now] = telegram.posts.values()
    assert now.text.startswith("553 TPS di Kota Kupang")
    assert now.photo != was.photo
    assert (after.identifier, after.address) == (receipt.identifier, receipt.address)
    outlet.correct(second, outlet.render(second), receipt=receipt, key="k")  # is not modified


def test_a_text_stays_a_text_whatever_the_outlet_wants_by_now(
    telegram: TelegramServer, house: Context
) -> None:
    text = delivered(channel(telegram, house, picture="none"), sample_document())
    picture = delivered(channel(telegram, house), sample_document())
    second = sample_document(version=2, headline="Diralat")
    for outlet, receipt in (
        (channel(telegram, house), text),
        (channel(telegram, house, picture="none"), picture),
    ):
        outlet.correct(second, outlet.render(second), receipt=receipt, key="k")
    assert [post.text[:7] for post in telegram.posts.values()] == ["Diralat", "Diralat"]
    assert [bool(post.photo) for post in telegram.posts.values()] == [False, True]


def test_a_correction_of_a_post_that_is_gone_is_said(
    telegram: TelegramServer, house: Context
) -> None:
    outlet = channel(telegram, house)
    receipt = delivered(outlet, sample_document())
    telegram.posts.clear()
    with pytest.raises(Refused, match="tidak ada lagi di kanal"):
        outlet.correct(
            sample_document(), outlet.render(sample_document()), receipt=receipt, key="k"
        )


class TestWithdrawing:
    def test_a_post_is_deleted_and_gone_already_is_fine(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet, document = channel(telegram, house), sample_document()
        receipt = delivered(outlet, document)
        for _ in range(2):
            outlet.withdraw(document, receipt=receipt, reason="Keliru.", key="k")
        assert not telegram.posts

    def test_an_old_one_that_may_not_be_deleted_becomes_a_notice(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet, document = channel(telegram, house), sample_document()
        receipt = delivered(outlet, document)
        telegram.older = True
        telegram.rights.discard("can_delete_messages")
        outlet.withdraw(document, receipt=receipt, reason="Data keliru.", key="k")
        [post] = telegram.posts.values()
        assert "Data keliru." in post.text
        assert "275.085 orang" not in post.text
        telegram.rights.add("can_delete_messages")
        outlet.withdraw(document, receipt=receipt, reason="Data keliru.", key="k")
        assert not telegram.posts

    def test_a_notice_may_be_chosen(self, telegram: TelegramServer, house: Context) -> None:
        outlet = channel(telegram, house, withdrawal="notice", picture="none")
        receipt = delivered(outlet, sample_document())
        outlet.withdraw(sample_document(), receipt=receipt, reason="Data keliru.", key="k")
        [post] = telegram.posts.values()
        assert post.text.startswith("Informasi ini ditarik")
        telegram.posts.clear()
        outlet.withdraw(sample_document(), receipt=receipt, reason="Data keliru.", key="k")

    def test_what_is_over_stays_says_so_and_is_unpinned(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet, document = channel(telegram, house), sample_document(kind="notice")
        receipt = delivered(outlet, document)
        assert len(telegram.pinned) == 1
        over = with_standing(document, Standing.EXPIRED)
        for _ in range(2):
            outlet.withdraw(over, receipt=receipt, reason="Lewat.", key="k")
        [post] = telegram.posts.values()
        assert post.text.startswith("Informasi ini sudah lewat masa berlakunya.")
        assert not telegram.pinned

    def test_without_the_right_it_is_refused(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet, document = channel(telegram, house), sample_document()
        receipt = delivered(outlet, document)
        telegram.member = "left"
        with pytest.raises(Refused, match="Jadikan ia pengurus kanal"):
            outlet.withdraw(document, receipt=receipt, reason="Keliru.", key="k")


class TestPinning:
    def test_urgent_notices_are_pinned_and_nothing_else(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet = channel(telegram, house)
        receipt = delivered(outlet, sample_document(kind="notice"))
        delivered(outlet, sample_document())
        delivered(channel(telegram, house, pin="no"), sample_document(kind="notice"))
        assert [str(number) for number in telegram.pinned] == [receipt.identifier.split("/")[1]]
        assert receipt.words == "Disematkan."

    def test_one_that_cannot_be_pinned_is_out_all_the_same(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        telegram.rights.discard("can_edit_messages")
        receipt = delivered(channel(telegram, house), sample_document(kind="notice"))
        assert "tidak tersemat" in receipt.words
        assert len(telegram.posts) == 1


class TestUnknownEnds:
    """Telegram knows no keys: what may have gone out is never sent again, a person looks."""

    @pytest.mark.parametrize("picture", ["card", "none"])
    def test_a_line_that_breaks_after_the_post_left_is_for_a_person(
        self, telegram: TelegramServer, house: Context, picture: str
    ) -> None:
        outlet = channel(telegram, house, picture=picture)
        telegram.fail_next(200, after_taking=True)
        with pytest.raises(Unsure, match="Periksa kanalnya"):
            delivered(outlet, sample_document(), key="k")
        with pytest.raises(Unsure):
            delivered(outlet, sample_document(), key="k")
        assert len(telegram.posts) == 1

    def test_a_worker_that_died_over_it_leaves_the_same_doubt(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        house.notes.write("k", {"state": "sending"})
        with pytest.raises(Unsure):
            delivered(channel(telegram, house), sample_document(), key="k")
        assert not telegram.posts

    def test_a_worker_that_died_after_it_has_the_receipt(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet = channel(telegram, house)
        first = delivered(outlet, sample_document(), key="k")
        assert delivered(outlet, sample_document(), key="k") == first
        assert len(telegram.posts) == 1

    def test_telegrams_own_no_is_no_doubt(self, telegram: TelegramServer, house: Context) -> None:
        outlet = channel(telegram, house)
        telegram.fail_next(429, "Too Many Requests: retry after 7", retry_after=7)
        with pytest.raises(TryLater, match="lebih lambat") as caught:
            delivered(outlet, sample_document(), key="k")
        assert caught.value.after == timedelta(seconds=7)
        telegram.fail_next(502, "Bad Gateway")
        with pytest.raises(TryLater, match="bermasalah"):
            delivered(outlet, sample_document(), key="k")
        delivered(outlet, sample_document(), key="k")
        assert len(telegram.posts) == 1

    def test_nobody_there_is_no_doubt(self, telegram: TelegramServer, house: Context) -> None:
        outlet = channel(telegram, house)
        telegram.kill()
        with pytest.raises(TryLater) as caught:
            delivered(outlet, sample_document(), key="k")
        assert not isinstance(caught.value, Refused)
        assert telegram.token not in caught.value.words
        telegram.start()
        delivered(outlet, sample_document(), key="k")
        assert len(telegram.posts) == 1

    def test_the_proof_a_person_brought_names_the_post(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        outlet = channel(telegram, house)
        telegram.fail_next(200, after_taking=True)
        with pytest.raises(Unsure):
            delivered(outlet, sample_document(), key="k")
        [number] = telegram.posts
        address = f"https://t.me/{telegram.channel_name}/{number}"
        proof = Receipt(identifier=address, at=house.clock(), address=address)
        second = sample_document(version=2, headline="Diralat")
        outlet.correct(second, outlet.render(second), receipt=proof, key="c")
        assert telegram.posts[number].text.startswith("Diralat")
        strange = Receipt(identifier="foto.jpg", at=house.clock())
        with pytest.raises(Refused, match=r"foto\.jpg"):
            outlet.withdraw(second, receipt=strange, reason="Keliru.", key="w")


class Counted:
    """A purse with so many units of each budget."""

    def __init__(self, **left: int) -> None:
        self.left = left

    def spend(self, budget: Budget, units: int) -> None:
        if self.left[budget.name] < units:
            raise TryLater("habis", after=timedelta(seconds=5))
        self.left[budget.name] -= units


def test_what_the_platform_allows_is_paid_before_the_call(
    telegram: TelegramServer, house: Context
) -> None:
    purse = Counted(calls=5, posts=1)
    outlet = channel(telegram, replace(house, purse=purse))
    delivered(outlet, sample_document())
    assert purse.left == {"calls": 4, "posts": 0}
    with pytest.raises(TryLater, match="habis"):
        delivered(outlet, sample_document(), key="k")
    purse.left["posts"] = 1
    delivered(outlet, sample_document(), key="k")  # the purse's no left no doubt behind
    assert len(telegram.posts) == 2


class TestAccess:
    def test_a_good_one_has_no_problems(self, telegram: TelegramServer, house: Context) -> None:
        assert channel(telegram, house).diagnose() == []
        telegram.member = "creator"
        assert channel(telegram, house).diagnose() == []

    def test_missing_rights_are_named(self, telegram: TelegramServer, house: Context) -> None:
        telegram.rights = {"can_post_messages"}
        [problem] = channel(telegram, house).diagnose()
        assert "mengubah kiriman, menghapus kiriman" in problem.message
        assert "menulis" not in problem.message
        telegram.member = "member"
        [problem] = channel(telegram, house).diagnose()
        assert "menulis kiriman" in problem.message

    def test_a_bot_that_is_not_there_is_told(
        self, telegram: TelegramServer, house: Context
    ) -> None:
        telegram.member = "left"
        [problem] = channel(telegram, house).diagnose()
        assert problem.field == "chat"
        with pytest.raises(Refused, match="Jadikan ia pengurus"):
            delivered(channel(telegram, house), sample_document())

    def test_a_group_is_no_channel(self, telegram: TelegramServer, house: Context) -> None:
        telegram.known.add(-1009998887776)
        [problem] = channel(telegram, house, chat="-1009998887776").diagnose()
        assert "bukan kanal" in problem.message

    def test_a_wrong_token_is_said_plainly(self, telegram: TelegramServer, house: Context) -> None:
        outlet = channel(telegram, house, token="1234:aaaaaaaaaaaaa")
        [problem] = outlet.diagnose()
        assert problem.field == "token"
        with pytest.raises(Refused, match="Perbarui tokennya") as caught:
            delivered(outlet, sample_document())
        assert "aaaaaaaaaaaaa" not in caught.value.words

    def test_settings_are_checked_without_the_network(self, house: Context) -> None:
        wrong = TelegramChannel(options={"token": "abc", "chat": "kpu kupang"}, context=house)
        assert {problem.field for problem in wrong.check()} == {"token", "chat"}

    def test_without_a_token_it_is_a_kit_for_a_person(self, house: Context) -> None:
        outlet = TelegramChannel(options={"chat": "@kpu_kota_kupang"}, context=house)
        assert outlet.check() == outlet.diagnose() == []
        kit = outlet.render(sample_document())
        assert {file.name for file in kit.files} == {MESSAGE, CAPTIONED, CARD}
