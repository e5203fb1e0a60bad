"""What tells who a person is stands nowhere in clear, and ends when it is to end."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.channels.privacy import without
from sasando.channels.sealing import SealedField
from sasando.claims.models import Asker, Reply, TipPart
from sasando.retention.actions import retain
from tests.claims.conftest import Chat, Phone, work
from tests.claims.test_intake import RUMOUR
from tests.messengers.pictures import png
from tests.messengers.whatsapp_server import WhatsAppServer

CHAT, PHONE = 5987654321, "6281398765432"
_LETTERS = re.compile(r"[A-Za-z0-9+/_-]{12,}")


class _Named(int):
    """The number of a message, written as WhatsApp does: with the telephone number in it."""

    def __format__(self, form: str) -> str:
        inside = b"\x1d\x18\x0d" + PHONE.encode() + b"\x15\x02\x00" + int(self).to_bytes(9)
        return base64.b64encode(inside).decode()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = WhatsAppServer._next
    monkeypatch.setattr(WhatsAppServer, "_next", lambda self: _Named(counted(self)))


def talk(telegram: Chat, whatsapp: Phone) -> None:
    """Ask by both, in words, pictures and albums; be answered, refused, and heard of afterwards."""
    telegram.send_text(RUMOUR, user=CHAT)
    telegram.send_photo(png(), caption="benarkah ini?", user=CHAT)
    telegram.send_photo(png(), user=CHAT, album="99887766")
    whatsapp.send_text(RUMOUR, phone=PHONE)
    whatsapp.send_image(png(), "benarkah ini?", phone=PHONE)
    work()
    telegram.send_text("help", user=CHAT)
    whatsapp.send_text("help", phone=PHONE)
    work()
    whatsapp.tell(whatsapp.sent[0], "delivered")
    details = f"Message to +{PHONE} failed to send"
    whatsapp.tell(whatsapp.sent[-1], "failed", code=131026, details=details)
    telegram.fail_next(400, f"Bad Request: chat {CHAT} something")
    telegram.send_text("ini lain lagi, benarkah pemilu diundur?", user=CHAT)
    work()


def told_in(value: object) -> bool:
    """Whether a value of the database tells whom it is about, be it in base64."""
    if isinstance(value, memoryview | bytes):
        value = bytes(value).decode("latin-1")
    text = str(value)
    words = [text]
    for run in _LETTERS.findall(text):
        plain = run.translate(str.maketrans("-_", "+/"))
        for start in range(4):
            whole = plain[start:][: (len(plain) - start) // 4 * 4]
            words.append(base64.b64decode(whole).decode("latin-1"))
    return any(str(who) in word for who in (CHAT, PHONE, PHONE[2:]) for word in words)


def tells() -> Iterator[str]:
    """Yield where in the whole database it stands who somebody is."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from (
                    f"{table}.{name}"
                    for name, value in zip(names, row, strict=True)
                    if told_in(value)
                )


def sealed() -> Iterator[str]:
    """Yield where something sealed is kept."""
    for model in apps.get_app_config("sasando_claims").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedField):
                values = model._default_manager.values_list(field.name, flat=True)
                yield from (f"{model.__name__}.{field.name}" for value in values if value)


def test_no_table_tells_who_asked(
    telegram: Chat, whatsapp: Phone, named: None, caplog: pytest.LogCaptureFixture
) -> None:
    talk(telegram, whatsapp)
    assert told_in(whatsapp.sent[0].id), "the identifiers hold the number, as the real ones do"
    assert len(telegram.sent) >= 2
    assert len(whatsapp.sent) >= 2
    assert Reply.objects.filter(delivered_at__isnull=False).exists()
    assert set(Reply.objects.exclude(words="").values_list("state", flat=True)) == {"refused"}
    assert set(sealed()) >= {"Tip.external_id", "Reply.parts"}
    assert list(tells()) == []
    assert not told_in(caplog.text)


def test_who_is_forgotten_leaves_nothing_to_unseal(
    telegram: Chat, whatsapp: Phone, named: None
) -> None:
    talk(telegram, whatsapp)
    telegram.send_text("hapus", user=CHAT)
    whatsapp.send_text("hapus", phone=PHONE)
    last_word = set(sealed())
    assert last_word <= {"Reply.handles"}, "what the last word is yet to acknowledge"
    work()
    retain(at=timezone.now() + timedelta(minutes=1), only="claims")
    assert not Asker.objects.exists()
    assert list(sealed()) == []
    assert not Reply.objects.exclude(code="", codes="").exists()
    assert list(tells()) == []


def test_the_set_time_ends_it_for_those_who_stay_silent(
    telegram: Chat, whatsapp: Phone, named: None
) -> None:
    talk(telegram, whatsapp)
    retain(at=timezone.now() + timedelta(days=31), only="claims")
    assert not Asker.objects.exists()
    assert not TipPart.objects.exists()
    assert list(sealed()) == []


def test_the_set_time_ends_receipts_of_those_who_write_on(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=CHAT)
    work()
    later = timezone.now() + timedelta(days=31)
    Asker.objects.update(last_at=later)
    assert retain(at=later - timedelta(days=2), only="claims")["claims.replies"] == 0
    assert retain(at=later, only="claims")["claims.replies"] == 1
    assert Asker.objects.exists()
    assert list(sealed()) == []
    assert Reply.objects.get().codes == ""


def test_a_lost_key_keeps_no_row_from_being_listed(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.send_text(RUMOUR, user=CHAT)
    work()

    def lost(locked: str) -> str:
        raise VaultError("locked with another key")

    monkeypatch.setattr("sasando.channels.sealing.unseal", lost)
    reply = Reply.objects.select_related("tip").get()
    assert reply.state == Reply.State.SENT
    reply.save()
    with pytest.raises(VaultError):
        _ = reply.parts
    monkeypatch.undo()
    assert Reply.objects.get().parts.startswith(f"{CHAT}/")


@pytest.mark.parametrize(
    ("words", "address", "left"),
    [
        ("chat 7 not found, retry after 17", "7", "chat … not found, retry after 17"),
        ("550 <siti@desa.example>: unknown", "siti@desa.example", "550 <…>: unknown"),
        ("no such group -1009 in -1009/4", "-1009", "no such group … in …/4"),
        ("to +62813 failed", "62813", "to +… failed"),
        ("nothing", "", "nothing"),
    ],
)
def test_a_platforms_words_tell_nobody(words: str, address: str, left: str) -> None:
    assert without(words, address) == left


def test_what_stood_in_clear_is_sealed_and_found_again() -> None:
    """Rows of the house before, converted in a database of their own: the test empties it."""
    ours = ("SASANDO_", "PYTEST_", "DATABASE_URL")
    alone = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    upgrading = Path(__file__).with_name("upgrading.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", str(upgrading)]
    done = subprocess.run(command, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
