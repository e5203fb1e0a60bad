"""A desk with outlets that are really there: a partner and a mailbox on loopback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sasando.channels.models import Outlet
from sasando.channels.vault import make_vault_key
from sasando.demo.mail import Mailbox
from sasando.demo.mail import serving as serving_mail
from sasando.demo.partner import Partner
from sasando.demo.partner import serving as serving_partner
from sasando.parties.models import PublicSigningKey
from tests.desk.builders import Desk, make_desk


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    make_vault_key()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def partner(desk: Desk) -> Iterator[Partner]:
    """A partner that trusts the keys of this desk, as fetched before it began to serve."""
    keys = {row.key_id: row.key for row in PublicSigningKey.objects.all()}
    with serving_partner(Partner(key_for=keys.get)) as outlet:
        yield outlet


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving_mail(Mailbox()) as box:
        yield box


@pytest.fixture
def network(desk: Desk, partner: Partner) -> Outlet:
    """The commission's own push to the partner: needs nobody's acceptance."""
    return Outlet.objects.create(
        code="mitra",
        name="Mitra",
        organisation=desk.kpu,
        channel="network",
        options={"url": partner.url},
    )
