"""Many send the same at the same moment: no number twice, none left out, nobody uncounted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from sasando.openness import actions
from sasando.openness.actions import Filing
from sasando.openness.models import Letter, Matter, Request
from tests.desk.builders import make_desk
from tests.openness.conftest import PLAIN, WORDS, person

CLIENTS, EACH = 4, 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_numbers_and_counts_are_exact_when_many_send_at_once() -> None:
    desk = make_desk()

    def send(client: int) -> list[int]:
        try:
            return [
                actions.receive(
                    organisation=desk.kpu,
                    applicant=person(client * 100 + number),
                    filing=Filing(text=WORDS if number % 2 else WORDS.upper(), via="web"),
                    at=PLAIN,
                ).request.serial
                for number in range(EACH)
            ]
        finally:
            if connection.vendor != "sqlite":
                connections.close_all()

    if connection.vendor == "sqlite":  # the test's database is in this thread's memory
        serials = [one for client in range(1, CLIENTS + 1) for one in send(client)]
    else:
        with ThreadPoolExecutor(CLIENTS) as pool:
            serials = [one for some in pool.map(send, range(1, CLIENTS + 1)) for one in some]
    whole = CLIENTS * EACH
    assert sorted(serials) == list(range(1, whole + 1))
    matter = Matter.objects.get()
    assert (matter.count, matter.open_count) == (whole, whole)
    assert Request.objects.count() == Letter.objects.count() == whole
