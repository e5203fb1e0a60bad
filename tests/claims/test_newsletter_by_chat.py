"""LANGGAN and BERHENTI to the bot: a newsletter as approved templates, within the platform's limits."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from sasando.channels.models import Copy, Issue, Newsletter, Subscriber
from sasando.channels.newsletter import actions, contents
from sasando.channels.newsletter.carrying import next_copies, next_issues
from sasando.claims.models import Inbox
from tests.claims.conftest import Chat, Phone, work
from tests.claims.test_privacy import PHONE, named, told_in  # noqa: F401 - a fixture
from tests.desk.builders import Desk

NAME = {"template": "buletin", "template_language_en": "en"}


@pytest.fixture(autouse=True)
def reading() -> Iterator[None]:
    contents._window.cache_clear()
    yield
    contents._window.cache_clear()


@pytest.fixture
def newsletter(desk: Desk, whatsapp: Phone) -> Newsletter:
    whatsapp.templates |= {("buletin", "id"): 3, ("buletin", "en"): 3}
    return Newsletter.objects.create(
        code="kabar",
        name="Kabar Pemilihan",
        organisation=desk.kpu,
        options={"inbox": "whatsapp", "tier": "250", **NAME},
    )


def post(at: datetime | None = None) -> int:
    """Do all that workers have to do for newsletters; return how many pieces."""
    moment, pieces = at or timezone.now(), 0
    while found := [*next_issues(moment), *next_copies(moment)]:
        for one in found:
            one()
        pieces += len(found)
        assert pieces < 2000
    return pieces


def alerts(whatsapp: Phone, phone: str = PHONE) -> list[str]:
    return [one.text for one in whatsapp.sent if one.template == "buletin" and one.to == phone]


def notice(desk: Desk, title: str = "TPS 3 pindah") -> str:
    return desk.published("notice", at=timezone.now(), title=title).code


def test_one_word_begins_it_and_one_word_ends_it(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("LANGGAN", phone=PHONE)
    work()
    assert "BERHENTI" in whatsapp.sent[-1].text and "Kabar Pemilihan" in whatsapp.sent[-1].text
    reader = Subscriber.objects.get()
    assert (reader.rhythm, reader.at_once, reader.medium) == ("weekly", True, "chat")
    code = notice(desk)
    post()
    [text] = alerts(whatsapp)
    headline, key_message, address = text.split("|")
    assert headline == "TPS 3 pindah" and key_message and address.endswith(f"/v/{code}")
    whatsapp.send_text("berhenti", phone=PHONE)
    work()
    assert not Subscriber.objects.exists()
    notice(desk, "TPS 4 pindah")
    post()
    assert len(alerts(whatsapp)) == 1


@pytest.mark.parametrize(
    ("words", "rhythm", "at_once"),
    [
        ("langgan segera", "", True),
        ("Langganan mingguan!", "weekly", False),
        ("SUBSCRIBE WEEKLY", "weekly", False),
        ("subscribe now", "", True),
    ],
)
def test_a_second_word_says_how_often(
    newsletter: Newsletter, whatsapp: Phone, words: str, rhythm: str, at_once: bool
) -> None:
    whatsapp.send_text(words, phone=PHONE)
    reader = Subscriber.objects.get()
    assert (reader.rhythm, reader.at_once) == (rhythm, at_once)
    whatsapp.send_text("langgan", phone=PHONE)
    assert Subscriber.objects.get().pk == reader.pk
    assert Subscriber.objects.get().rhythm == "weekly"


@pytest.mark.parametrize("words", ["hapus", "stop"])
def test_who_is_forgotten_or_stops_gets_none(
    newsletter: Newsletter, whatsapp: Phone, words: str
) -> None:
    whatsapp.send_text("langgan", phone=PHONE)
    whatsapp.send_text(words, phone=PHONE)
    assert not Subscriber.objects.exists()


def test_without_a_newsletter_the_word_means_what_it_did(whatsapp: Phone) -> None:
    whatsapp.send_text("berhenti", phone=PHONE)
    whatsapp.send_text("subscribe", phone=PHONE)
    work()
    assert "mengabari" in whatsapp.sent[-1].text
    assert not Subscriber.objects.exists()


def test_a_group_is_not_subscribed(newsletter: Newsletter, whatsapp: Phone) -> None:
    whatsapp.send_text(f"langgan @{whatsapp.number}", phone=PHONE, group="grup-1")
    assert not Subscriber.objects.exists()


def test_the_weekly_digest_is_one_template(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan mingguan", phone=PHONE)
    desk.published("release", at=timezone.now(), title="Satu")
    desk.published("release", at=timezone.now(), title="Dua")
    later = timezone.now() + timedelta(days=8)
    actions.open_issues(at=later)
    post(later)
    [text] = alerts(whatsapp)
    assert text.startswith("Kabar Pemilihan: pekan sampai") and "Satu" in text and "Dua" in text


def test_what_the_platform_tells_afterwards_is_counted_once(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan segera", phone=PHONE)
    notice(desk)
    post()
    sent = whatsapp.sent[-1]
    for state in ("delivered", "read", "read", "delivered", "sent"):
        whatsapp.tell(sent, state)
    issue = Issue.objects.get()
    assert (issue.sent, issue.delivered, issue.read) == (1, 1, 1)


def test_who_stopped_marketing_messages_is_ended(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan segera", phone=PHONE)
    whatsapp.fail_next(131050, "User has stopped marketing messages")
    notice(desk)
    post()
    assert not Subscriber.objects.exists()
    issue = Issue.objects.get()
    assert (issue.sent, issue.refused, issue.unsubscribed) == (0, 1, 1)


def test_who_stopped_them_is_told_by_a_status_too(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan segera", phone=PHONE)
    notice(desk)
    post()
    whatsapp.tell(whatsapp.sent[-1], "failed", code=131050, details="stopped")
    assert not Subscriber.objects.exists()
    issue = Issue.objects.get()
    assert (issue.sent, issue.refused, issue.unsubscribed) == (0, 1, 1)


def test_who_stopped_them_in_whatsapp_itself_is_ended(
    newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan", phone=PHONE)
    told = {
        "wa_id": PHONE, "detail": "User requested to stop marketing messages",
        "category": "marketing_messages", "value": "stop", "timestamp": int(time.time()),
    }  # fmt: skip
    contacts = [{"wa_id": PHONE}]
    value = {"contacts": contacts, "user_preferences": [told | {"value": "resume"}]}
    whatsapp.post(value, field="user_preferences")
    assert Subscriber.objects.exists()
    value["user_preferences"] = [told]
    whatsapp.post(value, field="user_preferences")
    assert not Subscriber.objects.exists()


def test_a_withheld_message_is_refused_and_the_reader_stays(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan segera", phone=PHONE)
    whatsapp.fail_next(131049, "healthy ecosystem engagement")
    notice(desk)
    post()
    assert Subscriber.objects.exists()
    assert Copy.objects.get().state == "refused"
    assert post(timezone.now() + timedelta(days=2)) == 0, "it is not tried again"


def test_a_pair_limit_holds_one_and_throughput_holds_all(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    for number in range(3):
        whatsapp.send_text("langgan segera", phone=f"62811000000{number}")
    whatsapp.fail_next(131056, "pair rate limit")
    notice(desk)
    post()
    assert Copy.objects.filter(state="sent").count() == 2
    assert Copy.objects.get(state="waiting").due_at > timezone.now() + timedelta(seconds=50)
    post(timezone.now() + timedelta(minutes=2))
    assert Copy.objects.filter(state="sent").count() == 3
    whatsapp.fail_next(80007, "slow down")
    notice(desk, "Lain")
    for _ in range(2):
        for one in [*next_issues(timezone.now()), *next_copies(timezone.now())][:2]:
            one()
    waiting = Copy.objects.filter(state="waiting", lease="")
    assert waiting.filter(due_at__gt=timezone.now()).count() == waiting.count() >= 1


def test_no_more_people_in_a_day_than_the_platform_allows(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sasando.channels.newsletter import carrying
    from sasando.plugins import Budget

    def three(tier: str) -> Budget:
        assert tier == "250"
        return Budget(name="people", limit=3, label="people in 24 hours")

    monkeypatch.setattr(carrying, "people_budget", three)
    for number in range(5):
        whatsapp.send_text("langgan segera", phone=f"62811000000{number}")
    notice(desk)
    post()
    assert Issue.objects.get().sent == 3
    assert Copy.objects.filter(state="waiting").count() == 2
    assert "people in 24 hours" in Copy.objects.filter(state="waiting").exclude(words="")[0].words
    post(timezone.now() + timedelta(hours=12))
    assert Issue.objects.get().sent == 3
    Copy.objects.filter(state="sent").update(left_at=timezone.now() - timedelta(hours=25))
    post(timezone.now() + timedelta(hours=25))
    assert Issue.objects.get().sent == 5


def test_a_message_whose_worker_died_waits_for_the_platform_to_tell(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    whatsapp.send_text("langgan segera", phone=PHONE)
    notice(desk)
    for one in next_issues(timezone.now()):
        one()
    [copy] = actions.claim(at=timezone.now(), limit=1)
    from sasando.channels.newsletter.carrying import _send
    from sasando.channels.newsletter.contents import letter_of

    _send(copy, letter_of(copy.issue, copy.subscriber, since=copy.since), PHONE)
    later = timezone.now() + actions.LEASE
    assert next_copies(later) == []
    whatsapp.tell(whatsapp.sent[-1], "sent")
    assert post(later + timedelta(minutes=1)) == 0
    assert len(alerts(whatsapp)) == 1 and Issue.objects.get().sent == 1


def test_without_a_template_everything_waits_and_the_desk_reads_why(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    Newsletter.objects.update(options={"inbox": "whatsapp"})
    whatsapp.send_text("langgan segera", phone=PHONE)
    notice(desk)
    post()
    assert Newsletter.objects.get().words and Copy.objects.get().state == "waiting"


@pytest.mark.usefixtures("named")
def test_nothing_in_the_database_tells_who_reads(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.claims.test_privacy import tells

    whatsapp.send_text("langgan", phone=PHONE)
    notice(desk)
    post()
    assert told_in(whatsapp.sent[-1].id)
    whatsapp.tell(whatsapp.sent[-1], "failed", code=131026, details=f"to +{PHONE}")
    assert not Subscriber.objects.exists()
    assert list(tells()) == []
    assert not told_in(caplog.text)


def test_telegram_gets_the_same_in_words(desk: Desk, telegram: Chat) -> None:
    Newsletter.objects.create(
        code="kabar", name="Kabar", organisation=desk.kpu, options={"inbox": "telegram"}
    )
    assert Inbox.objects.get().code == "telegram"
    telegram.send_text("langgan segera", user=77)
    notice(desk)
    post()
    assert "TPS 3 pindah" in telegram.to(77)[-1].text
    assert "BERHENTI" in telegram.to(77)[-1].text


def test_a_token_that_ended_refuses_the_copy_and_keeps_no_other_waiting(
    desk: Desk, newsletter: Newsletter, whatsapp: Phone
) -> None:
    for number in range(2):
        whatsapp.send_text("langgan segera", phone=f"62811000000{number}")
    whatsapp.fail_next(190, "The token has expired")
    notice(desk)
    post()
    assert Copy.objects.filter(state="sent").count() == 1
    assert "190" in Copy.objects.get(state="refused").words
