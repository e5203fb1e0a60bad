"""Which open matters ask the same in other words: offered to the officer, who decides."""

from __future__ import annotations

from sasando.claims.likeness import most_alike
from sasando.openness.models import Matter

_LOOKED_AT = 500  # open matters, the newest
_LEAST, _MOST = 0.55, 5


def likely_same(matter: Matter) -> list[Matter]:
    """Return the open matters whose words are most like those of ``matter``; two queries."""
    others = Matter.objects.filter(
        organisation=matter.organisation_id, regime=matter.regime, state=Matter.State.OPEN
    ).exclude(pk=matter.pk)
    pairs = others.order_by("-pk").values_list("pk", "text")[:_LOOKED_AT]
    alike = [key for key, _share in most_alike(matter.text, pairs, least=_LEAST, limit=_MOST)]
    found = Matter.objects.in_bulk(alike)
    return [found[key] for key in alike if key in found]
