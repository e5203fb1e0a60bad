import pytest

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.live import actions
from sasando.live.models import BroadcastAccount, Production
from tests.desk.builders import NOW, Desk, make_desk
from tests.live.platform import Platform, Stage


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    settings.HOME = tmp_path / "home"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    make_vault_key()
    make_asker_key()
    return tmp_path


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


@pytest.fixture
def platform(monkeypatch) -> Platform:
    """Two platforms by the broadcaster interface; what they say is the test's to choose."""
    platform = Platform()
    monkeypatch.setattr(Stage, "platform", platform, raising=False)
    monkeypatch.setattr("sasando.live.models.broadcasts.broadcaster_named", lambda slug: Stage)
    return platform


@pytest.fixture
def production(desk: Desk) -> Production:
    """A published episode with its live desk open."""
    version = desk.published("episode")
    return actions.open_production(episode=version.item.specific, by=desk.reporter, at=NOW)


@pytest.fixture
def accounts(desk: Desk, platform: Platform) -> list[BroadcastAccount]:
    """One account of the newsroom, one of the commission, each with access."""
    made = []
    for code, owner in (("yt", desk.pos), ("fb", desk.kpu)):
        account = BroadcastAccount(
            code=code, name=code.upper(), organisation=owner, broadcaster="stage"
        )
        account.lock_secrets({"token": f"rahasia-{code}"})
        account.save()
        made.append(account)
    return made


@pytest.fixture
def consented(production: Production, desk: Desk) -> Production:
    for person in production.people:
        actions.record_consent(
            production=production,
            ref=person.ref,
            given=True,
            how="signed",
            by=desk.reporter,
            at=NOW,
        )
    return production
