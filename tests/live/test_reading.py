"""The live pages as people read them: axe's rules, a phone's width, light and dark, what a tap does."""

import mimetypes
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.models import Production
from tests.browser.house import chromium
from tests.desk.builders import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SITE = "https://sasando.example"
SOON = timedelta(hours=3)
Answers = dict[str, HttpResponse]


@pytest.fixture
def pages(settings, desk: Desk) -> Answers:
    """Everything the live desk and the site show of an episode on air and of one to come."""
    settings.SITE_URL = SITE
    now = timezone.now()
    coming = _episode(desk, slug="nanti", starts_at=now + SOON, ends_at=now + 2 * SOON)
    live = _episode(desk, slug="sekarang", starts_at=now, ends_at=now + SOON)
    actions.stream_arrived(production=live, path="/media/live/x/i.m3u8", at=now)
    actions.go_live(production=live, by=desk.editor, at=now)
    texts = ("Di mana TPS saya?", "Apa syarat pindah memilih?", "Dasar goblok", "Jam buka TPS?")
    asked = [Asked(identifier=text, text=text, name="Ina", at=now) for text in texts]
    one, two, *_ = actions.take_questions(production=live, source="youtube", asked=asked, at=now)
    actions.put_question_on_air(question=one, seen=0, by=desk.editor, at=now)
    actions.answer_question(question=two, answer="Surat pindah.", by=desk.editor, at=now)
    inside, outside = Client(), Client()
    inside.force_login(desk.editor)
    of_desk = [
        reverse("sasando_live_episodes"),
        *(reverse("sasando_live_episode", args=[p.pk]) for p in (coming, live)),
        *(reverse("sasando_live_director", args=[p.pk]) for p in (coming, live)),
        reverse("sasando_live_segment", args=[live.pk, live.segments.first().pk]),
    ]
    of_readers = [
        "/",
        "/acara/",
        "/acara/nanti/",
        "/acara/sekarang/",
        "/acara/sekarang/tanya/",
        reverse("sasando_live_host", args=[live.host_key]),
    ]
    found = {path: inside.get(path) for path in of_desk}
    found |= {path: outside.get(path, headers={"Host": "testserver"}) for path in of_readers}
    part = reverse("sasando_live_part", args=[live.pk, "arahan", "questions"])
    found[part] = inside.get(part)
    assert {path: r.status_code for path, r in found.items() if r.status_code != 200} == {}
    return found


def _episode(desk: Desk, **values: object) -> Production:
    item = desk.published("episode", **values).item.specific
    production = actions.open_production(episode=item, by=desk.reporter, at=timezone.now())
    for person in production.people:
        actions.record_consent(
            production=production,
            ref=person.ref,
            given=True,
            how="signed",
            by=desk.editor,
            at=timezone.now(),
        )
    return production


@pytest.fixture
def browser(pages: Answers) -> Iterator[Browser]:
    """Opened after every query was asked: its event loop allows none."""
    with chromium() as browser:
        yield browser


def opened(browser: Browser, pages: Answers, **options: object) -> Page:
    """A page on which nothing leaves this process."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if found is None:
                route.abort()
                return
            file = Path(found)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path in pages:
            response = pages[path]
            route.fulfill(headers=dict(response.items()), body=response.content)
        else:
            route.abort()

    context = browser.new_context(**options)
    context.route("**/*", answer)
    return context.new_page()


def test_axe_finds_nothing_on_any_live_page(browser: Browser, pages: Answers) -> None:
    broken = []
    for scheme, width in (("light", 1280), ("dark", 360)):
        page = opened(browser, pages, color_scheme=scheme, viewport={"width": width, "height": 800})
        for path in pages:
            if "bagian" in path:
                continue
            page.goto(SITE + path)
            ours = "[data-live]" if path.startswith("/desk/") and path.count("/") > 3 else None
            results = Axe().run(page, context=ours if ours and page.query_selector(ours) else None)
            if results.violations_count:
                broken.append(f"{scheme} {path}: {results.generate_report()}")
    assert not broken, "\n\n".join(broken)


def test_everything_fits_a_phone(browser: Browser, pages: Answers) -> None:
    page = opened(browser, pages, viewport={"width": 360, "height": 740})
    wide = {}
    for path in pages:
        page.goto(SITE + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    assert not wide


def test_the_directors_buttons_fit_a_thumb(browser: Browser, pages: Answers) -> None:
    page = opened(browser, pages, viewport={"width": 360, "height": 740})
    there = [path for path in pages if path.endswith("/arahan/")][-1]
    page.goto(SITE + there)
    small = page.evaluate(
        """() => [...document.querySelectorAll(".live-director button")]
            .filter((e) => e.offsetParent).map((e) => [e.innerText, e.getBoundingClientRect().height])
            .filter(([, height]) => height < 38)"""
    )
    assert not small


def test_what_a_stranger_wrote_runs_no_script_and_clocks_run(
    browser: Browser, pages: Answers
) -> None:
    page = opened(browser, pages, viewport={"width": 360, "height": 740})
    (host,) = [path for path in pages if path.startswith("/pemandu/")]
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(SITE + host)
    before = page.locator(".clock").inner_text()
    page.wait_for_function(
        "before => document.querySelector('.clock').innerText !== before", arg=before
    )
    assert not errors
