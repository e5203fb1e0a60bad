"""Telegram: what comes in, and what goes out, against a Bot API on loopback."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.messengers.telegram import SECRET_HEADER, Telegram
from sasando.plugins import Context, Refused, TryLater
from sasando.plugins.messenger import (
    Forged,
    InboxFault,
    Interrupted,
    Malformed,
    Media,
    MediaKind,
    Option,
    Received,
    Reply,
    Unreachable,
)
from sasando.plugins.testing import sample_context
from tests.messengers.conftest import House
from tests.messengers.pictures import png
from tests.messengers.telegram_server import TelegramServer, units

GROUP = -1001234567890


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(telegram: TelegramServer, house: House, context: Context) -> Telegram:
    messenger = Telegram(options=telegram.options, context=context)
    house.messenger = messenger
    messenger.set_webhook(f"{house.url}/telegram")
    return messenger


def test_a_message_comes_in_and_its_answer_goes_out(
    telegram: TelegramServer, bot: Telegram, house: House
) -> None:
    assert telegram.send_text("Benarkah? https://kpu.go.id/a", user=7).status_code == 200
    asked = house.last
    assert (asked.text, asked.address, asked.asked) == ("Benarkah? https://kpu.go.id/a", "7", True)
    assert asked.links == ("https://kpu.go.id/a",)
    assert asked.language == "id"
    receipt = bot.reply(asked.address, Reply(text="Tidak."), key="k", in_reply_to=asked.external_id)
    [answer] = telegram.sent
    assert receipt.identifier == f"7/{answer.message_id}" == receipt.extra["ids"]
    assert asked.external_id == f"7/{answer.reply_to}"
    assert not answer.preview


def test_a_repeat_has_the_same_identifier(
    telegram: TelegramServer, bot: Telegram, house: House
) -> None:
    telegram.send_text("sekali")
    telegram.repost()
    assert len(house.incoming) == 1


def test_a_call_with_the_wrong_secret_is_forged(telegram: TelegramServer, bot: Telegram) -> None:
    telegram.secret = "lain"
    assert telegram.send_text("palsu").status_code == 403
    for header in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: "é"}):
        with pytest.raises(Forged):
            bot.receive(b"{}", header)


def test_an_inbox_without_a_secret_takes_nothing(context: Context) -> None:
    with pytest.raises(Forged):
        Telegram(options={}, context=context).receive(b'{"update_id": 1}', {SECRET_HEADER: ""})


def test_a_forward_is_marked(telegram: TelegramServer, bot: Telegram, house: House) -> None:
    telegram.send_text("Sebarkan!", forwarded=True)
    assert house.last.forwarded
    assert not house.last.forwarded_many


def test_an_album_is_one_tip(telegram: TelegramServer, bot: Telegram, house: House) -> None:
    telegram.send_photo(png(), "dua foto", album="9")
    telegram.send_photo(png(colour="red"), album="9")
    first, second = house.incoming.values()
    assert first.thread_key == second.thread_key == "9"
    assert first.text == "dua foto"


def test_a_photo_is_taken_in_the_best_size_up_to_1600(
    telegram: TelegramServer, bot: Telegram, house: House
) -> None:
    telegram.send_photo(png())
    [photo] = house.last.media
    sizes = json.loads(telegram.last_update)["message"]["photo"]
    assert [s["width"] for s in sizes if s["file_id"] == photo.id] == [1280]
    assert bot.fetch_media(photo) == png()


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"document": {"file_id": "a", "mime_type": "image/png"}}, MediaKind.IMAGE),
        ({"document": {"file_id": "a", "mime_type": "application/pdf"}}, MediaKind.FILE),
        ({"sticker": {"file_id": "a", "is_animated": False, "is_video": False}}, MediaKind.STICKER),
        ({"sticker": {"file_id": "a", "is_animated": True}}, MediaKind.ANIMATION),
        ({"sticker": {"file_id": "a", "is_video": True}}, MediaKind.ANIMATION),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, MediaKind.ANIMATION),
        ({"voice": {"file_id": "a"}}, MediaKind.AUDIO),
        ({"poll": {"id": "1"}}, MediaKind.OTHER),
    ],
)
def test_what_is_no_still_picture_says_what_it_is(
    telegram: TelegramServer, bot: Telegram, house: House, more: dict[str, object], kind: MediaKind
) -> None:
    telegram.post({"message": telegram.message(**more)})
    [media] = house.last.media
    assert media.kind is kind
    assert media.readable is (kind in (MediaKind.IMAGE, MediaKind.STICKER))


def test_a_picture_too_large_is_not_fetched(telegram: TelegramServer, bot: Telegram) -> None:
    too_large = telegram.message(
        document={"file_id": "x", "mime_type": "image/png", "file_size": 10**9}
    )
    update = json.dumps({"update_id": 1, "message": too_large}).encode()
    [incoming] = bot.receive(update, {SECRET_HEADER: telegram.secret}).incoming
    with pytest.raises(Refused, match="20 MB"):
        bot.fetch_media(incoming.media[0])
    telegram.files["x"] = bytes(20_000_001)
    with pytest.raises(Refused, match="too big"):
        bot.fetch_media(Media(id="x", kind=MediaKind.IMAGE))


class TestInAGroup:
    """The bot speaks only when it is asked."""

    def test_talk_is_not_for_the_bot(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        telegram.send_text("besok jam berapa? /cek saja", group=GROUP)
        assert (house.last.in_group, house.last.asked) == (True, False)
        assert (house.last.address, house.last.sender) == (str(GROUP), "7")

    def test_a_command_is(self, telegram: TelegramServer, bot: Telegram, house: House) -> None:
        telegram.send_text("/Cek 😀 TPS pindah?", group=GROUP)
        assert (house.last.command, house.last.text, house.last.asked) == (
            "cek",
            "😀 TPS pindah?",
            True,
        )
        telegram.send_text("/cek@orang_lain_bot TPS pindah?", group=GROUP)
        assert (house.last.command, house.last.asked) == ("", False)

    def test_a_command_that_other_bots_have_too_must_name_it(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        telegram.send_text("/stop", group=GROUP)
        assert (house.last.command, house.last.asked) == ("", False)
        telegram.send_text(f"/stop@{telegram.username}", group=GROUP)
        assert (house.last.command, house.last.asked) == ("stop", True)
        ours = telegram.message(text="Tidak benar.", group=GROUP) | {"from": telegram.me()}
        telegram.send_text("/stop", group=GROUP, reply_to=ours)
        assert (house.last.command, house.last.asked) == ("stop", True)

    def test_a_mention_is_and_brings_the_message_it_answers(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        rumour = telegram.message(text="Pilkada ditunda!", user=9, group=GROUP, forwarded=True)
        telegram.send_text("😀 @Sasando_Cek_Bot benarkah", group=GROUP, reply_to=rumour)
        asked = house.last
        assert asked.asked
        assert asked.text == "😀  benarkah"
        assert asked.quoted is not None
        assert (asked.quoted.text, asked.quoted.forwarded) == ("Pilkada ditunda!", True)
        assert asked.quoted.external_id == asked.reply_to

    def test_an_answer_to_the_bot_is(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        ours = telegram.message(text="Tidak benar.", group=GROUP) | {"from": telegram.me()}
        telegram.send_text("terima kasih", group=GROUP, reply_to=ours)
        assert house.last.asked
        assert house.last.quoted is None

    def test_the_answer_goes_to_the_topic_it_was_asked_in(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        telegram.send_text("/cek a", group=GROUP, topic=55)
        bot.reply(house.last.address, Reply(text="Ya."), key="k")
        assert (telegram.sent[0].chat, telegram.sent[0].topic) == (GROUP, 55)

    def test_other_bots_are_not_listened_to(
        self, telegram: TelegramServer, bot: Telegram, house: House
    ) -> None:
        robot = telegram.message(text="/cek a", group=GROUP)
        robot["from"] = {"id": 99, "is_bot": True, "first_name": "R"}
        assert telegram.post({"message": robot}).status_code == 200
        assert not house.incoming


def test_buttons_are_pressed_and_answered(
    telegram: TelegramServer, bot: Telegram, house: House
) -> None:
    telegram.send_text("kapan?")
    options = (
        Option(id="known:1", label="Tanggal pemungutan suara"),
        Option(id="none", label="Bukan"),
    )
    bot.reply("7", Reply(text="Apakah salah satu dari ini?", options=options), key="k")
    telegram.press("known:1")
    pressed = house.last
    assert (pressed.pressed, pressed.text) == ("known:1", "Tanggal pemungutan suara")
    assert pressed.reply_to == f"7/{telegram.sent[0].message_id}"
    bot.acknowledge((pressed.receipt_handle,))
    assert telegram.answered == [pressed.external_id.removeprefix("callback/")]


def test_an_edit_is_a_new_wording_of_the_same_message(
    telegram: TelegramServer, bot: Telegram, house: House
) -> None:
    message = telegram.message(text="Pilkda")
    telegram.post({"message": message})
    house.incoming.clear()  # it keeps the first of a name, as the house does
    telegram.edit_text(message, "Pilkada")
    [only] = house.incoming.values()
    assert (only.external_id, only.text) == (f"7/{message['message_id']}", "Pilkada")
    assert only.edited


def test_a_place_asks_nothing(telegram: TelegramServer, bot: Telegram, house: House) -> None:
    place = {"location": {"latitude": -10.1, "longitude": 123.6, "live_period": 900}}
    message = telegram.message() | place
    telegram.post({"message": message})
    telegram.post({"edited_message": message | {"edit_date": message["date"] + 5}})
    assert not house.incoming


def test_who_blocks_the_bot_is_gone(telegram: TelegramServer, bot: Telegram, house: House) -> None:
    telegram.send_text("halo")
    telegram.block()
    assert house.gone == ["7"]
    with pytest.raises(Unreachable, match="blocked by the user"):
        bot.reply("7", Reply(text="halo"), key="k")
    with pytest.raises(Unreachable, match="chat not found"):
        bot.reply("404", Reply(text="halo"), key="k")
    with pytest.raises(Refused):
        bot.reply("7; DROP", Reply(text="halo"), key="k")


def test_a_long_answer_becomes_several_messages(telegram: TelegramServer, bot: Telegram) -> None:
    telegram.send_text("panjang?")
    text = "\n\n".join(f"Alinea {n}. " + "kata 😀 " * 180 for n in range(6))
    receipt = bot.reply("7", Reply(text=text, options=(Option(id="a", label="Ya"),)), key="k")
    assert len(telegram.sent) == len(receipt.extra["ids"].split()) > 1
    assert all(units(sent.text) <= 4096 for sent in telegram.sent)
    assert [bool(sent.buttons) for sent in telegram.sent][-2:] == [False, True]
    assert "".join("".join(sent.text for sent in telegram.sent).split()) == "".join(text.split())


def test_a_picture_carries_a_short_answer_as_its_caption(
    telegram: TelegramServer, bot: Telegram
) -> None:
    telegram.send_text("gambar?")
    bot.reply(
        "7", Reply(text="Salah.", image=png(), options=(Option(id="a", label="Ya"),)), key="k"
    )
    bot.reply("7", Reply(text="Salah. " * 300, image=png()), key="k2")
    assert [(bool(sent.photo), len(sent.text)) for sent in telegram.sent] == [
        (True, 6),
        (True, 0),
        (False, 2099),
    ]
    assert telegram.sent[0].buttons == (("Ya", "a"),)


def test_too_fast_is_tried_later(telegram: TelegramServer, bot: Telegram) -> None:
    telegram.send_text("cepat")
    telegram.fail_next(429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TryLater, match="retry after 7") as caught:
        bot.reply("7", Reply(text="halo"), key="k")
    assert caught.value.after == timedelta(seconds=7)


def test_an_interrupted_answer_goes_on_where_it_broke_off(
    telegram: TelegramServer, bot: Telegram
) -> None:
    telegram.send_text("panjang")
    telegram.per_second = 1
    reply = Reply(text="a " * 3000)
    with pytest.raises(Interrupted) as caught:
        bot.reply("7", reply, key="k")
    telegram.per_second = 0
    receipt = bot.reply("7", reply, key="k", already=caught.value.sent)
    assert len(telegram.sent) == 2
    assert receipt.extra["ids"].split()[0] == caught.value.sent[0]


@pytest.mark.parametrize("code", [500, 502])
def test_trouble_at_telegram_is_tried_later(
    telegram: TelegramServer, bot: Telegram, code: int
) -> None:
    telegram.send_text("halo")
    telegram.fail_next(code)
    with pytest.raises(TryLater):
        bot.reply("7", Reply(text="halo"), key="k")


def test_a_broken_line_is_tried_later_and_its_words_keep_the_token(
    telegram: TelegramServer, bot: Telegram
) -> None:
    telegram.send_text("halo")
    telegram.fail_next(200, after_taking=True)
    with pytest.raises(TryLater) as caught:
        bot.reply("7", Reply(text="halo"), key="k")
    assert telegram.token not in caught.value.words
    telegram.kill()
    with pytest.raises(TryLater) as caught:
        bot.reply("7", Reply(text="halo"), key="k")
    assert telegram.token not in caught.value.words


def test_a_wrong_token_is_said_plainly(telegram: TelegramServer, bot: Telegram) -> None:
    wrong = Telegram(options={**telegram.options, "token": "1:aaaaaaaaaaaa"}, context=bot.context)
    with pytest.raises(InboxFault, match="Perbarui tokennya"):
        wrong.reply("7", Reply(text="halo"), key="k")
    [problem] = wrong.diagnose()
    assert problem.field == "token"


def test_doctor_finds_what_is_wrong(telegram: TelegramServer, bot: Telegram, house: House) -> None:
    assert bot.diagnose(webhook_url=f"{house.url}/telegram") == []
    assert [p.field for p in bot.diagnose(webhook_url="https://lain.example/")] == [""]
    telegram.hook = {"last_error_message": "Connection refused", "pending_update_count": 3}
    [problem] = bot.diagnose()
    assert "Connection refused" in problem.message
    telegram.username = "bot_lain"
    assert {p.field for p in bot.diagnose()} == {"username", ""}
    telegram.kill()
    assert [p.fatal for p in bot.diagnose()] == [True]


def test_settings_are_checked_without_the_network(context: Context) -> None:
    wrong = Telegram(options={"token": "abc", "webhook_secret": "ada spasi"}, context=context)
    assert {problem.field for problem in wrong.check()} == {"token", "webhook_secret", "username"}


OFFLINE = Telegram(
    options={"token": "8012345678:AAHrumour-desk", "username": "b_bot", "webhook_secret": "s"},
    context=sample_context(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "update_id",
                    "message",
                    "edited_message",
                    "callback_query",
                    "my_chat_member",
                    "chat",
                    "id",
                    "from",
                    "text",
                    "caption",
                    "entities",
                    "offset",
                    "length",
                    "type",
                    "url",
                    "photo",
                    "sticker",
                    "document",
                    "file_id",
                    "width",
                    "date",
                    "edit_date",
                    "reply_to_message",
                    "message_id",
                    "data",
                    "reply_markup",
                    "inline_keyboard",
                    "sender_chat",
                ]
            )
            | st.text(),
            inner,
        )
    ),
    max_leaves=8,
)


@given(st.binary() | JSON.map(lambda data: json.dumps(data).encode()))
def test_whatever_the_bytes_it_is_read_or_refused(body: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(OFFLINE.receive(body, {SECRET_HEADER: "s"}), Received)
    with pytest.raises(Forged):
        OFFLINE.receive(body, {SECRET_HEADER: "t"})


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "update_id": st.integers(0, 2**31),
            "message": st.dictionaries(
                st.sampled_from(
                    [
                        "chat",
                        "from",
                        "text",
                        "entities",
                        "message_id",
                        "date",
                        "photo",
                        "reply_to_message",
                    ]
                ),
                JSON,
            ),
        }
    )
)
def test_a_strange_message_is_read_or_passed_over(update: dict[str, object]) -> None:
    update["message"] |= {"chat": {"id": 1}, "from": {"id": 1}, "message_id": 1}  # type: ignore[operator]
    received = OFFLINE.receive(json.dumps(update).encode(), {SECRET_HEADER: "s"})
    for incoming in received.incoming:
        incoming.text.encode()


def test_a_message_nested_without_end_is_malformed_or_read() -> None:
    body = b'{"update_id":1,"message":' + b'{"reply_to_message":' * 50_000
    with pytest.raises(Malformed):
        OFFLINE.receive(body, {SECRET_HEADER: "s"})
    deep = (
        b'{"update_id":1,"message":'
        + b'{"chat":{"id":1},"from":{"id":1},"message_id":1,"text":"a","reply_to_message":' * 400
    )
    deep += b"{}" + b"}" * 401
    assert OFFLINE.receive(deep, {SECRET_HEADER: "s"}).incoming
