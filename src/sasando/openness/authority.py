"""Which commission requests go to that name none."""

from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation


def authority() -> Organisation | None:
    """Return the first commission of the house; ``None`` where there is none yet. One query."""
    return Organisation.objects.of_kind(PartyKind.COMMISSION).order_by("pk").first()
