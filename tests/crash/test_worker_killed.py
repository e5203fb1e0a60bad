"""A worker killed at any instant: everything arrives, nothing twice, every receipt is true.

Meanwhile people withdraw items that are in flight, and try again what a worker has in hand.
"""

import pytest

from tests import postgresql
from tests.crash.house import ITEMS, KILLS, OUTLETS, run


@pytest.mark.crash
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_doubled_when_workers_are_killed(database: str) -> None:
    wanted = OUTLETS * ITEMS
    result = run("" if database == "sqlite" else postgresql.start())
    assert result["kills"] == KILLS
    counts = ("deliveries", "done", "arrived", "pushes", "receipts", "true_receipts")
    assert {name: result[name] for name in counts} == dict.fromkeys(counts, wanted)
    assert (result["still_up"], result["unsettled"]) == (0, 0)
