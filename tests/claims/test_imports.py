"""Fact-checks by others: read row by row, never twice, never shown as ours, never a crash."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sasando.claims import actions, answers
from sasando.claims.exceptions import WrongState
from sasando.claims.feeding import AGAIN, read_feeds
from sasando.claims.founding import found_claims
from sasando.claims.imports import CheckReport, ForeignRow, Problems, read_checks
from sasando.claims.imports.rows import day_of, language_of, one_line
from sasando.claims.models import CheckSource, ForeignCheck, KnownChange
from sasando.cli.checks import export_checks
from sasando.demo.sample import CHECKS
from sasando.elections.actions import load_calendar_2024
from tests.claims.conftest import work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk

HEADER = "id,title,text,lang,date,url\n"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Cek</title><language>id-ID</language>
<item><title>[SALAH] Surat suara tercoblos</title><link>https://cek.example/1</link>
<description>Pendek</description><content:encoded><![CDATA[<p>Surat suara <b>utuh</b>.</p>]]></content:encoded>
<pubDate>Sat, 10 Feb 2024 08:00:00 +0700</pubDate><guid isPermaLink="false">g1</guid></item>
<item><title>TPS dipindah</title><guid>https://cek.example/2</guid></item>
<item><description>tanpa judul</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><entry>
<title type="html">&lt;b&gt;Ballots&lt;/b&gt; were marked</title><id>tag:cek.example,2024:1</id>
<link rel="self" href="/atom/1"/><link href="/en/1"/><summary>They were not.</summary>
<updated>2024-02-10T08:00:00Z</updated></entry></feed>"""


def review(url: str, claim: str) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": claim,
        "author": {"@type": "Organization", "name": "Periksa Contoh"},
        "reviewRating": {"@type": "Rating", "alternateName": "Salah"},
        "datePublished": "2024-02-10",
        "inLanguage": "id-ID",
    }


def read(content: str | bytes, base_url: str = "") -> tuple[list[ForeignRow], Problems]:
    problems = Problems()
    raw = content.encode() if isinstance(content, str) else content
    return read_checks(raw, problems, base_url=base_url), problems


@pytest.fixture
def source(db: None) -> CheckSource:
    return CheckSource.objects.create(code="cek", name="Cek Contoh", site="https://cek.example/")


def take(content: str | bytes, source: CheckSource, **more: Any) -> CheckReport:
    raw = content.encode() if isinstance(content, str) else content
    return actions.import_checks(content=raw, source=source, at=NOW, **more)


# --- Reading ------------------------------------------------------------------------------------
def test_jsonl_is_read_line_by_line() -> None:
    good = {"id": "a1", "title": "[SALAH] Kotak suara", "text": "Utuh.", "lang": "id",
            "date": "2024-02-14", "url": "", "source": "x"}  # fmt: skip
    lines = [json.dumps(good), "{broken", "[1]", "", json.dumps(good | {"id": "a2", "url": "u"})]
    rows, problems = read("\n".join(lines))
    assert [row.key for row in rows] == ["a1", "a2"]
    assert rows[0].rating == "SALAH"
    assert rows[0].published == date(2024, 2, 14)
    assert [problem.line for problem in problems.found] == [2, 3, 5]
    assert problems.left_out == 2  # the address that is none costs nothing but itself


def test_csv_headings_may_be_indonesian_and_semicolons_do() -> None:
    rows, problems = read(
        "kode;judul;penjelasan;kesimpulan;tanggal;tautan\n"
        '1;"Judul; satu";"Baris\nkedua";Salah.;14/02/2024;https://cek.example/1\n'
    )
    assert not problems.found
    (row,) = rows
    assert (row.title, row.explanation) == ("Judul; satu", "Baris\nkedua\nSalah.")
    assert (row.published, row.url) == (date(2024, 2, 14), "https://cek.example/1")


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    rows, problems = read(
        HEADER
        + '1,"never closed,x,id,,\n'
        + '2,"fine",x,id,,\n'
        + '3,stray " quote,x,id,,\n'
        + "4,too,few\n"
        + '5,"wrong"ly,x,id,,\n'
        + '6,"two\nlines",x,id,,\n'
    )
    assert [row.id for row in rows] == ["2", "3", "6"]
    assert [problem.line for problem in problems.found] == [2, 5, 6]


def test_encodings_may_be_mixed_and_nul_is_taken_out() -> None:
    content = b"\xef\xbb\xbf" + HEADER.encode() + "1,Kafé,x,id,,\n".encode()
    content += "2,Kafé,x,id,,\n".encode("cp1252") + b"3,Ka\0f,x,id,,\n"
    rows, problems = read(content)
    assert [row.title for row in rows] == ["Kafé", "Kafé", "Kaf"]
    assert [(problem.line, problem.left_out) for problem in problems.found] == [
        (3, False),
        (4, False),
    ]
    assert len(read((HEADER + "1,Kafé,x,id,,\n").encode("utf-16"))[0]) == 1


def test_a_row_that_is_too_long_is_left_out_and_the_next_is_read() -> None:
    rows, problems = read(HEADER + f"1,{'x' * 300_000},x,id,,\n2,y,x,id,,\n")
    assert [row.id for row in rows] == ["2"]
    assert [problem.line for problem in problems.found] == [2]


def test_what_repeats_is_said_and_taken_once() -> None:
    rows, problems = read(HEADER + "1,a,x,id,,https://c.example/1\n2,b,x,id,,https://c.example/1\n")
    assert [row.title for row in rows] == ["a"]
    assert problems.found[0].line == 3


def test_rss_and_atom_are_read() -> None:
    rows, problems = read(RSS)
    assert [row.url for row in rows] == ["https://cek.example/1", "https://cek.example/2"]
    assert (rows[0].explanation, rows[0].rating) == ("Surat suara utuh .", "SALAH")
    assert rows[0].published == date(2024, 2, 10)
    assert [problem.line for problem in problems.found] == [3]
    ((row,), _) = read(ATOM, "https://cek.example/feed")
    assert (row.title, row.language) == ("Ballots were marked", "en")
    assert row.url == "https://cek.example/en/1"


def test_a_feed_that_was_cut_off_gives_what_there_was() -> None:
    rows, problems = read(RSS[: RSS.index("TPS")])
    assert rows[0].url == "https://cek.example/1"
    assert not problems.found[0].left_out


def test_a_feed_whose_prefix_nothing_declares_is_read() -> None:
    entry = (
        "<atom:entry><atom:title>Salah, TPS tidak pindah</atom:title>"
        "<atom:id>https://cek.example/1</atom:id></atom:entry>"
    )
    rows, problems = read(f"<atom:feed>{entry}</atom:feed>", "https://cek.example/feed")
    assert [row.url for row in rows] == ["https://cek.example/1"]
    assert problems.found


def test_no_entity_of_a_feed_is_resolved() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    rows, _ = read(f"{bomb}<rss><item><title>x&a;y</title><guid>1</guid></item></rss>")
    assert [row.title for row in rows] == ["x&a;y"]


def test_claim_review_is_read_from_pages_and_from_the_data_commons_feed() -> None:
    page = json.dumps(review("https://cek.example/1", "Surat suara tercoblos"))
    html = f'<html><script type="application/ld+json">{page}</script></html>'
    ((row,), _) = read(html, "https://cek.example/1")
    assert (row.title, row.rating, row.publisher) == (
        "Surat suara tercoblos", "Salah", "Periksa Contoh",
    )  # fmt: skip
    items = [review("https://cek.example/2", "satu"), review("https://cek.example/2", "dua")]
    feed = {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": items}]}
    rows, _ = read(json.dumps(feed))
    assert len({row.key for row in rows}) == 2
    assert {row.url for row in rows} == {"https://cek.example/2"}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-02-14T10:00:00Z", date(2024, 2, 14)),
        ("14-02-2024", date(2024, 2, 14)),
        ("Wed, 14 Feb 2024 10:00:00 GMT", date(2024, 2, 14)),
        ("31/02/2024", None),
        ("kemarin", None),
    ],
)
def test_days_are_read_as_they_are_written(said: str, day: date | None) -> None:
    assert day_of(said) == day


def test_languages_have_two_letters() -> None:
    assert [language_of(said) for said in ("en-US", "in", "", "xyz")] == ["en", "id", "id", "id"]


def test_what_turns_words_around_is_taken_out() -> None:
    assert one_line("a\u202eb\ud800c\0 <i>d</i>") == "abc d"


# --- Taking in ----------------------------------------------------------------------------------
def test_a_second_time_changes_nothing_and_removed_ones_stay(source: CheckSource) -> None:
    content = HEADER + "1,satu,x,id,,\n2,dua,x,id,,https://cek.example/2\n"
    assert take(content, source).created == 2
    KnownChange.objects.all().delete()
    again = take(content, source)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert not KnownChange.objects.exists()
    changed = take(HEADER + "1,satu baru,x,id,,\n", source)
    assert (changed.updated, ForeignCheck.objects.count()) == (1, 2)
    check = ForeignCheck.objects.get(title="satu baru")
    assert KnownChange.objects.get().subject == f"foreign:{check.pk}"
    assert check.href == "https://cek.example/"  # where nothing better is known


def test_what_is_imported_is_known_and_named_by_its_publisher(
    source: CheckSource, engine: StandIn
) -> None:
    take(HEADER + "1,Surat suara tercoblos,Utuh.,id,,https://cek.example/1\n", source)
    work()
    (known,) = engine.known.values()
    answer = answers.find(known.id, language="id", at=NOW)
    assert answer is not None
    assert "Cek Contoh" in answer.source
    assert answer.href == "https://cek.example/1"


def test_a_source_that_is_switched_off_answers_nothing(
    source: CheckSource, engine: StandIn
) -> None:
    take(HEADER + "1,satu,x,id,,\n", source)
    work()
    actions.switch_source(source=source, active=False, at=NOW)
    work()
    assert not engine.known
    with pytest.raises(WrongState):
        take(HEADER + "2,dua,x,id,,\n", source)
    actions.switch_source(source=source, active=True, at=NOW)
    work()
    assert len(engine.known) == 1


def test_a_page_another_source_gave_stays_with_it(source: CheckSource) -> None:
    other = CheckSource.objects.create(code="lain", name="Lain")
    content = HEADER + "1,satu,x,id,,https://cek.example/1\n"
    take(content, source)
    report = take(content.replace("satu", "lain"), other)
    assert (report.elsewhere, ForeignCheck.objects.get().title) == (1, "satu")
    # An id counts within its source only.
    assert take(HEADER + "1,satu,x,id,,\n", other).created == 1
    assert take(HEADER + "1,satu,x,id,,\n", source).created == 1


def test_progress_is_told_and_the_report_is_for_programs_too(source: CheckSource) -> None:
    heard: list[tuple[int, int]] = []
    rows = "".join(f"{n},t{n},x,id,,\n" for n in range(600)) + "x,\n"
    report = take(HEADER + rows, source, told=lambda done, total: heard.append((done, total)))
    assert heard == [(500, 600), (600, 600)]
    assert (report.created, report.left_out, report.ok) == (600, 1, True)
    assert json.dumps(report.as_dict())
    assert not take("bukan,tabel\n", source).ok


def test_the_samples_own_set_is_read_whole() -> None:
    rows, problems = read(CHECKS.read_bytes())
    assert len(rows) >= 12
    assert not problems.found
    assert all(row.claim and row.explanation and row.rating for row in rows)


def test_stages_that_come_in_by_a_table_are_known(db: None, engine: StandIn) -> None:
    load_calendar_2024()
    work()
    assert "stage:pilkada2024/PKD-07" in engine.known


# --- On the desk ---------------------------------------------------------------------------------
def test_a_file_is_uploaded_and_the_switch_takes_its_checks_along(
    desk: Desk, source: CheckSource
) -> None:
    found_claims()
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.editor)
    file = SimpleUploadedFile("x.csv", (HEADER + "1,satu,x,id,,\nbroken\n").encode())
    where = reverse("sasando_import_checks")
    said = client.post(where, {"source": source.pk, "file": file})
    assert said.status_code == 200
    assert [problem.line for problem in said.context["report"].problems] == [3]
    assert ForeignCheck.objects.get().active
    edit = reverse("check_sources:edit", args=[source.pk])
    values = {"name": source.name, "code": source.code, "language": "id"}
    assert client.post(edit, values).status_code == 302
    assert not ForeignCheck.objects.get().active
    client.force_login(desk.officer)
    assert client.get(where).status_code == 302  # who has no say in it is led away


# --- Feeds --------------------------------------------------------------------------------------
class _Feed(BaseHTTPRequestHandler):
    pages: dict[str, tuple[int, str, bytes]] = {}

    def do_GET(self) -> None:
        status, kind, body = self.pages.get(self.path, (404, "text/html", b""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.ALLOW_LOOPBACK_OUTLETS = True
    _Feed.pages = {"/rss": (200, "application/rss+xml; charset=utf-8", RSS.encode())}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_feeds_are_read_every_hour_and_say_how_it_went(source: CheckSource, site: str) -> None:
    source.feed = f"{site}/rss"
    source.save()
    broken = CheckSource.objects.create(code="x", name="X", feed=f"{site}/gone")
    CheckSource.objects.create(code="off", name="Off", feed=f"{site}/rss", active=False)
    assert read_feeds(NOW) == 2
    assert ForeignCheck.objects.count() == 2
    assert read_feeds(NOW + AGAIN - timedelta(minutes=1)) == 0
    assert read_feeds(NOW + AGAIN) == 2
    assert ForeignCheck.objects.count() == 2
    source.refresh_from_db()
    broken.refresh_from_db()
    assert "1" in source.words
    assert "404" in broken.words


# --- Anything at all -------------------------------------------------------------------------
_HEADS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b"<rss>", b"<feed ", b"<![", b"<!DOCTYPE", b"{", b"[",
     b'{"title": ', HEADER.encode(), b'{"@type": "ClaimReview",', b"PK", RSS.encode()[:300],
     b'<script type="application/ld+json">']
)  # fmt: skip
_fuzz = hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_fuzz
@given(_HEADS, st.binary(max_size=400))
def test_any_bytes_give_rows_or_problems(head: bytes, rest: bytes) -> None:
    rows, problems = read(head + rest, "https://cek.example/")
    assert rows or problems.found or not (head + rest).strip(b"\0 \r\n\t\xef\xbb\xbf")
    for row in rows:
        "".join((row.title, row.claim, row.explanation, row.url, row.id)).encode()


_values = st.one_of(st.text(max_size=30), st.integers(), st.none(), st.floats())
_objects = st.dictionaries(
    st.sampled_from(["id", "title", "claim", "text", "date", "url", "lang", "rating"]), _values
)


@_fuzz
@given(st.lists(_objects, max_size=6))
def test_any_rows_are_taken_or_reported(db: None, objects: list[dict[str, Any]]) -> None:
    source, _ = CheckSource.objects.get_or_create(code="fuzz", defaults={"name": "Fuzz"})
    content = "\n".join(json.dumps(one) for one in objects)
    report = take(content, source)
    again = take(content, source)
    assert again.created == again.updated == 0
    assert report.taken + report.left_out + report.elsewhere >= len(objects)


def test_what_is_exported_has_what_data_commons_asks_and_is_read_back(
    desk: Desk, tmp_path: Path
) -> None:
    version = desk.published("verdict")
    file = tmp_path / "umpan.json"
    export_checks(file, as_json=False)
    feed = json.loads(file.read_text())
    assert feed["@type"] == "DataFeed"
    (element,) = feed["dataFeedElement"]
    assert element["@type"] == "DataFeedItem"
    (told,) = element["item"]
    assert told["@type"] == "ClaimReview"
    assert {
        "author",
        "claimReviewed",
        "datePublished",
        "itemReviewed",
        "reviewRating",
        "url",
    } <= set(told)
    assert told["reviewRating"]["alternateName"]
    ((row,), problems) = read(file.read_bytes())
    assert not problems.found
    assert row.url == told["url"]
    assert (row.claim or row.title) == version.content.verdict.claim
