"""What people do to deliveries: try again, take the kit along, bring the proof."""

from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels import signals
from sasando.channels.exceptions import InHand, NotByHand
from sasando.channels.leasing import free
from sasando.channels.models import Delivery, HandOver
from sasando.parties.models import Person


def retry(*, delivery: Delivery, at: datetime) -> None:
    """Put a refused or waiting delivery first in line again, after a person mended the cause.

    Raises ``InHand`` while a worker is handing it over: two would make two copies.
    """
    stuck = Delivery.objects.filter(
        pk=delivery.pk, state__in=(Delivery.State.REFUSED, Delivery.State.WAITING)
    )
    again = {"state": Delivery.State.WAITING, "due_at": at, "attempts": 0}
    if not stuck.filter(free(at)).update(**again, lease="", lease_until=None) and stuck.exists():
        raise InHand(_("It is being handed over at this moment. Look again in a minute."))


def take_kit(*, delivery: Delivery) -> None:
    """Note that a person has the kit: from now on the copy may be up, proof or not."""
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.BY_HAND).update(left=True)


@transaction.atomic
def prove(
    *,
    delivery: Delivery,
    by: Person,
    at: datetime,
    address: str = "",
    code: str = "",
    note: str = "",
    proof: "File[Any] | None" = None,
) -> HandOver:
    """Close a by-hand task with the proof a person brought. Raises ``NotByHand``."""
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.state != Delivery.State.BY_HAND:
        raise NotByHand(f"delivery {delivery.pk} does not wait for a person")
    hand_over = HandOver(
        delivery=locked,
        identifier=(address or code or note or getattr(proof, "name", None) or "")[:300],
        address=address,
        at=at,
        words=note,
        brought_by=by,
        proof_code=code,
    )
    if proof is not None:
        hand_over.proof.save(proof.name or "proof", proof, save=False)
    hand_over.save()
    Delivery.objects.filter(pk=locked.pk).update(state=Delivery.State.DONE, done_at=at)
    signals.handed_over.send(sender=HandOver, hand_over=hand_over, at=at)
    return hand_over
