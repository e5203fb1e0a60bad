"""Readers of a newsletter, as they are: a form, a mailbox, a mail program, and servers that refuse."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone
from lxml import html

from sasando.channels.models import Newsletter
from sasando.channels.newsletter import actions
from sasando.channels.newsletter.carrying import next_copies, next_issues
from sasando.demo.mail import Letter, Mailbox
from tests.desk.builders import Desk

READER = "maria.bria@desa.example"


def make_newsletter(desk: Desk, mailbox: Mailbox, **options: str) -> Newsletter:
    """A newsletter of the commission, at six by its clocks, weekly on Mondays."""
    newsletter = Newsletter(code="kabar", name="Kabar Pemilihan", organisation=desk.kpu)
    newsletter.options = {
        "sender": "KPU Kota Kupang <kabar@kpu.example>",
        "host": mailbox.host,
        "port": str(mailbox.port),
        "security": "none",
        "bounce_address": "pantul@kpu.example",
        **options,
    }
    newsletter.save()
    return newsletter


def sign_up(email: str = READER, *, path: str = "/langgan/", **fields: Any) -> Any:
    """Fill in the form in a browser that keeps cookies."""
    browser = Client(enforce_csrf_checks=True)
    form = html.fromstring(browser.get(path).content)
    token = form.xpath("string(//input[@name='csrfmiddlewaretoken']/@value)")
    data = {"surel": email, "irama": "daily", "bahasa": "id", **fields}
    return browser.post(path, {"csrfmiddlewaretoken": token, **data})


def work(at: datetime | None = None) -> int:
    """Do all that workers have to do; return how many pieces."""
    pieces = 0
    moment = at or timezone.now()
    while found := [*next_issues(moment), *next_copies(moment)]:
        for one in found:
            one()
        pieces += len(found)
        assert pieces < 3000, "a worker goes round in circles"
    return pieces


def press(address: str, **data: str) -> Any:
    """Open a link of a mail and press the button on its page."""
    browser = Client(enforce_csrf_checks=True)
    path = urlsplit(address).path
    opened = browser.get(path)
    assert opened.status_code == 200, opened.content
    page = html.fromstring(opened.content)
    names = page.xpath("//form[@class='big-form']//input[@type='hidden']")
    return browser.post(path, {one.get("name"): one.get("value") for one in names} | data)


def link_in(letter: Letter) -> str:
    """The link to confirm by, read from the mail's own words."""
    body = letter.message.get_body(("plain",))
    assert body is not None
    return re.search(r"https?://\S+", body.get_content())[0]  # type: ignore[index]


def subscribed(mailbox: Mailbox, email: str = READER, **fields: Any) -> None:
    """Subscribe, and confirm by the mail that came."""
    sign_up(email, **fields)
    work()
    last = mailbox.letters[-1]
    assert last.recipients == (email,)
    assert press(link_in(last)).status_code == 200


@dataclass
class Morning:
    """Six in the morning, day by day, where the desk is."""

    at: datetime

    def next(self, days: int = 1) -> datetime:
        """Let the workers do what the next morning brings; return when that was."""
        self.at += timedelta(days=days)
        actions.open_issues(at=self.at)
        work(self.at)
        return self.at


def headers_of(content: bytes) -> dict[str, list[str]]:
    """Read a mail's headers by RFC 5322 alone: unfolded, and never decoded.

    Not Python's own parser, which also made them.
    """
    head, _, _ = content.partition(b"\r\n\r\n")
    assert b"\n" not in head.replace(b"\r\n", b""), "a bare line feed"
    found: dict[str, list[str]] = {}
    for line in re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n"):
        assert len(line) <= 998 or b" " in line
        name, colon, value = line.partition(b":")
        assert colon and re.fullmatch(rb"[!-9;-~]+", name), line
        found.setdefault(name.decode().lower(), []).append(value.decode("ascii").strip())
    return found
