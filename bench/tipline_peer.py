"""The least that answers a tip line: one Django view, SQLite FTS5, the reply sent inside the call.

It checks the signature, stores the message and asks FTS5 (BM25) for the nearest of what is known:
what many a bot does. It has no outbox, no leases, no claims, and no threshold for silence.
"""

import hashlib
import hmac
import json
import os
import re
import sys
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.tipline_said import OFFICIAL, checks

_lines = local()
_WORD = re.compile(r"\w+")


@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """Store, look up, answer, and only then say that it was received."""
    wanted = hmac.new(_options()["app_secret"].encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), f"sha256={wanted}"):
        return HttpResponse(status=403)
    value = json.loads(request.body)["entry"][0]["changes"][0]["value"]
    for message in value.get("messages", ()):
        said = message["text"]["body"]
        query = " OR ".join(f'"{word}"' for word in _WORD.findall(said))
        with connection.cursor() as cursor:
            row = [message["id"], message["from"], said]
            cursor.execute("INSERT INTO tip (id, person, said) VALUES (%s, %s, %s)", row)
            nearest = "SELECT text FROM known WHERE known MATCH %s ORDER BY bm25(known) LIMIT 1"
            cursor.execute(nearest, [query])
            found = cursor.fetchone()
        _send(message["from"], found[0] if found else "Belum ada jawaban.")
    return HttpResponse("ok")


def _send(person: str, words: str) -> None:
    options = _options()
    line = getattr(_lines, "line", None)
    if line is None:
        parts = urlsplit(options["server"])
        line = _lines.line = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    message = {"messaging_product": "whatsapp", "to": person, "type": "text"}
    message["text"] = {"body": words}  # type: ignore[assignment]
    headers = {"Authorization": f"Bearer {options['token']}", "Content-Type": "application/json"}
    where = f"/v25.0/{options['phone_number_id']}/messages"
    line.request("POST", where, json.dumps(message), headers)
    line.getresponse().read()


@cache
def _options() -> dict[str, str]:
    found: dict[str, str] = json.loads(os.environ["SASANDO_BENCH_PLATFORM"])
    return found


urlpatterns = [path("masuk/peer/", webhook)]


def main(port: int) -> None:
    file = Path(os.environ["SASANDO_HOME"]) / "peer.sqlite3"
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
    }
    settings.configure(
        DATABASES={"default": sqlite}, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="peer"
    )
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tip (id TEXT PRIMARY KEY, person TEXT, said TEXT)")
        cursor.execute("CREATE VIRTUAL TABLE known USING fts5(text)")
        known = [json.loads(line)["claim"] for line in checks().splitlines()]
        cursor.executemany("INSERT INTO known VALUES (%s)", [[k] for k in (*OFFICIAL, *known)])
    import waitress
    from django.core.wsgi import get_wsgi_application

    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=port, threads=8)


if __name__ == "__main__":
    main(int(sys.argv[1]))
