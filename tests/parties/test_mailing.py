"""A mail to one person: in their language, on commit, and without an address in the log."""

import logging

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.users.models import UserProfile

from sasando.parties.languages import language_of
from sasando.parties.mailing import Mail, mail_to
from sasando.parties.models import Person

pytestmark = pytest.mark.django_db


def person(name: str, *, language: str = "", email: str | None = None) -> Person:
    made = Person.objects.create_user(
        name, email=f"{name}@example.org" if email is None else email, password="x"
    )
    if language:
        UserProfile.objects.create(user=made, preferred_language=language)
    return made


def written() -> Mail:
    return Mail(gettext("Sunday"), ["…"])


def test_who_chose_no_language_is_written_to_in_the_houses() -> None:
    nobody, unset, reader = person("a"), person("b"), person("c", language="en")
    UserProfile.objects.create(user=unset)
    with translation.override("en"):  # the screen of whoever causes the mail
        assert [language_of(one) for one in (nobody, unset)] == ["id", "id"]
    assert language_of(reader) == "en"


def test_each_reads_it_in_their_own_language_once_it_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for one in (person("maria"), person("john", language="en"), person("none", email="")):
            mail_to(one, written, about="a matter")
        assert not mail.outbox
    said = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert said == {"maria@example.org": "Minggu", "john@example.org": "Sunday"}
    assert all(sent.body.endswith("\n\n…") for sent in mail.outbox)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9)
def test_a_mail_server_that_is_down_stops_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.ERROR):
        mail_to(person("maria"), written, about="matter 7")
    assert "about matter 7" in caplog.text
    assert "maria@" not in caplog.text


def test_one_that_cannot_be_written_keeps_no_other_from_leaving(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> Mail:
        raise ValueError("no such page")

    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.ERROR):
        mail_to(person("maria"), broken, about="matter 7")
        mail_to(person("john"), written, about="matter 7")
    assert [sent.to for sent in mail.outbox] == [["john@example.org"]]
    assert "no such page" in caplog.text
