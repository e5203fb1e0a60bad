"""The sample's newspaper has a certified circulation, once, and none where it has no outlet."""

from datetime import datetime

from sasando.channels.models import Outlet
from sasando.demo.circulation import certify
from sasando.demo.sample import SampleDesk
from sasando.parties.models import Organisation, Person
from sasando.reach.models import Circulation
from sasando.rendering.dates import KUPANG_TIME

NOW = datetime(2026, 11, 29, 19, 0, tzinfo=KUPANG_TIME)


def test_the_printed_outlet_has_one_number(db: None) -> None:
    SampleDesk(NOW).found()
    people = {person.username: person for person in Person.objects.all()}
    certify(now=NOW, people=people)
    assert not Circulation.objects.exists()
    media = Organisation.objects.get(code="pos-kupang")
    Outlet.objects.create(code="papan-cetak", name="Cetak", organisation=media, channel="print")
    for _twice in range(2):
        certify(now=NOW, people=people)
    assert Circulation.objects.get().an_edition == 18_000
