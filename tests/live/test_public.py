"""The page of an episode: before, on air, afterwards; asked without script; told to machines."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.models import BroadcastAccount, Production
from sasando.site.bake import bake_due
from sasando.site.models import StalePath
from tests.desk.builders import LATER, NOW, Desk

PAGE_BUDGET = 16
SOON = timezone.now() + timedelta(days=1)


@pytest.fixture
def coming(desk: Desk) -> Production:
    """An episode of tomorrow, published in both languages' one programme."""
    version = desk.published("episode", starts_at=SOON, ends_at=SOON + timedelta(hours=1))
    production = actions.open_production(episode=version.item.specific, by=desk.reporter, at=NOW)
    for person in production.people:
        actions.record_consent(
            production=production, ref=person.ref, given=True, how="signed", by=desk.editor, at=NOW
        )
    return production


def path_of(production: Production) -> str:
    version = production.episode.current_version
    assert version is not None
    return version.path


def read(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def events_of(page: str) -> dict[str, dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return {value["@type"]: value for value in map(json.loads, found)}


def announced(production: Production, desk: Desk) -> None:
    account = BroadcastAccount.objects.create(
        code="yt", name="YouTube Pos Kupang", organisation=desk.pos, broadcaster="stage"
    )
    actions.schedule_everywhere(production=production, by=desk.editor, at=NOW)
    actions.done_by_hand(
        broadcast=production.broadcasts.get(account=account),
        by=desk.editor,
        at=NOW,
        address="https://youtube.example/watch?v=1",
        ingest_url="rtmps://in.example/live",
    )


def test_before_it_says_when_who_and_how_to_ask(coming, desk: Desk, platform) -> None:
    announced(coming, desk)
    path = path_of(coming)
    page = read(path)
    for words in (
        "Akan disiarkan",
        "Maria Bria",
        "Studio Pos Kupang",
        "YouTube Pos Kupang",
        f'action="{path}tanya/"',
        f'href="{path}acara.ics"',
        "Konten kerja sama",
        f"/siaran/{coming.topic}",
    ):
        assert words in page, words
    assert "<video" not in page
    event = events_of(page)["VideoObject"]["publication"][0]
    assert event["@type"] == "BroadcastEvent" and event["isLiveBroadcast"] is True
    assert page.count("<script") == page.count("<script src") + page.count("ld+json")
    for listed in ("/", "/acara/", "/umpan/acara.atom", "/umpan/semua.json"):
        assert path in read(listed), listed


def test_on_air_it_plays_our_own_stream_and_names_what_is_on(coming, desk: Desk) -> None:
    actions.stream_arrived(production=coming, path="/media/live/x/index.m3u8", at=timezone.now())
    path = path_of(coming)
    assert "index.m3u8" not in read(path)  # a test signal is nobody's business
    actions.go_live(production=coming, by=desk.editor, at=timezone.now())
    page = read(path)
    assert "Sedang siaran langsung" in page
    assert '<video controls preload="none" playsinline src="/media/live/x/index.m3u8">' in page
    assert '<a href="/media/live/x/index.m3u8">' in page  # without script or support
    assert coming.segments.first().title in page
    assert "Sedang siaran langsung" in read("/")
    actions.stream_stopped(production=coming, at=timezone.now())
    assert "index.m3u8" not in read(path)


def test_afterwards_it_has_parts_and_answers_and_takes_no_more_questions(
    coming, desk: Desk
) -> None:
    start = timezone.now()
    actions.stream_arrived(production=coming, path="/media/live/x/index.m3u8", at=start)
    actions.go_live(production=coming, by=desk.editor, at=start)
    first = coming.segments.first()
    actions.next_segment(
        production=coming, after=first.pk, by=desk.editor, at=start + timedelta(seconds=245)
    )
    (question,) = actions.take_questions(
        production=coming,
        source="youtube",
        asked=[Asked(identifier="1", text="Di mana <TPS> saya?", name="Ina", at=start)],
        at=start,
    )
    actions.answer_question(question=question, answer="Cek di laman KPU.", by=desk.editor, at=start)
    actions.end(production=coming, by=desk.editor, at=start + timedelta(minutes=50))
    actions.stream_stopped(production=coming, at=start + timedelta(minutes=51))
    path = path_of(coming)
    page = read(path)
    assert "Siaran selesai" in page and "Cek di laman KPU." in page
    assert "Di mana &lt;TPS&gt; saya?" in page
    assert re.search(r"<span>(0:)?0?4[:.]05</span>", page), "the second part begins at 4:05"
    assert "tanya/" not in page and "data-news" not in page
    closed = Client().post(f"{path}tanya/", {"teks": "Masih bisa tanya?"})
    assert closed.status_code == 409


def test_of_those_who_ask_the_same_readers_see_who_says_it_best(coming, desk: Desk) -> None:
    shouted, best = "DI MANA LOKASI TPS SAYA", "Di mana lokasi TPS saya?"
    first, _second = [
        actions.take_questions(
            production=coming,
            source="youtube",
            asked=[Asked(identifier=text, text=text, at=NOW)],
            at=NOW,
        )[0]
        for text in (shouted, best)
    ]
    actions.answer_question(question=first, answer="Di papan.", by=desk.editor, at=NOW)
    page = read(path_of(coming))
    assert best in page
    assert shouted not in page


def test_a_visitor_asks_without_script_and_reads_what_becomes_of_it(coming, desk: Desk) -> None:
    there = f"{path_of(coming)}tanya/"
    form = Client().get(there)
    assert "Alamat internet Anda hanya disimpan" in form.content.decode()
    assert not form.cookies
    sent = Client().post(there, {"teks": "Apa syarat pindah memilih?", "nama": "Ina\u202e"})
    assert sent.status_code == 200 and "Pertanyaan Anda diterima" in sent.content.decode()
    assert not sent.cookies
    question = coming.questions.get()
    assert (question.name, question.source, question.state) == ("Ina", "site", "new")
    Client().post(there, {"teks": "Apa syarat pindah memilih?", "nama": "Ina"})
    assert coming.questions.count() == 1
    empty = Client().post(there, {"teks": "  "})
    assert empty.status_code == 400 and "Tulis pertanyaan Anda." in empty.content.decode()
    held = Client().post(there, {"teks": "dasar goblok"})
    assert "dibaca dulu oleh meja siaran" in held.content.decode()
    Client().post(there, {"teks": "Satu lagi soal TPS"})
    flood = Client().post(there, {"teks": "Dan lagi soal DPT"})
    assert flood.status_code == 429 and int(flood.headers["Retry-After"]) > 0
    assert "Dan lagi soal DPT" in flood.content.decode()  # what was typed stays


def test_a_cancelled_episode_says_so_and_why_everywhere(coming, desk: Desk) -> None:
    path = path_of(coming)
    sequence = Calendar.from_ical(read(f"{path}acara.ics")).events[0]["SEQUENCE"]
    actions.cancel(production=coming, reason="Narasumber sakit.", by=desk.editor, at=LATER)
    page = read(path)
    assert "Dibatalkan" in page and "Narasumber sakit." in page
    entry = Calendar.from_ical(read(f"{path}acara.ics")).events[0]
    assert entry["STATUS"] == "CANCELLED" and entry["SEQUENCE"] > sequence
    assert events_of(page)["BroadcastEvent"]["eventStatus"].endswith("EventCancelled")
    assert path not in read("/")


def test_the_calendar_entry_has_the_times(coming) -> None:
    (entry,) = Calendar.from_ical(read(f"{path_of(coming)}acara.ics")).events
    assert entry.start == SOON.replace(microsecond=0)
    assert entry["LOCATION"] == "Studio Pos Kupang"


def test_the_page_is_baked_again_whenever_it_stands_differently(coming, desk: Desk) -> None:
    path = path_of(coming)
    bake_due(now=timezone.now())
    assert not StalePath.objects.exists()
    actions.stream_arrived(production=coming, path="/media/live/x/i.m3u8", at=timezone.now())
    actions.go_live(production=coming, by=desk.editor, at=timezone.now())
    stale = set(StalePath.objects.values_list("path", flat=True))
    assert {path, "/", "/en/"} <= stale
    bake_due(now=timezone.now())
    assert "Sedang siaran langsung" in read(path)


def test_the_page_costs_the_same_however_much_there_is(coming, desk: Desk) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(path_of(coming))
        return len(found)

    few = queries()
    asked = [Asked(identifier=str(n), text=f"Apa arti angka {n}?", at=NOW) for n in range(40)]
    for question in actions.take_questions(
        production=coming, source="youtube", asked=asked, at=NOW
    ):
        actions.answer_question(question=question, answer="Begini.", by=desk.editor, at=NOW)
    assert queries() <= few <= PAGE_BUDGET


def test_an_episode_without_a_live_desk_has_its_page_all_the_same(desk: Desk) -> None:
    version = desk.published("episode")
    page = read(version.path)
    assert "Akan disiarkan" in page and "data-news" not in page
    assert Client().get(f"{version.path}tanya/").status_code == 404
