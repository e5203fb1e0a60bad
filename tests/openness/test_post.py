"""Requests by mail: registered once, asked back at once, refused with words to their sender."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from sasando.claims.models import Inbox
from sasando.openness import actions, polling
from sasando.openness.carrying import next_letters
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.models import Entry, Letter, Postbox, Request
from sasando.plugins import TryLater
from sasando.plugins.messenger import Incoming, Media, MediaKind, Received
from tests.desk.builders import Desk
from tests.openness.conftest import PLAIN, WORDS, at


@dataclass
class Box:
    """A mailbox that brings what it was given until it is acknowledged."""

    mails: list[Incoming] = field(default_factory=list)
    fault: Exception | None = None
    acknowledged: list[str] = field(default_factory=list)

    def poll(self) -> Iterator[Received]:
        if self.fault:
            raise self.fault
        for one in self.mails:
            if one.receipt_handle not in self.acknowledged:
                yield Received(incoming=(one,))

    def acknowledge(self, handles: tuple[str, ...]) -> None:
        self.acknowledged += handles


def a_mail(name: str = "a", text: str = WORDS, **changes: Any) -> Incoming:
    told = {
        "external_id": f"<{name}@warga.example>",
        "address": "ana1@warga.example",
        "sender": "ana1@warga.example",
        "sent_at": PLAIN,
        "text": text,
        "receipt_handle": name,
    }
    return Incoming(**(told | changes))


@pytest.fixture
def postbox(desk: Desk) -> Postbox:
    inbox = Inbox(code="ppid", name="PPID", organisation=desk.kpu, messenger="mailbox")
    inbox.lock_secrets({})
    inbox.save()
    return actions.give_postbox(inbox=inbox, by=desk.officer, at=PLAIN)


@pytest.fixture
def box(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> Box:
    made = Box()
    monkeypatch.setattr(polling, "open_inbox", lambda _inbox: made)
    return made


def test_a_mail_is_a_request_asked_at_once_for_name_and_address(box: Box) -> None:
    picture = Media(id="1", kind=MediaKind.IMAGE, name="ktp.jpg", body=b"x")
    box.mails = [a_mail(media=(picture,))]
    assert polling.read_post(at("2026-11-30")) == 1
    asked = Request.objects.get()
    assert (asked.via, asked.state, asked.missing) == ("mail", "waiting", ["name", "address"])
    assert asked.applicant["contact"] == "ana1@warga.example"
    assert set(Letter.objects.values_list("kind", flat=True)) == {"receipt", "asked-back"}
    assert Entry.objects.filter(kind=Entry.Kind.NOTED, request=asked).count() == 1
    assert polling.read_post(at("2026-11-30")) == 0
    box.acknowledged.clear()  # the server forgot: the same mail again
    assert polling.read_post(at("2026-11-30")) == 0
    box.mails.append(a_mail("b", WORDS.upper()))  # the same words in another mail
    polling.read_post(at("2026-11-30"))
    assert Request.objects.count() == 1


def test_an_answer_to_a_letter_goes_to_the_log_if_its_applicant_sent_it(box: Box) -> None:
    box.mails = [a_mail()]
    polling.read_post(at("2026-11-30"))
    asked = Request.objects.get()
    for work in next_letters(at("2031-01-01")):
        work()
    key = Letter.objects.filter(kind="asked-back").get().key
    reply = {"reply_to": f"<letter-{key}@sasando.example>"}
    box.mails = [
        a_mail("c", "Nama saya Ana, Kupang.", **reply),
        a_mail("d", "Saya juga minta daftar ini.", address="lain@warga.example", **reply),
    ]
    polling.read_post(at("2026-11-30"))
    entry = Entry.objects.get(kind=Entry.Kind.MAILED)
    assert (entry.request, entry.text) == (asked, "Nama saya Ana, Kupang.")
    assert Request.objects.count() == 2


def test_what_cannot_be_registered_is_told_to_its_sender(
    box: Box, django_capture_on_commit_callbacks: Any
) -> None:
    box.mails = [a_mail(text="x" * 20_000), a_mail("e", "  ")]
    with django_capture_on_commit_callbacks(execute=True):
        assert polling.read_post(at("2026-11-30")) == 0
    assert [one.to for one in mail.outbox] == [["ana1@warga.example"]] * 2
    assert "10000" in mail.outbox[0].body
    assert box.acknowledged == ["a", "e"]


def test_a_mailbox_in_trouble_says_so(box: Box, postbox: Postbox) -> None:
    box.fault = TryLater("the server is away")
    assert polling.read_post(at("2026-11-30")) == 0
    postbox.refresh_from_db()
    assert postbox.words == "the server is away"


def test_the_mailbox_is_given_on_the_screen_and_the_answer_desk_leaves_it(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    inbox = Inbox(code="m", name="PPID", organisation=desk.kpu, messenger="mailbox")
    inbox.lock_secrets({})
    inbox.save()
    other = Inbox(code="t", name="Bot", organisation=desk.kpu, messenger="telegram")
    other.lock_secrets({})
    other.save()
    with pytest.raises(WrongState):
        actions.give_postbox(inbox=other, by=desk.officer, at=PLAIN)
    with pytest.raises(NotAllowed):
        actions.give_postbox(inbox=inbox, by=desk.chief, at=PLAIN)
    client.force_login(desk.officer)
    path = reverse("sasando_openness_post")
    assert client.post(path, {"inbox": inbox.pk}).status_code == 302
    inbox.refresh_from_db()
    assert not inbox.active
    with django_assert_max_num_queries(40):
        assert "PPID" in client.get(path).content.decode()
    row = Postbox.objects.get()
    assert client.post(reverse("sasando_openness_post_back", args=[row.pk])).status_code == 302
    assert not Postbox.objects.exists()
