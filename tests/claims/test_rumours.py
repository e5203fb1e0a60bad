"""The sample's claims are what a desk would really have."""

import pytest
from django.utils import timezone

from sasando.claims.actions.counting import hour_of
from sasando.claims.models import Claim, Question, Tip, TipCount
from sasando.demo.rumours import go_round
from sasando.documents.vocabulary import PartyKind
from sasando.parties.actions import appoint, found_organisation, make_signing_key
from sasando.parties.models import Person, Role
from sasando.site.asked import asked_most
from tests.desk.builders import Desk


@pytest.fixture
def checkers(desk: Desk) -> Desk:
    now = timezone.now()
    kpu = found_organisation(code="kpu-kota-kupang", name="KPU", kind=PartyKind.COMMISSION)
    make_signing_key(organisation=kpu, at=now)
    seats = (("yuliana", desk.cek, Role.CHECKER), ("dominggus", desk.cek, Role.CHECKER))
    for name, organisation, role in (*seats, ("maria", kpu, Role.OFFICER)):
        person = Person.objects.create_user(name, f"{name}@example.org", "sandi-panjang-9")
        appoint(person=person, organisation=organisation, role=role)
    return desk


def test_four_claims_two_being_checked_one_waiting_for_the_commission(checkers: Desk) -> None:
    now = timezone.now()
    go_round(now=now)
    claims = {claim.wording[:12]: claim for claim in Claim.objects.all()}
    assert [claim.tip_count for claim in Claim.objects.order_by("-tip_count")] == [20, 9, 8, 7]
    assert Claim.objects.filter(state=Claim.State.CHECKING).count() == 2
    assert claims["Petugas KPPS"].about_commission
    assert Question.objects.filter(answered_at=None, due_at__gt=now).count() == 1
    assert Question.objects.exclude(signature="").count() == 1
    go_round(now=now)
    assert Claim.objects.count() == 4


def test_what_was_asked_before_a_fact_check_was_out_is_settled_by_it(checkers: Desk) -> None:
    version = checkers.published("verdict")
    go_round(now=timezone.now())
    claim = Claim.objects.get(state=Claim.State.SETTLED)
    statement = version.content.verdict
    assert claim.wording == statement.claim
    assert timezone.localdate(claim.first_seen) == statement.first_seen
    assert claim.last_seen < version.published_at == claim.closed_at
    [named] = asked_most("id")
    assert (named.headline, named.count) == (version.headline, claim.tip_count)
    assert TipCount.objects.get(hour=hour_of(claim.first_seen)).outcome == Tip.State.UNKNOWN
