"""The room with the engine of the product behind it."""

from pathlib import Path

import pytest

from sasando.claims import knowledge
from sasando.claims.models import Claim, Tip
from sasando.matching import Index
from sasando.matching.index import CorruptIndex
from tests.claims.conftest import Chat, work
from tests.claims.test_journey import RUMOUR, verdict_on
from tests.desk.builders import Desk


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, house: Path) -> Index:
    index = Index.open(house / "index")
    monkeypatch.setattr(knowledge, "index", lambda: index)
    return index


def test_what_was_asked_before_is_answered_at_once(desk: Desk, telegram: Chat, real: Index) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    telegram.send_text(f"Selamat pagi bapak ibu, teruskan! {RUMOUR}", user=2)
    work()
    assert version.content.verdict.truth in telegram.to(2)[0].text
    assert Tip.objects.order_by("-pk")[0].decision["matches"][0]["how"] == "alias"


def test_a_lost_index_is_made_anew_with_what_was_remembered(
    desk: Desk, telegram: Chat, real: Index, house: Path, settings
) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    settings.INDEX = house / "another"
    assert knowledge.rebuild() > 1
    for segment in settings.INDEX.glob("*.seg"):
        segment.write_bytes(b"SASANDO1, as it was written once")
    with pytest.raises(CorruptIndex):
        Index.open(settings.INDEX)
    assert knowledge.rebuild() > 1  # a damaged one is made anew like one that is lost
    found = Index.open(settings.INDEX).answer(knowledge.Message(RUMOUR), at=version.published_at)
    assert found.matches[0].known.id == f"version:{version.item.uuid}"
