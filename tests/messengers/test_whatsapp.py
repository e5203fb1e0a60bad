"""WhatsApp: what comes in, and what goes out, against a Cloud API on loopback."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.messengers.whatsapp import SIGNATURE_HEADER, WhatsApp
from sasando.channels.builtin.messengers.whatsapp_errors import FAILURES
from sasando.plugins import Context, Receipt, Refused, TryLater
from sasando.plugins.messenger import (
    Forged,
    InboxFault,
    Malformed,
    MediaKind,
    Option,
    Received,
    Reply,
    State,
    Template,
    Unreachable,
    WindowClosed,
)
from sasando.plugins.testing import sample_context
from sasando.rendering.phrases import LANGUAGES, phrase
from tests.messengers.conftest import House
from tests.messengers.pictures import png
from tests.messengers.whatsapp_server import WhatsAppServer

PHONE = "6281234567890"
PERSON = "ID.13491208655302741918"


@pytest.fixture
def whatsapp() -> Iterator[WhatsAppServer]:
    with WhatsAppServer() as server:
        yield server


@pytest.fixture
def inbox(whatsapp: WhatsAppServer, house: House, context: Context) -> WhatsApp:
    messenger = WhatsApp(options=whatsapp.options, context=context)
    house.messenger = messenger
    messenger.set_webhook(f"{house.url}/whatsapp")
    return messenger


def answer(inbox: WhatsApp, to: str = PHONE, reply: Reply | None = None, **how: Any) -> Receipt:
    given = {"key": "k-1", "last_heard_at": datetime.now(UTC)} | how
    return inbox.reply(to, reply or Reply(text="Tidak benar."), **given)


def test_the_address_is_proved_before_meta_calls_it(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    assert whatsapp.webhook_url == f"{house.url}/whatsapp"
    wrong = {"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1"}
    assert httpx.get(whatsapp.webhook_url, params=wrong).status_code == 403
    right = wrong | {"hub.verify_token": whatsapp.verify_token, "hub.challenge": "<script>"}
    assert httpx.get(whatsapp.webhook_url, params=right).status_code == 403
    whatsapp.options["verify_token"] = ""
    unset = WhatsApp(options={**whatsapp.options, "verify_token": ""}, context=inbox.context)
    with pytest.raises(Forged):
        unset.verify_challenge(right | {"hub.verify_token": ""})


def test_a_message_comes_in_and_its_answer_goes_out(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    whatsapp.send_text("Benarkah kpu.go.id/pindah?")
    asked = house.last
    assert (asked.text, asked.address, asked.asked) == ("Benarkah kpu.go.id/pindah?", PHONE, True)
    assert asked.links == ("https://kpu.go.id/pindah",)
    inbox.acknowledge((asked.receipt_handle,))
    receipt = answer(inbox, asked.address, in_reply_to=asked.external_id)
    [sent] = whatsapp.sent
    assert whatsapp.read == [asked.external_id] == [sent.reply_to]
    assert receipt.identifier == sent.id == receipt.extra["ids"]
    assert (sent.key, sent.text) == ("k-1", "Tidak benar.")


def test_a_forged_or_changed_call_is_refused(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    whatsapp.app_secret = "lain"
    assert whatsapp.send_text("palsu").status_code == 403
    whatsapp.app_secret = inbox.options["app_secret"]
    signature = whatsapp.signature(whatsapp.last_body)
    for header in ("", "sha256=", signature.upper(), signature.replace("sha256", "sha1"), "é"):
        with pytest.raises(Forged):
            inbox.receive(whatsapp.last_body, {SIGNATURE_HEADER: header})
    with pytest.raises(Forged):
        inbox.receive(whatsapp.last_body + b" ", {SIGNATURE_HEADER: signature})
    unset = WhatsApp(options={**whatsapp.options, "app_secret": ""}, context=inbox.context)
    with pytest.raises(Forged):
        unset.receive(b"{}", {SIGNATURE_HEADER: signature})
    assert not house.incoming


def test_repeats_batches_and_late_ones_are_each_taken_once(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    now = time.time()
    late = whatsapp.message("text", {"body": "pertama"}, at=now - 90)
    soon = whatsapp.message("text", {"body": "kedua"}, at=now)
    other = whatsapp.message("text", {"body": "orang lain"}, phone="6285550001111")
    whatsapp.send_many([soon, other])
    whatsapp.send_many([late, soon])
    whatsapp.repost()
    texts = [incoming.text for incoming in sorted(house.incoming.values(), key=lambda i: i.sent_at)]
    assert texts[0] == "pertama"
    assert sorted(texts) == ["kedua", "orang lain", "pertama"]


def test_calls_for_another_number_are_passed_over(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    whatsapp.phone_number_id = "999"
    assert whatsapp.send_text("bukan untuk kami").status_code == 200
    assert not house.incoming


def test_forwards_are_marked(whatsapp: WhatsAppServer, inbox: WhatsApp, house: House) -> None:
    whatsapp.send_text("a", forwarded=True)
    assert (house.last.forwarded, house.last.forwarded_many) == (True, False)
    whatsapp.send_text("b", many=True)
    assert (house.last.forwarded, house.last.forwarded_many) == (True, True)


class TestPeopleBehindAUserName:
    """Since 2026 there may be no number, only a business-scoped user id."""

    def test_they_are_answered(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        whatsapp.send_text("halo", hidden=True, user_id=PERSON)
        assert house.last.address == house.last.sender == PERSON
        answer(inbox, PERSON)
        assert whatsapp.sent[0].to == PERSON

    def test_they_stay_the_same_person_when_the_number_shows(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        whatsapp.send_text("halo", user_id=PERSON)
        assert house.last.address == PERSON

    def test_the_id_is_taken_from_the_contact_where_the_message_has_none(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        message = whatsapp.message("text", {"body": "halo"})
        contact = {"profile": {"name": "M"}, "wa_id": PHONE, "user_id": PERSON}
        whatsapp.post({"contacts": [contact], "messages": [message]})
        assert house.last.address == PERSON


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("image", {"id": "1", "mime_type": "image/jpeg"}, MediaKind.IMAGE),
        ("sticker", {"id": "1", "animated": False}, MediaKind.STICKER),
        ("sticker", {"id": "1", "animated": True}, MediaKind.ANIMATION),
        ("document", {"id": "1", "mime_type": "image/png", "filename": "a.png"}, MediaKind.IMAGE),
        ("document", {"id": "1", "mime_type": "application/pdf"}, MediaKind.FILE),
        ("video", {"id": "1", "mime_type": "video/mp4"}, MediaKind.VIDEO),
        ("audio", {"id": "1", "mime_type": "audio/ogg; codecs=opus"}, MediaKind.AUDIO),
        ("location", {"latitude": -10.1, "longitude": 123.6}, MediaKind.OTHER),
        ("unsupported", {"type": "poll"}, MediaKind.OTHER),
        ("kind_of_2031", {}, MediaKind.OTHER),
    ],
)
def test_every_kind_of_message_says_what_it_carries(
    whatsapp: WhatsAppServer,
    inbox: WhatsApp,
    house: House,
    kind: str,
    content: dict[str, Any],
    expected: MediaKind,
) -> None:
    whatsapp.send_many([whatsapp.message(kind, content)])
    assert [media.kind for media in house.last.media] == [expected]


@pytest.mark.parametrize("kind", ["reaction", "revoke"])
def test_reactions_are_no_questions(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House, kind: str
) -> None:
    whatsapp.send_many([whatsapp.message(kind, {"message_id": "wamid.1", "emoji": "😮"})])
    assert not house.incoming


def test_an_edit_is_a_new_wording(whatsapp: WhatsAppServer, inbox: WhatsApp, house: House) -> None:
    inner = {"type": "text", "text": {"body": "Pilkada"}, "context": {"id": "M0"}}
    edit = {"original_message_id": "wamid.first", "message": inner}
    whatsapp.send_many([whatsapp.message("edit", edit)])
    assert (house.last.edited, house.last.external_id, house.last.text) == (
        True,
        "wamid.first",
        "Pilkada",
    )


def test_who_changes_the_number_is_gone_from_the_old_one(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    system = {"type": "user_changed_number", "wa_id": "62899", "body": "…"}
    whatsapp.send_many([whatsapp.message("system", system)])
    assert house.gone == [PHONE]


class TestGroups:
    GROUP = "Y2FwaV9ncm91cDo"

    def test_talk_is_not_for_the_house(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        whatsapp.send_text("besok jam berapa?", group=self.GROUP)
        assert (house.last.in_group, house.last.asked) == (True, False)
        whatsapp.send_text(f"@{whatsapp.number} benarkah?", group=self.GROUP)
        assert house.last.asked
        context = {"from": whatsapp.number, "id": "wamid.1"}
        whatsapp.send_text("terima kasih", group=self.GROUP, context=context)
        assert house.last.asked

    def test_options_are_numbered_lines(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        whatsapp.send_text(f"@{whatsapp.number} kapan?", group=self.GROUP)
        reply = Reply(text="Yang mana?", options=(Option(id="a", label="Pencoblosan"),))
        answer(inbox, house.last.address, reply)
        assert whatsapp.sent[0].to == self.GROUP
        assert whatsapp.sent[0].text == "Yang mana?\n\nBalas dengan angka:\n1. Pencoblosan"


def test_a_picture_is_fetched(whatsapp: WhatsAppServer, inbox: WhatsApp, house: House) -> None:
    whatsapp.send_image(png(), "surat edaran")
    [media] = house.last.media
    assert house.last.text == "surat edaran"
    assert inbox.fetch_media(media) == png()
    whatsapp.media[media.id] = bytes(20_000_001)
    with pytest.raises(Refused, match="20 MB"):
        inbox.fetch_media(media)
    with pytest.raises(Refused):
        inbox.fetch_media(replace(media, id="../secrets"))
    whatsapp.media.clear()
    with pytest.raises(Refused):
        inbox.fetch_media(media)


def test_the_token_goes_to_no_strange_host(inbox: WhatsApp) -> None:
    assert inbox._may_have_token("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1")
    for url in ("https://fbsbx.com.evil.example/", "http://lookaside.fbsbx.com/", "https://[", ""):
        assert not inbox._may_have_token(url)


class TestOptions:
    def test_three_are_buttons(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        whatsapp.send_text("kapan?")
        options = (
            Option(id="known:1", label="Tanggal pemungutan suara"),
            Option(id="no", label="Bukan"),
        )
        answer(inbox, reply=Reply(text="Yang ini?", options=options, image=png()))
        assert [title for title, _ in whatsapp.sent[0].buttons] == ["Tanggal pemungutan…", "Bukan"]
        assert whatsapp.sent[0].image == png()
        whatsapp.press("known:1")
        assert house.last.pressed == "known:1"
        assert house.last.reply_to == whatsapp.sent[0].id

    def test_more_are_a_list(self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House) -> None:
        whatsapp.send_text("kapan?")
        options = tuple(Option(id=str(n), label=f"Tahapan pemilihan nomor {n}") for n in range(4))
        answer(inbox, reply=Reply(text="Yang mana?", options=options, image=png()))
        assert [sent.kind for sent in whatsapp.sent] == ["image", "interactive"]
        assert len(whatsapp.sent[1].buttons) == 4
        whatsapp.press("2")
        assert house.last.pressed == "2"

    def test_a_long_text_goes_before_the_buttons(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp
    ) -> None:
        whatsapp.send_text("panjang?")
        text = "Satu kalimat yang cukup panjang. " * 200
        answer(inbox, reply=Reply(text=text, options=(Option(id="a", label="Ya"),)))
        assert [sent.kind for sent in whatsapp.sent][-1] == "interactive"
        assert "".join("".join(s.text for s in whatsapp.sent).split()) == "".join(text.split())

    @pytest.mark.parametrize("kind", ["button", "interactive"])
    def test_a_press_of_any_kind_is_understood(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House, kind: str
    ) -> None:
        content = {
            "button": {"payload": "known:1", "text": "Ya"},
            "interactive": {"type": "list_reply", "list_reply": {"id": "known:1", "title": "Ya"}},
        }[kind]
        whatsapp.send_many([whatsapp.message(kind, content)])
        assert (house.last.pressed, house.last.text) == ("known:1", "Ya")


class TestTheWindow:
    def test_outside_a_template_says_it(self, whatsapp: WhatsAppServer, inbox: WhatsApp) -> None:
        template = Template(
            name="kabar_cek", language="id", parameters=("Pilkada\nditunda?", "Salah")
        )
        yesterday = datetime.now(UTC) - timedelta(hours=24)
        answer(inbox, reply=Reply(text="Salah.", template=template), last_heard_at=yesterday)
        assert whatsapp.sent[0].template == "kabar_cek"
        assert whatsapp.sent[0].text == "Pilkada ditunda?|Salah"

    def test_the_inbox_has_a_template_of_its_own(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp
    ) -> None:
        answer(inbox, reply=Reply(text="Salah.\n\nBaca: https://a.id"), last_heard_at=None)
        assert (whatsapp.sent[0].template, whatsapp.sent[0].text) == (
            "jawaban_cek",
            "Salah. Baca: https://a.id",
        )

    def test_without_any_template_nothing_is_sent(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp
    ) -> None:
        bare = WhatsApp(options={**whatsapp.options, "template": ""}, context=inbox.context)
        with pytest.raises(WindowClosed, match="24 jam"):
            answer(bare, last_heard_at=None)

    def test_a_window_that_closed_meanwhile_is_told_at_once_or_afterwards(
        self, whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
    ) -> None:
        with pytest.raises(WindowClosed, match="131047"):
            answer(inbox)
        whatsapp.late_failures = True
        receipt = answer(inbox, key="k-2")
        for _ in range(100):
            if house.statuses:
                break
            time.sleep(0.02)
        [status] = house.statuses
        assert (status.identifier, status.key) == (receipt.identifier, "k-2")
        assert status.state is State.FAILED
        assert status.window_closed


def test_what_became_of_an_answer_is_told(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    whatsapp.send_text("halo")
    receipt = answer(inbox)
    for state in ("read", "sent", "delivered", "kind_of_2031"):  # in any order
        assert whatsapp.tell(whatsapp.sent[0], state).status_code == 200
    assert {status.state for status in house.statuses} == {State.READ, State.SENT, State.DELIVERED}
    assert {(s.identifier, s.key) for s in house.statuses} == {(receipt.identifier, "k-1")}
    whatsapp.tell(whatsapp.sent[0], "failed", code=131026, details="Message undeliverable")
    failed = house.statuses[-1]
    assert "Pesan tidak bisa diantar" in failed.words
    assert "131026" in failed.words
    assert not failed.passing
    assert not failed.of_inbox
    whatsapp.tell(whatsapp.sent[0], "failed", code=131042, details="Payment issue")
    assert house.statuses[-1].of_inbox


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        (190, InboxFault, "Perbarui tokennya"),
        (368, InboxFault, "pelanggaran kebijakan"),
        (131026, Unreachable, "tidak bisa diantar"),
        (131042, InboxFault, "Pembayaran"),
        (130497, Refused, "pelanggaran kebijakan"),
        (131047, WindowClosed, "24 jam"),
        (131056, TryLater, "orang yang sama"),
        (130429, TryLater, "lebih pelan"),
        (132001, Refused, "Templatnya"),
        (131016, TryLater, "terganggu"),
        (200, InboxFault, "tidak berhak"),
        (999999, Refused, "menolak"),
    ],
)
def test_errors_are_told_in_plain_words(
    whatsapp: WhatsAppServer, inbox: WhatsApp, code: int, expected: type[Exception], words: str
) -> None:
    whatsapp.send_text("halo")
    whatsapp.fail_next(code, "Meta says so")
    with pytest.raises(expected, match=words) as caught:
        answer(inbox)
    assert "Meta says so" in str(caught.value)
    assert whatsapp.token not in str(caught.value)


def test_every_known_error_has_its_sentence_in_every_language() -> None:
    for failure in FAILURES.values():
        for language in LANGUAGES:
            assert phrase(f"messenger.{failure.phrase}", language, platform="WhatsApp", words="x")


def test_one_person_is_not_flooded(whatsapp: WhatsAppServer, inbox: WhatsApp) -> None:
    whatsapp.send_text("halo")
    whatsapp.pair_limit = 2
    answer(inbox)
    answer(inbox)
    with pytest.raises(TryLater) as caught:
        answer(inbox)
    assert caught.value.after == timedelta(minutes=1)


def test_a_dead_platform_or_line_is_tried_later(whatsapp: WhatsAppServer, inbox: WhatsApp) -> None:
    whatsapp.send_text("halo")
    whatsapp.fail_next(1, "x", after_taking=True)
    with pytest.raises(TryLater):
        answer(inbox)
    assert [sent.key for sent in whatsapp.sent] == ["k-1"]  # its status will tell
    whatsapp.fail_next(1, "x", status=503)
    with pytest.raises(TryLater):
        answer(inbox)
    whatsapp.kill()
    with pytest.raises(TryLater):
        answer(inbox)


def test_answers_that_cannot_be_are_refused(whatsapp: WhatsAppServer, inbox: WhatsApp) -> None:
    for address, reply in (("maria", Reply(text="a")), (PHONE, Reply(text=" "))):
        with pytest.raises(Refused):
            answer(inbox, address, reply)
    assert not whatsapp.sent


def test_doctor_finds_what_is_wrong(
    whatsapp: WhatsAppServer, inbox: WhatsApp, house: House
) -> None:
    assert inbox.diagnose(webhook_url=f"{house.url}/whatsapp") == []
    assert [p.field for p in inbox.diagnose(webhook_url="https://lain.example/")] == [""]
    whatsapp.quality = "RED"
    assert [p.fatal for p in inbox.diagnose()] == [False]
    whatsapp.token = "baru"
    [problem] = inbox.diagnose()
    assert (problem.field, "190" in problem.message) == ("token", True)


def test_settings_are_checked_without_the_network(context: Context) -> None:
    wrong = WhatsApp(options={"phone_number_id": "+62", "version": "25"}, context=context)
    fatal = {problem.field for problem in wrong.check() if problem.fatal}
    assert fatal == {"phone_number_id", "version", "token", "app_secret", "verify_token"}


OFFLINE = WhatsApp(
    options={"phone_number_id": "1", "app_secret": "s", "token": "t", "verify_token": "v"},
    context=sample_context(),
)
NAMES = [
    "object",
    "entry",
    "changes",
    "field",
    "value",
    "metadata",
    "phone_number_id",
    "messages",
    "statuses",
    "contacts",
    "wa_id",
    "user_id",
    "from",
    "from_user_id",
    "id",
    "timestamp",
    "type",
    "text",
    "body",
    "image",
    "interactive",
    "button_reply",
    "context",
    "forwarded",
    "edit",
    "message",
    "original_message_id",
    "errors",
    "code",
    "error_data",
    "system",
    "status",
    "sticker",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAMES),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner),
    max_leaves=8,
)


def received(body: bytes) -> Received:
    server = WhatsAppServer(app_secret="s")
    return OFFLINE.receive(body, {SIGNATURE_HEADER: server.signature(body)})


@given(st.binary() | JSON.map(lambda data: json.dumps(data).encode()))
def test_whatever_the_bytes_it_is_read_or_refused(body: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(received(body), Received)
    with pytest.raises(Forged):
        OFFLINE.receive(body, {SIGNATURE_HEADER: "sha256=0"})


@settings(max_examples=60)
@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), max_size=3),
    st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), max_size=3),
    JSON,
)
def test_strange_messages_do_not_cost_the_good_one(
    messages: list[dict[str, Any]], statuses: list[dict[str, Any]], contacts: object
) -> None:
    good = {"from": PHONE, "id": "wamid.good", "type": "text", "text": {"body": "a\x00\ud800"}}
    value = {
        "metadata": {"phone_number_id": "1"},
        "messages": [*messages, good],
        "statuses": statuses,
        "contacts": contacts,
    }
    entry = {"changes": [{"field": "messages", "value": value}]}
    call = {"object": "whatsapp_business_account", "entry": [entry]}
    found = received(json.dumps(call).encode())
    last = next(i for i in found.incoming if i.external_id == "wamid.good")
    assert last.text == "a\ufffd\ufffd"
    for incoming in found.incoming:
        incoming.text.encode()
