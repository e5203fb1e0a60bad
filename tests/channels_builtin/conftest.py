"""What the channels hand over to: real servers on loopback, and a house to hand over from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sasando.demo.mail import Mailbox
from sasando.demo.mail import serving as serving_mail
from sasando.demo.partner import Partner
from sasando.demo.partner import serving as serving_partner
from sasando.plugins import Context
from sasando.plugins.testing import sample_context
from sasando.trust.keys import SigningKey, make_key


@pytest.fixture
def key() -> SigningKey:
    return make_key()


@pytest.fixture
def house(key: SigningKey, tmp_path: Path) -> Context:
    return sample_context(folder=tmp_path / "serah-terima", signing_key=key)


@pytest.fixture
def partner(key: SigningKey) -> Iterator[Partner]:
    keys = {key.key_id: key.public}
    with serving_partner(Partner(key_for=keys.get, token="rahasia-mitra")) as outlet:
        yield outlet


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving_mail(Mailbox()) as box:
        yield box
