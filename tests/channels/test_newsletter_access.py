"""A newsletter's servers are asked, over real SMTP and IMAP, and ``doctor`` says what they said."""

from collections.abc import Iterator

import pytest

from sasando.channels.builtin.messengers import imap as client
from sasando.channels.models import Newsletter
from sasando.channels.newsletter.asking import ask_newsletter
from sasando.cli.diagnosis import _newsletters
from sasando.demo.mail import Mailbox
from tests.channels.readers import make_newsletter
from tests.desk.builders import Desk
from tests.messengers.imap_server import PASSWORD, USER, ImapServer, serving


@pytest.fixture
def imap(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ImapServer]:
    with serving(tmp_path_factory.mktemp("imap")) as server:
        monkeypatch.setattr(client, "trusted_certificates", server.tls)
        yield server


@pytest.fixture
def newsletter(desk: Desk, mailbox: Mailbox, imap: ImapServer) -> Newsletter:
    made = make_newsletter(
        desk,
        mailbox,
        imap_host="127.0.0.1",
        imap_port=str(imap.port),
        imap_security="starttls",
        imap_username=USER,
    )
    made.lock_secrets({"imap_password": PASSWORD})
    made.save()
    return made


def test_good_servers_are_well(newsletter: Newsletter, mailbox: Mailbox) -> None:
    assert ask_newsletter(newsletter) == []
    assert not mailbox.letters  # nothing was sent
    [finding] = _newsletters()
    assert (finding.level, finding.message) == ("ok", "Newsletters: 1.")


def test_each_server_is_named_with_its_own_words(newsletter: Newsletter) -> None:
    newsletter.lock_secrets({"imap_password": "salah"})
    newsletter.options |= {"port": "1"}
    newsletter.save()
    found = {problem.field: problem for problem in ask_newsletter(newsletter)}
    assert found.keys() == {"host", "imap_host"}
    assert not found["host"].fatal  # it may answer later
    assert found["imap_host"].fatal
    said = [(finding.level, finding.message) for finding in _newsletters()]
    assert [level for level, _message in said] == ["warning", "error"]
    assert all(message.startswith("Newsletter Kabar Pemilihan: ") for _level, message in said)


def test_wrong_settings_are_said_without_a_call(newsletter: Newsletter) -> None:
    newsletter.options |= {"bounce_address": "a@b.example, c@d.example"}
    assert [problem.field for problem in ask_newsletter(newsletter)] == ["bounce_address"]


def test_a_lost_key_is_said(newsletter: Newsletter) -> None:
    newsletter.locked_secrets = "rusak"
    [problem] = ask_newsletter(newsletter)
    assert problem.fatal


def test_where_nothing_is_sent_nothing_is_said(newsletter: Newsletter) -> None:
    Newsletter.objects.update(active=False)
    assert _newsletters() == []
