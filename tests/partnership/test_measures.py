"""Pages are copied, measures stand as they were read: falls are marked, gaps stay gaps."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from sasando.partnership import actions
from sasando.partnership.accounting import accounts_of
from sasando.partnership.measures import measured
from sasando.partnership.models import Goal, Proof, Reminder
from sasando.reach.models import Measurement, Reading
from tests.desk.builders import Desk
from tests.partnership.deals import Deal, a_deal, an_aired_episode, an_outlet, carried, today


def read(proof: Proof, step: Reading.Step, *numbers: tuple[str, int]) -> None:
    """Let the platform have counted ``numbers`` of the copy, or of the broadcast."""
    of: dict[str, Any] = {"hand_over": proof.hand_over}
    if proof.production:
        of = {"broadcast": proof.production.broadcasts.get()}
    reading = Reading.objects.create(**of, step=step, at=timezone.now())
    for kind, value in numbers:
        Measurement.objects.create(reading=reading, kind=kind, value=value, source=f"post_{kind}")


@pytest.fixture
def proof(deal: Deal) -> Proof:
    found = carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    assert found is not None
    return found


def test_a_measure_that_falls_is_shown_and_marked(proof: Proof) -> None:
    read(proof, Reading.Step.HOUR, ("views", 1))
    read(proof, Reading.Step.DAY, ("views", 120), ("shares", 4))
    read(proof, Reading.Step.MONTH, ("views", 90), ("shares", 9))
    shares, views = measured([proof])[proof.pk]
    assert (views.values, views.latest, views.fell) == ((120, None, 90), 90, True)
    assert (shares.values, shares.latest, shares.fell) == ((4, None, 9), 9, False)


def test_reach_and_goals_add_up_one_kind_and_no_other(desk: Desk) -> None:
    deal = a_deal(desk)
    actions.save_row(row=Goal(title="Dilihat", measure="views", target=200), terms=deal.terms)
    row = deal.row("berita")
    row.measure, row.reach = "views", 500
    actions.save_row(row=row, terms=deal.terms)
    deal.in_force()
    outlet = an_outlet(desk)
    for views in (60, 70):
        found = carried(desk.published("partnership"), outlet)
        assert found is not None
        read(found, Reading.Step.WEEK, ("views", views), ("reach", 1000))
    accounts = accounts_of(deal.terms, today=today())
    line = next(one for one in accounts.lines if one.row.code == "berita")
    [goal] = accounts.progress
    assert (line.reached, goal.reached, goal.share) == (130, 130, 65)


def test_a_programme_has_the_numbers_of_its_broadcasts(deal: Deal) -> None:
    an_aired_episode(deal.desk)
    actions.catch_up(at=timezone.now())
    proof = Proof.objects.get()
    read(proof, Reading.Step.DAY, ("views", 300))
    [line] = measured([proof])[proof.pk]
    assert (line.source, line.values) == ("Kanal: post_views", (300, None, None))


# --- Copies of pages -----------------------------------------------------------------------------
class Page(BaseHTTPRequestHandler):
    status, body = 200, b"<p>Kerja sama. Isi berita.</p>"

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(port: int, status: int = 200) -> Iterator[None]:
    handler = type("Handler", (Page,), {"status": status})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def port(settings: Any) -> int:
    settings.ALLOW_LOOPBACK_OUTLETS = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_the_page_of_a_proof_is_copied_once_its_server_answers(proof: Proof, port: int) -> None:
    Proof.objects.update(address=f"http://127.0.0.1:{port}/berita")
    assert actions.take_archives(timezone.now()) == 1
    proof.refresh_from_db()
    assert proof.archive_words and not proof.archived_at
    with serving(port):
        actions.take_archives(timezone.now())
    proof.refresh_from_db()
    with proof.archive.open("rb") as file:
        assert b"Isi berita." in gzip.decompress(file.read())
    assert proof.archive_sha256 in proof.archive.name
    assert actions.take_archives(timezone.now()) == 0


def test_what_the_server_says_instead_is_kept(proof: Proof, port: int) -> None:
    Proof.objects.update(address=f"http://127.0.0.1:{port}/berita")
    with serving(port, status=404):
        actions.take_archives(timezone.now())
    proof.refresh_from_db()
    assert "404" in proof.archive_words and not proof.archive
    assert actions.take_archives(timezone.now()) == 0


def test_no_address_inside_a_network_is_asked(proof: Proof, settings: Any) -> None:
    settings.ALLOW_LOOPBACK_OUTLETS = False
    Proof.objects.update(address="http://127.0.0.1:1/rahasia")
    actions.take_archives(timezone.now())
    proof.refresh_from_db()
    assert proof.archive_words and not proof.archive


def test_what_was_taken_back_is_not_copied(proof: Proof, port: int) -> None:
    actions.take_back(
        proof=proof, by=proof.agreement.opened_by, reason="Keliru.", at=timezone.now()
    )
    assert actions.take_archives(timezone.now()) == 0


# --- Early warning -------------------------------------------------------------------------------
@pytest.fixture
def behind(desk: Desk) -> Deal:
    """An agreement of which most time is over, and nothing is proven."""
    deal = a_deal(desk, starts=today() - timedelta(days=80), ends=today() + timedelta(days=20))
    deal.terms.deliverables.update(deadline=today() + timedelta(days=20))
    return deal.in_force()


def remind(at: datetime, callbacks: Any) -> int:
    with callbacks(execute=True):
        return actions.remind(at=at)


def test_both_sides_are_warned_once_a_week_and_at_once_of_what_is_new(
    behind: Deal, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    assert remind(now, django_capture_on_commit_callbacks) == 1
    told = {message.to[0] for message in mail.outbox}
    assert {"officer@example.org", "head@example.org", "business@example.org"} <= told
    assert not {"reporter@example.org", "checker@example.org"} & told
    assert "Bincang" in mail.outbox[0].body and "/desk/kerja-sama/" in mail.outbox[0].body
    mail.outbox.clear()
    assert remind(now + timedelta(days=1), django_capture_on_commit_callbacks) == 0
    assert remind(now + timedelta(days=7), django_capture_on_commit_callbacks) == 1
    Reminder.objects.update(codes=["berita"])
    assert remind(now + timedelta(days=8), django_capture_on_commit_callbacks) == 1


def test_who_is_on_track_is_left_alone(deal: Deal, django_capture_on_commit_callbacks: Any) -> None:
    starts = date.today() - timedelta(days=2)  # noqa: DTZ011 - a day more or less is no matter here
    deal.agreement.terms.update(starts=starts)
    assert remind(timezone.now(), django_capture_on_commit_callbacks) == 0
    assert not mail.outbox
