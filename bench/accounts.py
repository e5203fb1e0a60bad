"""The wave at the public-information desk: the same request from a whole town in one day.

The house runs as it is shipped (``sasando web``). Two clients send the form over HTTP, each time as
somebody else; an officer turns the pages of the desk beside it, and one answer goes to all at the end.
"""

import json
import os
import sys
import time
from collections import defaultdict
from statistics import median
from threading import Event, Thread

import httpx

from bench.processes import serving
from bench.tables import Table, p95, say, table
from tests.sample import free_port

WITHIN_MS = 300.0  # the promise, of a page of the desk
CLIENTS = 2
WORDS = "Daftar TPS di Kota Kupang untuk pemilihan, per kelurahan, dalam bentuk tabel."
_PAUSE_S = 0.25  # between two pages of the officer


def main(requests: int) -> list[Table]:
    """Return the table of so many requests."""
    from bench import house

    os.environ["SASANDO_SECOND_FACTOR"] = "optional"
    os.environ["SASANDO_BEHIND_PROXY"] = "true"  # each sender by an address of their own
    say("accounts: founding a house")
    house.open_house(filled=False)
    port = free_port()
    with serving(port):
        url = f"http://127.0.0.1:{port}"
        cookies = {"sessionid": _officer()}
        say(f"accounts: {requests} requests by {CLIENTS} clients")
        sent, pages, took = _wave(url, requests, cookies)
        exact = _counted(requests)
        after = {
            name: [_seconds(url, path, cookies) for _again in range(25)]
            for name, path in _desk().items()
        }
        decided, filled = _answer(requests)
    slowest = max(p95(took) for took in (*pages.values(), *after.values())) * 1000
    kept = slowest <= WITHIN_MS and exact
    return [
        table(
            f"{requests} identical requests, {CLIENTS} clients, {_database()}",
            ["", "count", "a second", "p50 ms", "p95 ms"],
            [
                ["registered", len(sent), len(sent) / took, *_ms(sent)],
                *(
                    [f"beside it: {name}", len(took), "", *_ms(took)]
                    for name, took in pages.items()
                ),
                *(
                    [f"afterwards: {name}", len(took), "", *_ms(took)]
                    for name, took in after.items()
                ),
                ["one answer to all", requests, "", decided * 1000, decided * 1000],
                ["letters written for it", requests, requests / filled, "", ""],
            ],
            f"numbers without a gap, counts exact: {'yes' if exact else 'NO'}; every page of the "
            f"officer within {WITHIN_MS:g} ms (p95): {'kept' if kept else 'missed'}",
        )
    ]


def _wave(
    url: str, requests: int, cookies: dict[str, str]
) -> tuple[list[float], dict[str, list[float]], float]:
    sent: list[float] = []
    pages: dict[str, list[float]] = defaultdict(list)
    over = Event()
    begun = time.monotonic()
    clients = [
        Thread(target=_send, args=(url, range(one, requests, CLIENTS), sent))
        for one in range(CLIENTS)
    ]
    reader = Thread(target=_read, args=(url, cookies, pages, over))
    for thread in (*clients, reader):
        thread.start()
    for thread in clients:
        thread.join()
    took = time.monotonic() - begun
    over.set()
    reader.join()
    return sent, pages, took


def _send(url: str, numbers: range, sent: list[float]) -> None:
    with httpx.Client(timeout=60) as client:
        for number in numbers:
            form = {
                "teks": WORDS.upper() if number % 3 == 0 else WORDS,
                "nama": f"Warga {number}",
                "alamat": f"RT {number % 40}, Kupang",
                "surel": f"warga{number}@warga.example",
                "jenis": "person",
                "cara": "copy",
                "tetap": "1",
            }
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            begun = time.perf_counter()
            answer = client.post(
                f"{url}/informasi-publik/minta/", data=form, headers={"X-Forwarded-For": address}
            )
            sent.append(time.perf_counter() - begun)
            if answer.status_code != 303:
                raise RuntimeError(f"not registered: {answer.status_code}")


def _read(url: str, cookies: dict[str, str], pages: dict[str, list[float]], over: Event) -> None:
    while not over.wait(_PAUSE_S):
        for name, path in _desk().items():
            pages[name].append(_seconds(url, path, cookies))


def _desk() -> dict[str, str]:
    """Return what an officer turns to, once there are requests: what it is → its path."""
    from sasando.openness.models import Matter, Request

    paths = {"the matters": "/desk/ppid/", "the public register": "/informasi-publik/register/"}
    matter, asked = Matter.objects.first(), Request.objects.order_by("-pk").first()
    if matter and asked:
        paths["the matter"] = f"/desk/ppid/{matter.pk}/"
        paths["one request"] = f"/desk/ppid/permohonan/{asked.pk}/"
    return paths


def _seconds(url: str, path: str, cookies: dict[str, str]) -> float:
    begun = time.perf_counter()
    answer = httpx.get(f"{url}{path}", cookies=cookies, timeout=60)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return time.perf_counter() - begun


def _officer() -> str:
    """Log an officer in; return the key of the session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from sasando.parties.models import Person

    person = Person.objects.get(username="maria")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _counted(requests: int) -> bool:
    from sasando.openness.models import Letter, Matter, Request

    serials = list(Request.objects.order_by("serial").values_list("serial", flat=True))
    matter = Matter.objects.get()
    return (
        serials == list(range(1, requests + 1))
        and (matter.count, matter.open_count) == (requests, requests)
        and Letter.objects.filter(kind="receipt").count() == requests
    )


def _answer(requests: int) -> tuple[float, float]:
    """Answer everybody; return the seconds of the decision and of writing the letters."""
    from django.utils import timezone

    from sasando.openness import actions
    from sasando.openness.models import Letter, Matter
    from sasando.parties.models import Person

    officer = Person.objects.get(username="maria")
    answer = actions.Answer(outcome="granted", text="Terlampir.")
    begun = time.perf_counter()
    actions.decide(matter=Matter.objects.get(), answer=answer, by=officer, at=timezone.now())
    decided = time.perf_counter() - begun
    begun = time.perf_counter()
    while actions.fill_some(at=timezone.now()):
        pass
    filled = time.perf_counter() - begun
    if Letter.objects.filter(kind="decision").count() != requests:
        raise RuntimeError("somebody got no letter")
    return decided, filled


def _database() -> str:
    from django.db import connection

    return str(connection.vendor)


def _ms(seconds: list[float]) -> list[float]:
    return [median(seconds) * 1000, p95(seconds) * 1000]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
