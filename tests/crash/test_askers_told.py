"""A worker killed while it tells people: everyone is told; twice only where a platform has no keys.

WhatsApp hands our key back with what became of a message, so a reply in doubt is settled by that
word. Telegram has nothing of the kind: a reply whose worker died between the platform's taking it
and the receipt is sent again, since never told is worse than told twice.
"""

import pytest

from tests import postgresql
from tests.crash.askers import ASKERS, run


@pytest.mark.crash
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_everyone_is_told_though_workers_are_killed(database: str) -> None:
    result = run("" if database == "sqlite" else postgresql.start())
    assert result["askers"] == ASKERS
    for told in (result["verdict"], result["correction"]):
        assert told["kills"] > 5
        assert (told["told"], told["not_sent"]) == (ASKERS, 0)
        assert told["whatsapp_twice"] == 0
        assert told["telegram_twice"] <= told["in_doubt"]
