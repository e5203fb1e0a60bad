"""The sample's agreement holds: signed by both sides, with lines that its own outlets prove."""

from datetime import timedelta

from django.utils import timezone

from sasando.demo.agreement import NUMBER, agree
from sasando.parties.actions import appoint
from sasando.parties.models import Organisation, Person, Role
from sasando.partnership.models import Agreement
from tests.desk.builders import Desk

_SEATS = (
    ("maria", "kpu-kota-kupang", Role.OFFICER),
    ("siti", "kpu-kota-kupang", Role.INFORMATION_HEAD),
    ("lukas", "pos-kupang", Role.BUSINESS_SUPERVISOR),
)


def test_the_samples_agreement_is_signed_and_made_once(desk: Desk) -> None:
    Organisation.objects.filter(code="kpu").update(code="kpu-kota-kupang")
    Organisation.objects.filter(code="pos").update(code="pos-kupang")
    people = {}
    for name, party, role in _SEATS:
        people[name] = Person.objects.create_user(name, f"{name}@example.org", "sandi-panjang-9")
        appoint(person=people[name], organisation=Organisation.objects.get(code=party), role=role)
    for old, new in (("kpu", "kpu-kota-kupang"), ("pos", "pos-kupang")):
        (desk.organisations[old].key_folder).rename(
            desk.organisations[old].key_folder.with_name(new)
        )
    now = timezone.now()
    agree(now=now, people=people)
    agree(now=now, people=people)
    agreement = Agreement.objects.get()
    terms = agreement.in_force
    assert terms is not None and agreement.number == NUMBER
    assert terms.covers((now + timedelta(days=1)).date())
    assert {s.person.username for s in terms.signatures.all()} == {"siti", "lukas"}
    assert all(signature.holds for signature in terms.signatures.all())
