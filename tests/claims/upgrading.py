"""Run by ``test_privacy`` in a process and a database of its own: rows of the house before."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from sasando.channels.privacy import code_of
from sasando.claims.actions.answering import IGNORED_AFTER
from sasando.claims.models import Inbox, Reply, Tip, TipPicture
from tests.claims.test_privacy import sealed
from tests.desk.builders import Desk


@pytest.mark.django_db(transaction=True)
def test_what_stood_in_clear_is_sealed_and_found_again(desk: Desk) -> None:
    """Converted on the way up, and back; suggestions of before get their time to be filed."""
    inbox = Inbox.objects.create(code="wa", name="WA", organisation=desk.pos, messenger="whatsapp")
    now = timezone.now()
    tip = Tip.objects.create(
        inbox=inbox, received_at=now, ready_at=now, external_id="wamid.1", handles=["wamid.1"]
    )
    TipPicture.objects.create(tip=tip, handle="file 1")
    Reply.objects.create(
        inbox=inbox,
        reason="answer",
        text="x",
        key="k",
        parts="wamid.2 wamid.3",
        created_at=now,
        due_at=now,
    )
    quiet = Tip.objects.create(received_at=now, ready_at=now)
    ignored, asking = (
        Tip.objects.create(
            received_at=now, ready_at=now, answered_at=now, state="suggested", decision=decision
        )
        for decision in ({"matches": []}, {"matches": [], "asks": True})
    )
    try:
        executor = MigrationExecutor(connection)
        executor.migrate([("sasando_claims", "0003_prints_of_pictures")])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sasando_claims_tip SET thread_key = 'album' WHERE token <> ''")
            cursor.execute("SELECT identifier, parts FROM sasando_claims_reply")
            assert cursor.fetchall() == [("wamid.2", "wamid.2 wamid.3")]
            cursor.execute("SELECT external_id FROM sasando_claims_tip ORDER BY id")
            assert cursor.fetchall() == [("wamid.1",), ("",), ("",), ("",)]
    finally:
        call_command("migrate", verbosity=0)
    assert set(sealed()) == {"Tip.external_id", "Tip.handles", "TipPicture.handle", "Reply.parts"}
    tip.refresh_from_db()
    assert (tip.external_id, tip.handles) == ("wamid.1", ["wamid.1"])
    assert tip.thread_key == code_of("wa", "album")
    reply = Reply.objects.get()
    assert (reply.parts, reply.handles) == ("wamid.2 wamid.3", [])
    assert reply.code == code_of("wa", "wamid.2")
    assert reply.codes.split() == [code_of("wa", "wamid.2"), code_of("wa", "wamid.3")]
    assert TipPicture.objects.get().handle == "file 1"
    quiet.refresh_from_db()
    assert (quiet.external_id, quiet.handles, quiet.thread_key) == ("", [], "")
    for suggested in (ignored, asking):
        suggested.refresh_from_db()
    assert (ignored.file_at, asking.file_at) == (now + IGNORED_AFTER, None)
