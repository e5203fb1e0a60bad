"""Workers killed while they send the weekly digest: nobody gets two, and what is in doubt says so."""

import pytest

from tests import postgresql
from tests.crash.digests import PEOPLE, run


@pytest.mark.crash
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_one_mail_a_person_though_workers_are_killed(database: str) -> None:
    result = run("" if database == "sqlite" else postgresql.start())
    assert result["kills"] > 5
    assert result["sent_meanwhile"] > 0, "workers died while they sent"
    assert (result["digests"], result["copies"]) == (1, PEOPLE + 6)
    assert result["twice"] == 0
    assert result["sent_without_a_mail"] == 0
    states = result["states"]
    assert set(states) <= {"sent", "doubted"}, "nobody waits for ever"
    assert result["got"] >= states["sent"]
    assert states.get("doubted", 0) <= 2 * result["kills"], "two threads are on the wire at most"
