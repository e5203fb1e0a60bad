"""The desk's screens of newsletters: settings, numbers, the next issue; and no reader anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from sasando.channels.founding import found_channels
from sasando.channels.models import Issue, Newsletter
from sasando.channels.newsletter import contents
from sasando.channels.privacy import make_asker_key
from sasando.demo.mail import Mailbox
from tests.channels.readers import READER, make_newsletter, subscribed, work
from tests.desk.builders import Desk

BUDGET = 40


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
def browser(desk: Desk) -> Client:
    found_channels()
    client = Client()
    client.force_login(desk.head)
    return client


def test_it_is_set_up_step_by_step_and_its_secrets_are_not_shown(
    desk: Desk, browser: Client
) -> None:
    first = browser.post(
        reverse("newsletters:add"),
        {
            "name": "Kabar", "code": "kabar", "organisation": desk.kpu.pk,
            "send_at": "06:00", "weekly_on": "0", "active": "on",
        },
    )  # fmt: skip
    newsletter = Newsletter.objects.get()
    edit = reverse("newsletters:edit", args=[newsletter.pk])
    assert first.headers["Location"] == edit
    form = html.fromstring(browser.get(edit).content)
    data = {
        one.get("name"): one.get("value") or ""
        for one in form.xpath("//form//input[starts-with(@name, 'option_')]")
    }
    data |= {"name": "Kabar", "code": "kabar", "send_at": "07:30", "weekly_on": "4", "active": "on"}
    data |= {
        "option_security": "starttls", "option_imap_security": "tls", "option_tier": "1000",
        "option_sender": "KPU <kabar@kpu.example>", "option_host": "smtp.kpu.example",
        "option_password": "rahasia-surat",
    }  # fmt: skip
    refused = browser.post(edit, data | {"option_bounce_address": "nama-yang-terlalu-panjang@k.id"})
    assert refused.status_code == 200 and "At most 15" in refused.content.decode()
    assert (
        browser.post(edit, data | {"option_bounce_address": "pantul@kpu.example"}).status_code
        == 302
    )
    newsletter.refresh_from_db()
    assert newsletter.options["tier"] == "1000" and newsletter.weekly_on == 4
    assert newsletter.secrets == {"password": "rahasia-surat"}
    assert "rahasia-surat" not in str(newsletter.options)
    assert "rahasia-surat" not in browser.get(edit).content.decode()


def test_the_screens_name_no_reader_and_stay_within_their_budget(
    desk: Desk,
    newsletter: Newsletter,
    mailbox: Mailbox,
    browser: Client,
    django_assert_max_num_queries: Any,
) -> None:
    subscribed(mailbox, segera="1")
    for number in range(3):
        desk.published("notice", at=timezone.now(), title=f"Pengumuman {number}")
    work()
    assert Issue.objects.filter(sent=1).count() == 3
    for url in (
        reverse("issues:index"),
        reverse("newsletters:index"),
        reverse("newsletters:edit", args=[newsletter.pk]),
        reverse("sasando_newsletter_preview", args=[newsletter.pk]),
    ):
        with django_assert_max_num_queries(BUDGET):
            page = browser.get(url)
        assert page.status_code == 200, url
        assert READER not in page.content.decode() and "maria" not in page.content.decode().lower()
    listed = browser.get(reverse("issues:index")).content.decode()
    assert listed.count("Pengumuman ") >= 3


def test_the_next_issue_is_shown_as_it_would_be(
    desk: Desk, newsletter: Newsletter, browser: Client
) -> None:
    page = reverse("sasando_newsletter_preview", args=[newsletter.pk])
    assert "nothing new" in browser.get(page).content.decode()
    version = desk.published("release", at=timezone.now(), title="Isi edisi berikut")
    assert "Isi edisi berikut" in browser.get(page).content.decode()
    mail = browser.get(f"{page}surel/", {"irama": "daily", "bahasa": "id"})
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert f"/v/{version.code}" in mail.content.decode()
    assert "Isi edisi berikut" not in browser.get(page, {"bahasa": "en"}).content.decode()


def test_the_servers_are_asked_in_words(
    desk: Desk, newsletter: Newsletter, mailbox: Mailbox, browser: Client
) -> None:
    check = reverse("sasando_newsletter_check", args=[newsletter.pk])
    assert (
        "bounces and complaints are not heard" in browser.post(check, follow=True).content.decode()
    )
    Newsletter.objects.update(options=newsletter.options | {"port": "1"})
    assert "127.0.0.1:1" in browser.post(check, follow=True).content.decode()
    assert mailbox.letters == []


def test_others_may_look_and_not_change(
    desk: Desk, newsletter: Newsletter, browser: Client
) -> None:
    browser.force_login(desk.reporter)
    assert browser.get(reverse("issues:index")).status_code == 200
    assert (
        browser.post(reverse("sasando_newsletter_check", args=[newsletter.pk])).status_code == 302
    )
    assert browser.get(reverse("newsletters:edit", args=[newsletter.pk])).status_code == 302
