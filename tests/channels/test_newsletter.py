"""A newsletter over real SMTP: asked for, confirmed, read, and ended by one click."""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml import html

from sasando.channels.models import Copy, Issue, Newsletter, SignUp, Subscriber
from sasando.channels.newsletter import actions, contents
from sasando.channels.newsletter.carrying import next_copies
from sasando.channels.newsletter.tags import Purpose, tag_of
from sasando.channels.privacy import make_asker_key
from sasando.demo.mail import Mailbox
from sasando.desk import actions as desk_actions
from sasando.plugins import MeasureKind
from sasando.retention.actions import retain
from tests.channels.readers import (
    READER,
    Morning,
    headers_of,
    link_in,
    make_newsletter,
    press,
    sign_up,
    subscribed,
    work,
)
from tests.desk.builders import Desk
from tests.site.test_pages import Balance


@pytest.fixture(autouse=True)
def reading(house: Path) -> Iterator[None]:
    make_asker_key()
    contents._window.cache_clear()
    yield
    contents._window.cache_clear()


@pytest.fixture
def newsletter(desk: Desk, mailbox: Mailbox) -> Newsletter:
    return make_newsletter(desk, mailbox)


@pytest.fixture
def morning() -> Morning:
    """The last six o'clock of Kupang, which is 22.00 UTC of the day before."""
    now = timezone.now().astimezone(UTC)
    six = now.replace(hour=22, minute=0, second=0, microsecond=0)
    return Morning(six if six <= now else six - timedelta(days=1))


def texts(mailbox: Mailbox) -> list[str]:
    return [str(letter.message.get_body(("plain",)).get_content()) for letter in mailbox.letters]


# --- Subscribing ----------------------------------------------------------------------------------


def test_the_whole_way_from_the_form_to_one_click(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox)
    version = desk.published("release", at=timezone.now(), title="Daftar pemilih tetap diumumkan")
    morning.next(2)
    letter = mailbox.letters[-1]
    assert len(mailbox.letters) == 2
    body = texts(mailbox)[-1]
    assert version.headline in body
    assert version.content.key_message in body
    assert f"/v/{version.code}" in body and version.href in body

    found = headers_of(letter.content)
    [ways] = found["list-unsubscribe"]
    https, mailto = re.fullmatch(r"<(https?://[^<>,\s]+)>, <(mailto:[^<>,\s]+)>", ways).groups()
    assert found["list-unsubscribe-post"] == ["List-Unsubscribe=One-Click"]
    assert re.fullmatch(r"Kabar Pemilihan <kabar\.[\w.]+>", found["list-id"][0])
    assert found["feedback-id"][0].startswith(f"{Issue.objects.get().pk}:daily:kabar:")
    assert found["precedence"] == ["list"] and found["auto-submitted"] == ["auto-generated"]
    assert re.match(r"mailto:pantul\+u[a-z2-7]{16}-\w+-[0-9a-f]{20}@kpu\.example", mailto)
    assert re.fullmatch(r"pantul\+b[a-z2-7]{16}-\w+-[0-9a-f]{20}@kpu\.example", letter.sender)
    assert len(letter.sender.partition("@")[0]) <= 64

    program = Client(enforce_csrf_checks=True)  # has no cookie and sends no token
    done = program.post(urlsplit(https).path, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and "Set-Cookie" not in done.headers
    assert not Subscriber.objects.exists()
    desk.published("release", at=timezone.now())
    morning.next(2)
    assert len(mailbox.letters) == 2
    assert Issue.objects.get().unsubscribed == 1
    [measure] = Issue.objects.get().measures
    assert (measure.kind, measure.value) == (MeasureKind.RECIPIENTS, 1)


def test_looking_at_a_link_neither_begins_nor_ends_anything(
    newsletter: Newsletter, mailbox: Mailbox
) -> None:
    sign_up()
    work()
    confirm = urlsplit(link_in(mailbox.letters[-1])).path
    page = Client().get(confirm)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "no-referrer"
    assert not Subscriber.objects.exists()
    press(confirm)
    reader = Subscriber.objects.get()
    leave = f"/langgan/berhenti/{tag_of(Purpose.LEAVE, reader.mark, 1)}/"
    shown = html.fromstring(Client().get(leave).content)
    assert shown.xpath("//form[@class='big-form']//button")
    assert Subscriber.objects.exists()
    assert press(leave).status_code == 200
    assert not Subscriber.objects.exists()
    again = Client().post(leave, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200, "what is ended stays ended, and is no error"


def test_only_the_one_click_is_free_of_csrf(newsletter: Newsletter, mailbox: Mailbox) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/langgan/", {"surel": READER, "irama": "daily"}).status_code == 403
    sign_up()
    work()
    confirm = urlsplit(link_in(mailbox.letters[-1])).path
    assert stranger.post(confirm).status_code == 403
    assert not Subscriber.objects.exists()


def test_the_answer_never_tells_who_is_subscribed(newsletter: Newsletter, mailbox: Mailbox) -> None:
    new = sign_up("baru@desa.example")
    subscribed(mailbox)
    known = sign_up(READER)
    assert (new.status_code, new.content) == (known.status_code, known.content)
    actions.hard_bounce(tag=_tag_of(Subscriber.objects.get()), at=timezone.now())
    silent = sign_up(READER)
    assert (silent.status_code, silent.content) == (known.status_code, known.content)


def _tag_of(reader: Subscriber, issue: int = 0) -> Any:
    from sasando.channels.newsletter.tags import Tag

    return Tag(Purpose.BOUNCE, reader.mark, issue)


def test_an_address_is_not_written_to_again_and_again(
    newsletter: Newsletter, mailbox: Mailbox
) -> None:
    for _ in range(4):
        sign_up()
        work()
    assert len(mailbox.letters) == 1
    for _ in range(4):
        SignUp.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
        sign_up()
        work()
    assert len(mailbox.letters) == 3, "three in all, ten minutes apart"


def test_a_link_is_good_once_for_two_days_and_until_the_next(
    newsletter: Newsletter, mailbox: Mailbox
) -> None:
    sign_up()
    SignUp.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
    work()
    sign_up(irama="weekly")
    work()
    first, second = (urlsplit(link_in(letter)).path for letter in mailbox.letters)
    assert Client().get(first).status_code == 410
    assert press(second).status_code == 200
    assert Subscriber.objects.get().rhythm == "weekly"
    assert Client().get(second).status_code == 410
    sign_up("lain@desa.example")
    SignUp.objects.update(expires_at=timezone.now())
    retain(at=timezone.now(), only="channels")
    assert not SignUp.objects.exists()


def test_choices_of_a_reader_change_only_once_confirmed(
    newsletter: Newsletter, mailbox: Mailbox
) -> None:
    subscribed(mailbox)
    mark = Subscriber.objects.get().mark
    sign_up(irama="", segera="1")
    assert Subscriber.objects.get().rhythm == "daily"
    work()
    press(link_in(mailbox.letters[-1]))
    reader = Subscriber.objects.get()
    assert (reader.rhythm, reader.at_once, reader.mark) == ("", True, mark)


@pytest.mark.parametrize(
    "fields",
    [{"surel": "bukan surel"}, {"surel": "a@b.id, c@d.id"}, {"irama": ""}, {"surel": "é@desa.id"}],
)
def test_what_cannot_be_taken_is_said_beside_the_form(
    newsletter: Newsletter, fields: dict[str, str]
) -> None:
    answer = sign_up(**{"email": fields.pop("surel", READER), **fields})
    assert answer.status_code == 400
    assert html.fromstring(answer.content).xpath("//p[@role='alert']")
    assert not SignUp.objects.exists()


def test_one_visitor_cannot_have_everybody_written_to(newsletter: Newsletter) -> None:
    answers = [sign_up(f"orang{n}@desa.example").status_code for n in range(8)]
    assert 5 <= answers.count(200) <= 6 and 429 in answers
    assert SignUp.objects.count() == answers.count(200)


@pytest.mark.parametrize("path", ["/langgan/", "/en/subscribe/"])
def test_the_page_is_light_valid_and_honest(
    newsletter: Newsletter, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        page = Client().get(path)
    assert page.status_code == 200 and len(page.content) < 50_000
    Balance().feed(page.content.decode())
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    tree = html.fromstring(page.content)
    words = tree.text_content()
    assert "48" in words and ("kuki" in words or "cookie" in words)


def test_without_a_newsletter_the_page_says_so(db: None) -> None:
    page = Client().get("/langgan/")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert not html.fromstring(page.content).xpath("//form[@class='big-form']")


# --- Issues ---------------------------------------------------------------------------------------


def test_nothing_new_is_no_mail_and_no_issue(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    desk.published("release", at=morning.at - timedelta(days=3))
    subscribed(mailbox)
    morning.next()
    morning.next()
    assert len(mailbox.letters) == 1
    assert not Issue.objects.exists()


def test_corrections_come_first_and_withdrawn_things_are_named(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    start = timezone.now()
    subscribed(mailbox)
    wrong = desk.published("release", at=start, title="KPU menetapkan 552 TPS")
    gone = desk.published("release", at=start, title="Jadwal debat kedua")
    first = morning.next(2)
    text = desk.edit(
        wrong.item.specific,
        by=desk.officer,
        title="KPU menetapkan 553 TPS",
        change_note="Semula tertulis 552; yang benar 553.",
    )
    again = desk_actions.propose(item=text, by=desk.officer, at=first + timedelta(hours=1))
    desk_actions.approve(version=again, by=desk.second, at=first + timedelta(hours=1))
    desk_actions.withdraw(
        version=gone, by=desk.second, reason="Tanggalnya keliru.", at=first + timedelta(hours=2)
    )
    fresh = desk.published("news", at=first + timedelta(hours=3), title="Warga memeriksa nama")
    morning.next()
    said = texts(mailbox)[-1]
    places = [said.index(words) for words in (
        "RALAT", "KPU menetapkan 553 TPS", "Semula tertulis 552", "DITARIK", "Jadwal debat kedua",
        "Tanggalnya keliru.", fresh.headline,
    )]  # fmt: skip
    assert places == sorted(places)
    assert gone.content.key_message not in said.partition("DITARIK")[2].partition("BERITA")[0]
    shown = html.fromstring(mailbox.letters[-1].message.get_body(("html",)).get_content())
    assert [one.text_content().strip() for one in shown.xpath("//h2")][:2] == ["Ralat", "Ditarik"]
    assert shown.get("lang") == "id" and not shown.xpath("//img | //script | //@onclick")


def test_what_is_withdrawn_before_the_mail_leaves_is_not_spread(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox)
    bad = desk.published("release", at=timezone.now(), title="Ini keliru sekali")
    desk.published("release", at=timezone.now(), title="Ini benar")
    at = morning.at + timedelta(days=2)
    actions.open_issues(at=at)
    actions.fill_some(at=at)
    desk_actions.withdraw(version=bad, by=desk.second, reason="Keliru.", at=at)
    work(at)
    assert "Ini benar" in texts(mailbox)[-1]
    assert "Ini keliru sekali" not in texts(mailbox)[-1]


def test_readers_get_what_they_chose_in_their_language(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox, "a@desa.example", pemilih=["women"], jenis=["release"])
    subscribed(mailbox, "b@desa.example", bahasa="en", path="/en/subscribe/")
    now = timezone.now()
    for title, audiences in (
        ("Bagi semua", []),
        ("Bagi perempuan", ["women"]),
        ("Bagi pemula", ["first-time"]),
    ):
        desk.published("release", at=now, title=title, audiences=audiences)
    desk.published("news", at=now, title="Berita biasa")
    desk.published("release", at=now, title="For all", language="en")
    morning.next(2)
    said = {letter.recipients[0]: texts(mailbox)[n] for n, letter in enumerate(mailbox.letters)}
    assert "Bagi semua" in said["a@desa.example"] and "Bagi perempuan" in said["a@desa.example"]
    assert "Bagi pemula" not in said["a@desa.example"]
    assert "Berita biasa" not in said["a@desa.example"]
    assert "For all" in said["b@desa.example"] and "Unsubscribe" in said["b@desa.example"]


def test_weekly_readers_hear_on_their_day_and_once_after_an_outage(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox, irama="weekly")
    desk.published("release", at=timezone.now(), title="Pekan ini")
    days = [morning.next().weekday() for _ in range(8) if len(mailbox.letters) == 1]
    assert len(mailbox.letters) == 2
    assert days[-1] == 6, "Sunday 22.00 UTC is Monday six o'clock in Kupang"
    desk.published("release", at=morning.at + timedelta(hours=1), title="Berminggu-minggu lalu")
    morning.next(30)
    assert len(mailbox.letters) == 3, "three issues were missed; one holds what they would have"


def test_urgent_notices_go_at_once_and_corrections_follow_them(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    subscribed(mailbox, irama="", segera="1")
    now = timezone.now()
    notice = desk.published("notice", at=now, title="TPS 3 pindah karena banjir")
    desk.published("release", at=now)
    work()
    assert mailbox.letters[-1].message["Subject"] == f"Pengumuman segera: {notice.headline}"
    assert len(mailbox.letters) == 2
    desk_actions.withdraw(version=notice, by=desk.second, reason="Air sudah surut.", at=now)
    work()
    assert "Air sudah surut." in texts(mailbox)[-1]
    assert notice.content.key_message not in texts(mailbox)[-1]
    assert Issue.objects.filter(rhythm="at-once", sent=1).count() == 2


def test_a_withdrawn_notice_is_told_only_to_who_got_it(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    notice = desk.published("notice", at=timezone.now())
    work()
    subscribed(mailbox, irama="", segera="1")
    desk_actions.withdraw(version=notice, by=desk.second, reason="Selesai.", at=timezone.now())
    work()
    assert len(mailbox.letters) == 1


def test_a_worker_killed_after_the_server_took_it_sends_the_same_message_again(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox)
    desk.published("release", at=timezone.now())
    at = morning.at + timedelta(days=2)
    actions.open_issues(at=at)
    actions.fill_some(at=at)
    [copy] = actions.claim(at=at, limit=5)
    from sasando.channels.newsletter.carrying import _send
    from sasando.channels.newsletter.contents import letter_of

    _send(copy, letter_of(copy.issue, copy.subscriber, since=copy.since), READER)
    assert not next_copies(at), "the dead worker's lease holds"
    assert Issue.objects.get().sent == 0
    work(at + actions.LEASE)
    assert len(mailbox.letters) == 3
    assert mailbox.letters[1].content == mailbox.letters[2].content
    assert len(mailbox.copies) == 2, "a mail program shows it once"
    assert Issue.objects.get().sent == 1
    actions.settle(copy=copy, words="250 late")
    assert Issue.objects.get().sent == 1


def test_filling_an_issue_may_be_cut_off_and_repeated(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    for n in range(5):
        subscribed(mailbox, f"p{n}@desa.example")
        SignUp.objects.all().delete()
        _let_breathe()
    desk.published("release", at=timezone.now())
    at = morning.at + timedelta(days=2)
    actions.open_issues(at=at)
    issue = Issue.objects.get()
    assert actions.fill(issue=issue, at=at, limit=2) == 2
    assert Issue.objects.get().filled_at is None
    assert actions.open_issues(at=at) == 0
    assert actions.fill(issue=issue, at=at, limit=2) == 2
    assert actions.fill(issue=issue, at=at, limit=2) == 1
    assert Issue.objects.get().copies_made == Copy.objects.count() == 5
    assert Issue.objects.get().filled_at is not None


def _let_breathe() -> None:
    """Let the flood limit of the site fill up again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sasando_claims_allowance")


def test_wrong_settings_hold_everything_back_and_lose_nobody(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, morning: Morning
) -> None:
    subscribed(mailbox)
    desk.published("release", at=timezone.now())
    Newsletter.objects.update(options={**newsletter.options, "bounce_address": ""})
    at = morning.at + timedelta(days=2)
    actions.open_issues(at=at)
    actions.fill_some(at=at)
    for attempt in next_copies(at):
        attempt()
    assert "Return address" in Newsletter.objects.get().words
    assert Copy.objects.get().state == "waiting" and Subscriber.objects.exists()
    Newsletter.objects.update(options=newsletter.options)
    work(at + timedelta(days=1))  # the next quarter of an hour would do
    assert Copy.objects.get().state == "sent"
    assert Newsletter.objects.get().words == ""


def test_a_media_party_brings_a_release_only_once_it_accepted_it(
    desk: Desk, mailbox: Mailbox, morning: Morning
) -> None:
    make_newsletter(desk, mailbox)
    Newsletter.objects.update(organisation=desk.pos)
    subscribed(mailbox)
    taken = desk.published("release", at=timezone.now(), title="Diterima redaksi")
    desk.published("release", at=timezone.now(), title="Belum dijawab")
    desk_actions.accept(version=taken, organisation=desk.pos, by=desk.editor, at=timezone.now())
    morning.next(2)
    assert "Diterima redaksi" in texts(mailbox)[-1]
    assert "Belum dijawab" not in texts(mailbox)[-1]
