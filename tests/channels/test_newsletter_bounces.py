"""What comes back: refusals, reports of non-delivery, complaints; over real SMTP and IMAP."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.models import Copy, Issue, Newsletter, SignUp, Subscriber
from sasando.channels.newsletter import contents
from sasando.channels.newsletter.bouncing import act_on, read_bounces
from sasando.channels.newsletter.carrying import next_copies
from sasando.channels.newsletter.reports import Says, enhanced_code, is_hard, read_report
from sasando.channels.newsletter.tags import (
    Purpose,
    Tag,
    read_tag,
    tag_of,
    tagged_address,
    tags_in,
)
from sasando.channels.privacy import make_asker_key
from sasando.demo.mail import Letter, Mailbox
from sasando.retention.actions import retain
from tests.channels.readers import READER, headers_of, make_newsletter, sign_up, subscribed, work
from tests.desk.builders import Desk
from tests.messengers.imap_server import PASSWORD, USER, ImapServer, serving


@pytest.fixture(autouse=True)
def reading(house: Path) -> Iterator[None]:
    make_asker_key()
    contents._window.cache_clear()
    yield
    contents._window.cache_clear()


@pytest.fixture
def newsletter(desk: Desk, mailbox: Mailbox) -> Newsletter:
    return make_newsletter(desk, mailbox)


def alerted(desk: Desk, mailbox: Mailbox) -> Letter:
    """Send the only reader an urgent notice; return the mail."""
    subscribed(mailbox, irama="", segera="1")
    desk.published("notice", at=timezone.now())
    work()
    return mailbox.letters[-1]


def bounce(letter: Letter, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A report as RFC 3464 has it, written by hand: as a server that is not Python would."""
    quoted = letter.content.partition(b"\r\n\r\n")[0].decode()
    return "\r\n".join(
        (
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.desa.example",
            f"To: {letter.sender}",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "I'm sorry to have to inform you.",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.desa.example",
            "",
            f"Final-Recipient: rfc822; {READER}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 {status} <{READER}> said no",
            "",
            "--B",
            "Content-Type: text/rfc822-headers",
            "",
            quoted,
            "",
            "--B--",
            "",
        )
    ).encode()


def complaint(letter: Letter) -> bytes:
    """A complaint as RFC 5965 has it; the provider hides the address, and sends it elsewhere."""
    quoted = letter.content.replace(READER.encode(), b"redacted@redacted.example")
    head = (
        "From: feedback@mail.example\r\nTo: abuse@kpu.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="F"\r\n\r\n'
        "--F\r\nContent-Type: text/plain\r\n\r\nThis is a complaint.\r\n"
        "--F\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nUser-Agent: SomeProvider/1.0\r\nVersion: 1\r\n\r\n"
        "--F\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + quoted + b"\r\n--F--\r\n"


def read(content: bytes) -> Any:
    return read_report(content, tags=tags_in)


# --- While it is handed over ----------------------------------------------------------------------


def test_a_mailbox_that_is_not_there_ends_it_at_once(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed(mailbox, irama="", segera="1")
    mailbox.refuses[READER] = f"550 5.1.1 <{READER}>: no such user"
    desk.published("notice", at=timezone.now())
    work()
    assert not Subscriber.objects.exists()
    issue = Issue.objects.get()
    assert (issue.sent, issue.refused, issue.bounced) == (0, 1, 1)
    assert SignUp.objects.get().silent and SignUp.objects.get().address == ""
    assert READER not in caplog.text and READER not in Copy.objects.get().words
    mailbox.refuses.clear()
    before = len(mailbox.letters)
    sign_up()
    work()
    assert len(mailbox.letters) == before, "it is left alone for a while"
    retain(at=timezone.now() + timedelta(days=31), only="channels")
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("answer", ["452 4.2.2 mailbox full", "550 5.7.1 your address is listed"])
def test_a_passing_refusal_loses_nobody(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, answer: str
) -> None:
    subscribed(mailbox, irama="", segera="1")
    mailbox.refuses[READER] = answer
    desk.published("notice", at=timezone.now())
    work()
    assert Subscriber.objects.exists()
    copy = Copy.objects.get()
    assert copy.state == "waiting" and copy.due_at > timezone.now()
    mailbox.refuses.clear()
    work(copy.due_at)
    assert Copy.objects.get().state == "sent" and Issue.objects.get().sent == 1


def test_a_server_that_takes_none_for_days_is_a_soft_bounce(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    subscribed(mailbox, irama="", segera="1")
    mailbox.refuses[READER] = "452 4.2.2 full"
    desk.published("notice", at=timezone.now())
    for _ in range(12):
        Copy.objects.update(due_at=timezone.now())
        work()
    assert Copy.objects.get().state == "refused"
    assert Subscriber.objects.get().soft_bounces == 1
    assert Issue.objects.get().bounced == 1


def test_an_address_that_never_was_gets_no_second_link(
    newsletter: Newsletter, mailbox: Mailbox
) -> None:
    mailbox.refuses[READER] = "550 5.1.1 no such user"
    sign_up()
    work()
    assert SignUp.objects.get().silent
    assert not next_copies(timezone.now() + timedelta(days=1))


# --- Afterwards, by mail --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with serving(tmp_path_factory.mktemp("imap")) as server:
        yield server


def test_the_return_address_is_read_over_imap(
    desk: Desk,
    newsletter: Newsletter,
    mailbox: Mailbox,
    imap: ImapServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sasando.channels.builtin.messengers import imap as client

    monkeypatch.setattr(client, "trusted_certificates", imap.tls)
    newsletter.options |= {
        "imap_host": "127.0.0.1", "imap_port": str(imap.port), "imap_security": "starttls",
        "imap_username": USER, "imap_folder": "Pantulan",
    }  # fmt: skip
    newsletter.lock_secrets({"imap_password": PASSWORD})
    newsletter.save()
    imap.make("Pantulan")
    letter = alerted(desk, mailbox)
    note = EmailMessage()
    note["From"], note["To"], note["Subject"] = READER, letter.sender, "Saya sedang cuti"
    note.set_content("Kembali Senin.")
    delayed = bounce(letter, status="4.4.1", action="delayed")
    imap.deliver("Pantulan", note.as_bytes(), delayed)
    assert read_bounces(timezone.now()) == 0
    assert Subscriber.objects.exists()
    imap.deliver("Pantulan", bounce(letter), bounce(letter))
    assert read_bounces(timezone.now()) == 1, "told twice, done once"
    assert not Subscriber.objects.exists()
    assert Issue.objects.get().bounced == 1
    assert all(b"Seen" in flags for flags in imap.flags("Pantulan"))
    assert read_bounces(timezone.now()) == 0
    Newsletter.objects.update(options=newsletter.options | {"imap_folder": "tidak-ada"})
    read_bounces(timezone.now())
    assert Newsletter.objects.get().words


def test_soft_bounces_end_it_when_they_go_on(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    alerted(desk, mailbox)
    for number in range(5):
        if number:
            desk.published("notice", at=timezone.now())
            work()
        last = mailbox.letters[-1]
        for _ in range(2):  # the server says it twice; it counts once
            report = read(bounce(last, status="4.2.2"))
            assert report.says is Says.SOFT
            act_on(report, at=timezone.now())
        assert Subscriber.objects.exists() is (number < 4)
    assert not SignUp.objects.filter(silent=True).exists(), "they may come back when there is room"


def test_old_soft_bounces_are_forgiven(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    letter = alerted(desk, mailbox)
    Subscriber.objects.update(soft_bounces=4, bounced_at=timezone.now() - timedelta(days=31))
    act_on(read(bounce(letter, status="4.2.2")), at=timezone.now())
    assert Subscriber.objects.get().soft_bounces == 1


def test_who_calls_it_spam_is_unsubscribed_and_left_alone(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    report = read(complaint(alerted(desk, mailbox)))
    assert report.says is Says.COMPLAINT
    assert act_on(report, at=timezone.now())
    assert not Subscriber.objects.exists()
    assert Issue.objects.get().complained == 1
    assert SignUp.objects.get().silent


def test_a_mail_to_the_address_in_the_header_unsubscribes(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    letter = alerted(desk, mailbox)
    [ways] = headers_of(letter.content)["list-unsubscribe"]
    address = ways.partition("<mailto:")[2].partition("?")[0]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "siapa@saja.example", address, "unsubscribe"
    mail.set_content("")
    report = read(mail.as_bytes())
    assert report.says is Says.LEAVE and act_on(report, at=timezone.now())
    assert not Subscriber.objects.exists() and Issue.objects.get().unsubscribed == 1


def test_what_is_forged_or_about_something_else_says_nothing(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox
) -> None:
    letter = alerted(desk, mailbox)
    genuine = letter.sender
    forged = genuine.replace("-", "-", 1).replace(genuine.partition("@")[0][-1], "0", 1)
    for content in (
        b"",
        b"\xff\x00" * 500,
        bounce(Letter(
            sender="pantul+b" + "a" * 16 + "-1-" + "0" * 20 + "@kpu.example",
            recipients=(), content=b"", received_at=timezone.now(),
        )),
        b"To: " + forged.encode() + b"\r\n\r\nhalo",
        b"To: " + genuine.encode() + b"\r\nSubject: Re: terima kasih\r\n\r\nhalo",
    ):  # fmt: skip
        assert read(content) is None
    assert Subscriber.objects.exists()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_no_mail_breaks_the_reading(content: bytes) -> None:
    def none(text: str) -> tuple[Tag, ...]:
        return ()

    assert read_report(content, tags=none) is None


@pytest.mark.parametrize(
    ("words", "code", "hard"),
    [
        ("550 5.1.1 no such user", "5.1.1", True),
        ("550 no such user", "5.0.0", True),
        ("550 5.2.1 disabled", "5.2.1", True),
        ("552 5.2.2 over quota", "5.2.2", False),
        ("554 5.7.1 blocked using a list", "5.7.1", False),
        ("552 5.3.4 too big", "5.3.4", False),
        ("451 try again", "4.0.0", False),
    ],
)
def test_what_a_code_means(words: str, code: str, hard: bool) -> None:
    assert enhanced_code(words) == code
    assert is_hard(code) is hard


# --- Signatures -----------------------------------------------------------------------------------

MARKS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16)
NUMBERS = st.integers(0, 36**7)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(KEYS=tmp_path_factory.mktemp("keys")):
        make_asker_key()
        yield


@pytest.mark.usefixtures("reading")
class TestTags:
    @given(mark=MARKS, number=NUMBERS, purpose=st.sampled_from(Purpose))
    @settings(deadline=None)
    def test_a_tag_says_what_it_was_made_of(
        self, key: None, mark: str, number: int, purpose: Purpose
    ) -> None:
        tag = tag_of(purpose, mark, number)
        assert read_tag(tag, purpose=purpose) == Tag(purpose, mark, number)
        assert read_tag(tag.upper(), purpose=purpose) is not None, "servers may fold the case"
        address = tagged_address("pantul@kpu.example", tag)
        assert len(address.partition("@")[0]) <= 64
        assert list(tags_in(f"<{address}>, lain")) == [Tag(purpose, mark, number)]

    @given(mark=MARKS, number=NUMBERS, place=st.integers(0, 46), letter=st.sampled_from("abc237"))
    @settings(deadline=None)
    def test_a_changed_tag_is_none(
        self, key: None, mark: str, number: int, place: int, letter: str
    ) -> None:
        tag = tag_of(Purpose.LEAVE, mark, number)
        place %= len(tag)
        changed = tag[:place] + letter + tag[place + 1 :]
        if changed != tag:
            assert read_tag(changed, purpose=Purpose.LEAVE) is None

    @given(mark=MARKS, number=NUMBERS)
    @settings(deadline=None)
    def test_a_bounce_does_not_unsubscribe(self, key: None, mark: str, number: int) -> None:
        tag = tag_of(Purpose.BOUNCE, mark, number)
        assert read_tag(tag, purpose=Purpose.LEAVE) is None
        assert read_tag("u" + tag[1:], purpose=Purpose.LEAVE) is None


# --- What is kept ---------------------------------------------------------------------------------


def test_no_table_holds_an_address_and_nothing_stays_of_who_left(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    letter = alerted(desk, mailbox)
    sign_up("lain.lagi@desa.example")
    assert list(told_by("maria.bria", "lain.lagi", "desa.example")) == []
    assert Subscriber.objects.get().address == READER
    act_on(read(complaint(letter)), at=timezone.now())
    assert not Subscriber.objects.exists()
    assert Copy.objects.get().subscriber is None
    retain(at=timezone.now() + timedelta(days=31), only="channels")
    assert not Copy.objects.exists() and not SignUp.objects.exists()
    assert Issue.objects.get().sent == 1, "counts stay"
    assert "maria.bria" not in caplog.text


def told_by(*names: str) -> Iterator[str]:
    """Yield where in the whole database one of ``names`` stands."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(name in str(value).lower() for name in names):
                        yield f"{table}.{column}"
