"""A second factor that was lost is taken away by someone at the machine, and it is on record."""

import pytest
from allauth.mfa.models import Authenticator
from typer.testing import CliRunner
from wagtail.models import ModelLogEntry

from sasando.cli.people import people


@pytest.fixture
def with_factors(officer):
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=officer, type=kind, data={})
    return officer


def test_a_lost_factor_is_taken_away_with_its_reason(with_factors):
    asked = ["reset-factor", with_factors.username, "--reason", "Datang sendiri, KTP diperiksa."]
    said = CliRunner().invoke(people, asked)
    assert said.exit_code == 0, said.output
    assert not Authenticator.objects.filter(user=with_factors).exists()
    entry = ModelLogEntry.objects.get(action="sasando.factors_forgotten")
    assert entry.object_id == str(with_factors.pk)
    assert entry.data == {"count": 2, "reason": "Datang sendiri, KTP diperiksa."}
    assert "KTP" in entry.message


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [["reset-factor", "tiada", "--reason", "x"], ["reset-factor", "maria"]]
)
def test_nobody_and_no_reason_are_wrong_usage(asked):
    assert CliRunner().invoke(people, asked).exit_code == 2
