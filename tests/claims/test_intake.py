"""What comes in: once, whatever the platform repeats; little of the person; floods counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sasando.channels.privacy import unseal
from sasando.claims import actions
from sasando.claims.actions import askers
from sasando.claims.actions.answering import LEASE
from sasando.claims.exceptions import TipRefused, TooMany
from sasando.claims.models import Asker, Claim, Inbox, Reply, Tip, TipCount, TipPart
from sasando.plugins.messenger import Incoming
from sasando.retention.actions import retain
from tests.claims.conftest import Chat, work
from tests.desk.builders import NOW, Desk
from tests.messengers.pictures import png

RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos"
GROUP = -1001234567890


def incoming(number: int = 1, text: str = RUMOUR, **values) -> Incoming:
    fields = {"external_id": f"7/{number}", "address": "7", "sender": "7", "sent_at": NOW}
    return Incoming(**(fields | {"text": text} | values))


def test_the_same_call_twice_is_one_tip(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    assert telegram.repost().status_code == 200
    assert Tip.objects.count() == TipPart.objects.count() == 1


def test_a_forged_call_is_refused(telegram: Chat) -> None:
    telegram.secret = "lain"
    assert telegram.send_text(RUMOUR).status_code == 403
    assert not Tip.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{}", 400), (b"\xff\x00", 400), (b"x" * 1_000_001, 400), (b"x" * 3_000_001, 413)],
)
def test_a_call_that_cannot_be_read_is_refused(telegram: Chat, body: bytes, status: int) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.secret}
    assert telegram.call_back(body, headers).status_code == status
    assert not Tip.objects.exists()


def test_an_unknown_or_sleeping_inbox_is_not_there(telegram: Chat) -> None:
    Inbox.objects.update(active=False)
    assert telegram.send_text(RUMOUR).status_code == 404
    assert Client().post("/masuk/lain/").status_code == 404
    assert Client().put("/masuk/telegram/").status_code == 405


def test_messages_that_follow_each_other_are_one_tip(inbox: Inbox, telegram: Chat) -> None:
    for number in range(3):
        at = NOW + timedelta(seconds=0.3 * number)
        actions.receive(inbox=inbox, incoming=incoming(number, f"bagian {number}"), at=at)
    later = NOW + timedelta(seconds=30)
    actions.receive(inbox=inbox, incoming=incoming(9, "yang lain"), at=later)
    first, second = Tip.objects.order_by("pk")
    assert first.text == "bagian 0\nbagian 1\nbagian 2"
    assert second.text == "yang lain"


def test_an_album_is_one_tip(telegram: Chat) -> None:
    for _ in range(3):
        telegram.send_photo(png(), user=7, album="album-1")
    assert Tip.objects.get().pictures.count() == 3


def test_who_asked_is_a_keyed_hash_and_a_sealed_address(inbox: Inbox) -> None:
    actions.receive(inbox=inbox, incoming=incoming(address="628123456789"), at=NOW)
    asker = Asker.objects.get()
    row = " ".join(str(value) for value in vars(asker).values())
    assert "628123456789" not in row
    assert unseal(asker.locked_address) == "628123456789"
    assert (asker.last_at, asker.expires_at) == (NOW, None)


def test_an_asker_is_forgotten_in_time(inbox: Inbox, telegram: Chat) -> None:
    actions.receive(inbox=inbox, incoming=incoming(), at=NOW)
    assert retain(at=NOW + timedelta(days=29), only="claims")["claims.askers"] == 0
    assert retain(at=NOW + timedelta(days=31), only="claims")["claims.askers"] == 1
    tip = Tip.objects.get()
    assert (tip.asker, tip.external_id, tip.text) == (None, "", "")
    assert not TipPart.objects.exists()


@pytest.mark.parametrize("word", ["hapus", "/hapus", "Lupakan!", "forget"])
def test_one_word_forgets(telegram: Chat, word: str) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    telegram.send_text(word, user=7)
    work()
    assert Tip.objects.get().text == ""
    assert retain(at=timezone.now() + timedelta(seconds=5))["claims.askers"] == 1
    assert not Asker.objects.exists()
    assert not Reply.objects.exclude(code="").exists()
    assert Claim.objects.get().tip_count == 1
    assert "sudah dihapus" in telegram.sent[-1].text or "deleted" in telegram.sent[-1].text


@pytest.mark.parametrize("word", ["HAPUS", "/hapus"])
def test_one_word_forgets_also_as_an_answer_to_what_was_sent(telegram: Chat, word: str) -> None:
    rumour = telegram.message(text=RUMOUR, user=7)
    telegram.post({"message": rumour})
    work()
    telegram.send_text(word, user=7, reply_to=rumour)
    work()
    assert Tip.objects.get().text == ""
    assert "sudah dihapus" in telegram.sent[-1].text or "deleted" in telegram.sent[-1].text


def test_a_command_in_what_is_answered_is_nobodys_order(telegram: Chat) -> None:
    quoted = telegram.message(text="HAPUS", user=8, group=GROUP)
    telegram.send_text(f"@{telegram.username}", user=7, group=GROUP, reply_to=quoted)
    assert Tip.objects.get().text == "HAPUS"
    assert not Reply.objects.exists()


def test_one_word_unsubscribes_and_another_takes_it_back(telegram: Chat) -> None:
    telegram.send_text("BERHENTI", user=7)
    work()
    assert "tidak akan mengirim kabar" in telegram.sent[-1].text
    assert not Asker.objects.reachable().exists()
    telegram.send_text(RUMOUR, user=7)
    work()
    assert "MULAI" in telegram.sent[-1].text
    telegram.send_text("mulai", user=7)
    work()
    assert Asker.objects.reachable().exists()


def test_start_explains_what_this_is(telegram: Chat) -> None:
    telegram.send_text("/start", user=7)
    work()
    assert "Teruskan ke sini" in telegram.sent[-1].text
    assert "30 hari" in telegram.sent[-1].text
    assert not Tip.objects.exists()


def test_who_blocked_the_bot_is_not_written_to(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    telegram.block(7)
    work()
    assert not telegram.sent
    assert Asker.objects.get().gone_at
    assert not Reply.objects.filter(state=Reply.State.WAITING).exists()


def test_a_group_is_answered_only_when_it_asks_or_the_answer_is_certain(
    desk: Desk, telegram: Chat
) -> None:
    desk.published("release", title="KPU menetapkan 275.085 pemilih di Kota Kupang")
    work()
    telegram.send_text("besok kita arisan di rumah ibu ketua ya", user=7, group=GROUP)
    work()
    assert not telegram.sent
    chatter = Tip.objects.get()
    assert (chatter.state, chatter.text, chatter.claim) == (Tip.State.QUIET, "", None)
    telegram.send_text("KPU menetapkan 275.085 pemilih di Kota Kupang", user=7, group=GROUP)
    work()
    assert "Informasi resmi" in telegram.sent[-1].text
    assert telegram.sent[-1].chat == GROUP
    rumour = telegram.message(text=RUMOUR, user=8, group=GROUP)
    telegram.send_text(f"/cek@{telegram.username}", user=7, group=GROUP, reply_to=rumour)
    work()
    assert "Belum ada jawaban" in telegram.sent[-1].text
    assert Claim.objects.get().wording.startswith("Awas!")


def test_a_flood_is_noted_but_not_answered(inbox: Inbox, telegram: Chat) -> None:
    telegram.known.add(7)
    began = timezone.now() - timedelta(minutes=3)
    for number in range(40):
        at = began + timedelta(seconds=4 * number)
        actions.receive(inbox=inbox, incoming=incoming(number), at=at)
    work()
    assert Tip.objects.count() == 40
    assert Claim.objects.get().sightings.get().count == 40
    answered = [m for m in telegram.sent if "Belum ada jawaban" in m.text]
    assert 30 <= len(answered) < 40
    assert any("banyak sekali" in m.text for m in telegram.sent)


def test_a_flood_past_every_limit_is_only_counted(inbox: Inbox) -> None:
    for number in range(200):
        actions.receive(inbox=inbox, incoming=incoming(number), at=NOW)
    assert TipPart.objects.count() == 200
    assert Tip.objects.count() < 160
    assert TipCount.objects.get(outcome="quiet").count > 40
    later = NOW + timedelta(hours=1)
    assert actions.receive(inbox=inbox, incoming=incoming(999), at=later) is not None


def test_text_that_no_database_takes_is_made_takeable(inbox: Inbox) -> None:
    text = "a\x00b\ud800c" + "‮" + "x" * 1_000_000
    tip = actions.receive(inbox=inbox, incoming=incoming(text=text), at=NOW)
    assert tip is not None
    tip.refresh_from_db()
    assert tip.text.startswith("ab?c")
    assert 19_000 < len(tip.text) <= 20_000


def test_a_picture_is_fetched_by_the_worker_and_kept(telegram: Chat) -> None:
    telegram.send_photo(png(), user=7)
    assert not Tip.objects.get().pictures.get().sha256
    work()
    picture = Tip.objects.get().pictures.get()
    assert picture.state == "read"
    assert picture.file.size > 0


def test_what_is_no_picture_is_said_so(telegram: Chat) -> None:
    telegram.send_photo(b"GIF89a and nothing else", user=7)
    work()
    assert "tidak bisa kami buka" in telegram.sent[-1].text


def test_a_visitor_of_the_site_asks_and_reads_the_answer_there(desk: Desk) -> None:
    asked = {"pictures": [], "language": "id", "sender": "203.0.113.7"}
    tip = actions.receive_on_site(text=RUMOUR, at=timezone.now(), **asked)
    work()
    tip.refresh_from_db()
    assert tip.state == Tip.State.UNKNOWN
    assert not Reply.objects.exists()
    with pytest.raises(TipRefused):
        actions.receive_on_site(text=" ", at=NOW, **asked)
    with pytest.raises(TooMany):
        for _ in range(40):
            actions.receive_on_site(text=RUMOUR, at=NOW, **asked)
    assert askers.BURST == 30


def test_what_a_request_answers_itself_no_worker_takes_unless_it_dies(desk: Desk) -> None:
    tip = actions.receive_on_site(
        text=RUMOUR, pictures=[], language="id", sender="203.0.113.7", at=NOW, hold=True
    )
    assert actions.claim_tip(at=NOW) is None
    assert actions.claim_tip(at=NOW + LEASE) == tip


def test_an_edit_rewords_what_waits_and_leaves_what_is_answered(
    inbox: Inbox, telegram: Chat
) -> None:
    message = telegram.message(text="TPS Oesapa pindh a.id/1", user=7)
    telegram.post({"message": message})
    telegram.edit_text(message, f"{RUMOUR} a.id/2")
    tip = Tip.objects.get()
    assert (tip.text, tip.links) == (f"{RUMOUR} a.id/2", ["https://a.id/2"])
    Tip.objects.update(links=[])
    work()
    sent = len(telegram.sent)
    for wording in ("lain sekali", "lain lagi"):
        telegram.edit_text(message, wording)
    work()
    assert Tip.objects.get().text == f"{RUMOUR} a.id/2"
    assert len(telegram.sent) == sent


def test_an_edit_of_one_of_several_messages_loses_no_other(inbox: Inbox) -> None:
    for number in range(2):
        actions.receive(inbox=inbox, incoming=incoming(number, f"bagian {number}"), at=NOW)
    actions.receive(inbox=inbox, incoming=incoming(1, "bagian satu", edited=True), at=NOW)
    assert Tip.objects.get().text == "bagian 0\nbagian 1\nbagian satu"
