"""One mail a person a week: at once for many workers, never twice, nothing that they may not see."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from sasando.accounts.actions import digests as actions
from sasando.accounts.digest import carrying
from sasando.accounts.digest.carrying import next_digests
from sasando.accounts.digest.contents import contents_for
from sasando.accounts.digest.late import late, to_do
from sasando.accounts.digest.leaving import leaving_path
from sasando.accounts.digest.numbers import numbers
from sasando.accounts.digest.week import week_of
from sasando.accounts.digest.worked import worked
from sasando.accounts.models import Digest, DigestChoice, DigestCopy
from sasando.claims.models import Claim
from sasando.demo.mail import Mailbox, serving
from sasando.duties import all_duties, all_lines
from sasando.parties.models import Person
from sasando.retention.actions import retain
from tests.accounts.conftest import SetClock
from tests.accounts.goals import a_goal, shown
from tests.desk.builders import Desk
from tests.partnership.deals import a_deal

SUNDAY = datetime.fromisoformat("2024-09-08T20:00+08:00")
EARLY = datetime.fromisoformat("2024-09-09T06:59+08:00")
MONDAY = datetime.fromisoformat("2024-09-09T07:00+08:00")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
_State = DigestCopy.State


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server on loopback, which the house sends by."""
    with serving(Mailbox()) as served:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = served.host, served.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield served


@pytest.fixture(autouse=True)
def monday(clock: SetClock, desk: Desk) -> None:
    clock(MONDAY)


def work(at: datetime = MONDAY) -> int:
    """Do all that workers have to do; return how many pieces."""
    pieces = 0
    while found := next_digests(at):
        for one in found:
            one()
        pieces += len(found)
        assert pieces < 200, "a worker goes round in circles"
    return pieces


def recipients(mailbox: Mailbox) -> list[str]:
    return sorted(name for letter in mailbox.letters for name in letter.recipients)


ANSWERING = [
    f"{name}@example.org" for name in ("business", "chief", "editor", "head", "officer", "second")
]
"""Who answers for the partnership, on both sides."""


def test_who_answers_for_the_partnership_gets_it_on_monday_morning(
    desk: Desk, mailbox: Mailbox
) -> None:
    assert actions.open_digest(at=EARLY) is None, "last week's own Monday is long over"
    assert actions.open_digest(at=MONDAY) is not None
    assert work() == len(ANSWERING)
    assert recipients(mailbox) == ANSWERING
    assert set(DigestCopy.objects.values_list("state", flat=True)) == {"sent"}


def test_it_is_sent_once_a_week_however_often_it_is_looked(desk: Desk, mailbox: Mailbox) -> None:
    for hours in (0, 1, 26, 60):
        actions.open_digest(at=MONDAY + timedelta(hours=hours))
        work(MONDAY + timedelta(hours=hours))
    assert recipients(mailbox) == ANSWERING
    actions.open_digest(at=MONDAY + WEEK)
    work(MONDAY + WEEK)
    assert recipients(mailbox) == sorted(ANSWERING * 2)
    assert Digest.objects.count() == 2


def test_a_week_that_was_missed_is_not_sent_later_and_none_piles_up(
    desk: Desk, mailbox: Mailbox
) -> None:
    assert actions.open_digest(at=MONDAY + 4 * DAY) is None, "it is news no more"
    actions.open_digest(at=MONDAY)
    actions.open_digest(at=MONDAY + WEEK)  # nobody carried the first
    work(MONDAY + WEEK)
    assert recipients(mailbox) == ANSWERING
    assert DigestCopy.objects.filter(state=_State.DROPPED).count() == len(ANSWERING)


def test_a_worker_that_is_killed_sends_no_second_mail(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.open_digest(at=MONDAY)

    class Killed(BaseException):
        pass

    def die(**_: Any) -> None:
        raise Killed

    with monkeypatch.context() as killed:
        killed.setattr(actions, "settle", die)  # the server took it, and nobody wrote that down
        with pytest.raises(Killed):
            next_digests(MONDAY)[0]()
    later = MONDAY + actions.LEASE + timedelta(minutes=1)
    work(later)
    assert recipients(mailbox) == ANSWERING, "each once"
    assert DigestCopy.objects.filter(state=_State.DOUBTED).count() == 1
    assert DigestCopy.objects.filter(state=_State.SENT).count() == len(ANSWERING) - 1


def test_a_worker_that_is_killed_before_the_wire_loses_nothing(
    desk: Desk, mailbox: Mailbox
) -> None:
    actions.open_digest(at=MONDAY)
    assert next_digests(MONDAY), "taken, and never carried"
    assert work(MONDAY) == len(ANSWERING) - carrying.AT_ONCE
    work(MONDAY + actions.LEASE + timedelta(minutes=1))
    assert recipients(mailbox) == ANSWERING


def test_a_connection_that_breaks_at_the_end_is_in_doubt_and_a_no_is_tried_again(
    desk: Desk, mailbox: Mailbox
) -> None:
    actions.open_digest(at=MONDAY)
    mailbox.troubles.append("451 4.3.0 try again later")
    work()
    assert DigestCopy.objects.filter(state=_State.WAITING, left_at=None).count() == 1
    work(MONDAY + timedelta(hours=1))
    assert recipients(mailbox) == ANSWERING
    assert not DigestCopy.objects.exclude(state=_State.SENT).exists()


def test_no_such_mailbox_is_refused_without_its_address_in_the_words(
    desk: Desk, mailbox: Mailbox
) -> None:
    mailbox.refuses["head@example.org"] = "550 5.1.1 no head@example.org here"
    actions.open_digest(at=MONDAY)
    work()
    refused = DigestCopy.objects.get(person=desk.head)
    assert refused.state == _State.REFUSED
    assert "head@example.org" not in refused.words
    assert len(mailbox.letters) == len(ANSWERING) - 1


def test_a_mail_server_that_is_down_is_asked_again(desk: Desk, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    actions.open_digest(at=MONDAY)
    work()
    waiting = DigestCopy.objects.filter(state=_State.WAITING, left_at=None)
    assert waiting.count() == len(ANSWERING)
    assert all(copy.words and copy.due_at > MONDAY for copy in waiting)


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_open_and_send_it_once(desk: Desk, mailbox: Mailbox) -> None:
    def one_worker() -> None:
        try:
            actions.open_digest(at=MONDAY)
            work()
        finally:
            connection.close()

    if connection.vendor == "sqlite":
        one_worker()  # the test's database is in this thread's memory
        one_worker()
    else:
        threads = [Thread(target=one_worker) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert recipients(mailbox) == ANSWERING


def test_everybody_chooses_and_the_link_of_the_mail_ends_it(desk: Desk, mailbox: Mailbox) -> None:
    actions.choose_digest(person=desk.reporter, wanted=True, at=SUNDAY)
    actions.open_digest(at=MONDAY)
    work()
    assert "reporter@example.org" in recipients(mailbox)
    [letter] = [one for one in mailbox.letters if "editor@example.org" in one.recipients]
    link = str(letter.message["List-Unsubscribe"]).strip(" <>")
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link.removeprefix(house_settings.SITE_URL)
    assert path == leaving_path(desk.editor)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert actions.wants_it(desk.editor), "who only looks ends nothing"
    ended = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert ended.status_code == 200
    assert not actions.wants_it(desk.editor)
    actions.open_digest(at=MONDAY + WEEK)
    work(MONDAY + WEEK)
    assert recipients(mailbox).count("editor@example.org") == 1


def test_a_link_that_was_tampered_with_ends_nothing(desk: Desk) -> None:
    path = leaving_path(desk.editor)
    other = path.replace(f"/{desk.editor.pk}:", f"/{desk.officer.pk}:")
    assert other != path
    assert Client().post(other).status_code == 404
    assert actions.wants_it(desk.officer)


def test_who_leaves_while_it_is_on_its_way_gets_none(desk: Desk, mailbox: Mailbox) -> None:
    actions.open_digest(at=MONDAY)
    actions.choose_digest(person=desk.head, wanted=False, at=MONDAY)
    Person.objects.filter(pk=desk.second.pk).update(is_active=False)
    work()
    assert {"head@example.org", "second@example.org"}.isdisjoint(recipients(mailbox))


def test_it_says_five_numbers_with_the_week_before_in_the_persons_language(
    desk: Desk, mailbox: Mailbox
) -> None:
    version = desk.published("news", at=MONDAY - 3 * DAY)
    shown(version.path, 70, (MONDAY - 2 * DAY).date())
    shown(version.path, 30, (MONDAY - 8 * DAY).date())
    actions.open_digest(at=MONDAY)
    work()
    [letter] = [one for one in mailbox.letters if "editor@example.org" in one.recipients]
    parts = {
        part.get_content_type(): part.get_content()
        for part in letter.message.walk()
        if not part.is_multipart()
    }
    assert set(parts) == {"text/plain", "text/html"}
    for text in parts.values():
        assert "Pages shown on the own site: 70" in text
        assert "(the week before: 30)" in text
        assert version.headline in text
        assert "70 times" in text
    assert "2 September" in letter.message["Subject"]
    assert "<html" in parts["text/html"] and "<script" not in parts["text/html"]


def told(person: Person, at: datetime = MONDAY) -> Any:
    with translation.override("en"):
        return contents_for(person, week_of(at), at=at)


def test_the_commission_is_told_nothing_of_claims_about_itself(desk: Desk) -> None:
    for about in (True, False):
        Claim.objects.create(
            wording="KPU curang" if about else "TPS pindah",
            about_commission=about,
            first_seen=MONDAY - 2 * DAY,
            last_seen=MONDAY,
        )
    waits = [task.words for task in told(desk.editor).late]
    assert "2 rumours have waited more than a day for an answer" in waits
    waits = [task.words for task in told(desk.officer).late]
    assert "1 rumour has waited more than a day for an answer" in waits


def test_what_is_late_and_what_waits_is_told_to_whom_it_concerns(desk: Desk) -> None:
    deal = a_deal(desk).in_force()
    deal.terms.deliverables.update(deadline=(MONDAY - DAY).date())
    desk.proposed("release", at=MONDAY - DAY)
    for person in (desk.officer, desk.business):
        assert any("behind or missed" in task.words for task in told(person).late)
    assert not any("behind or missed" in task.words for task in told(desk.flores).late)
    assert any("waits for your approval" in task.words for task in told(desk.second).to_do)
    assert not any("waits for your approval" in task.words for task in told(desk.business).to_do)


def test_goals_stand_in_it_with_their_progress(desk: Desk) -> None:
    version = desk.published("news", at=MONDAY - 3 * DAY)
    shown(version.path, 30, (MONDAY - 2 * DAY).date())
    a_goal(desk, at=MONDAY)
    [goal] = told(desk.officer).goals
    assert goal.version.title == "Halaman pemilu dibaca"
    assert told(desk.flores).goals == []


def test_its_queries_do_not_grow_with_what_it_counts(
    desk: Desk, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    told(desk.officer)
    with django_assert_max_num_queries(30) as first:
        told(desk.officer)
    for number in range(6):
        version = desk.published("news", at=MONDAY - timedelta(hours=30 + number))
        shown(version.path, 10, (MONDAY - DAY).date())
        Claim.objects.create(wording=f"{number}", first_seen=MONDAY - 2 * DAY, last_seen=MONDAY)
    with django_assert_max_num_queries(len(first.captured_queries) + 1):
        told(desk.officer)


def test_each_part_has_its_budget(
    desk: Desk, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    desk.published("news", at=MONDAY - 3 * DAY)
    week = week_of(MONDAY)
    told(desk.officer)
    with django_assert_max_num_queries(5):  # one a number
        numbers(desk.officer, week)
    with django_assert_max_num_queries(2):
        worked(week)
    with django_assert_max_num_queries(9):
        late(desk.officer, MONDAY)
    with django_assert_max_num_queries(8):
        to_do(desk.officer, MONDAY)


def test_the_desk_shows_the_same_and_the_profile_has_the_choice(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.business)
    page = client.get("/desk/ringkasan/").content.decode()
    assert "Five numbers" in page and "You get this by e-mail on Monday mornings." in page
    account = client.get("/desk/account/").content.decode()
    assert 'name="digest-wanted"' in account
    outsider = Client()
    outsider.force_login(desk.flores)
    assert 'name="digest-wanted"' not in outsider.get("/desk/account/").content.decode()
    assert outsider.get("/desk/ringkasan/").status_code in (302, 403)


def test_the_worker_opens_and_carries_it(desk: Desk, mailbox: Mailbox) -> None:
    assert "digests" in {line.name for line in all_lines(1)}
    for duty in all_duties():
        inner = getattr(duty, "duty", None)
        if inner is not None and "open_digest" in getattr(inner, "__code__", inner).co_names:
            inner(MONDAY)
    work()
    assert recipients(mailbox) == ANSWERING


def test_copies_are_forgotten_in_time_and_choices_stay(desk: Desk, mailbox: Mailbox) -> None:
    actions.choose_digest(person=desk.reporter, wanted=True, at=SUNDAY)
    actions.open_digest(at=MONDAY)
    work()
    assert retain(at=MONDAY + 89 * DAY, only="accounts.digest-copies") == {
        "accounts.digest-copies": 0
    }
    gone = retain(at=MONDAY + 91 * DAY, only="accounts.digest-copies")
    assert gone == {"accounts.digest-copies": len(ANSWERING) + 1}
    assert DigestChoice.objects.exists() and Digest.objects.exists()
    assert not outbox.outbox
    assert timezone.now() == MONDAY
