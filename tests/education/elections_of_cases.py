"""The elections that the cases of the voting rules speak of, in the house's calendar."""

from sasando.elections.models import Election, Stage
from sasando.parties.models import Organisation
from tests.education_rules.cases import ELECTIONS


def write_calendar() -> None:
    """Replace the calendar by the elections of the cases, each with its voting day."""
    Stage.objects.all().delete()
    Election.objects.all().delete()
    for code, one in ELECTIONS.items():
        election = Election.objects.create(
            code=code, name=one.name["id"], name_en=one.name["en"], kind=one.kind, held=one.held
        )
        Stage.objects.create(
            code=f"{code}-v",
            election=election,
            number=1,
            kind="voting",
            starts=one.day,
            ends=one.day,
        )


def found_contact() -> None:
    """Found the commission that whoever is not certain is told to ask."""
    Organisation.objects.create(
        code="kpu-uji", name="KPU Uji", kind="commission", website="https://kpu.example/"
    )
