"""The link that ends the digest: it names a person, signed, and opens nothing else."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from sasando.parties.models import Person

_SALT = "sasando.accounts.digest"


def leaving_path(person: Person) -> str:
    """Return the path of the page on which ``person`` ends the digest, without a login."""
    return reverse("sasando_accounts_digest_leave", args=[Signer(salt=_SALT).sign(str(person.pk))])


def who_leaves(tag: str) -> Person | None:
    """Return whom a tag names; ``None`` for one that this house did not sign."""
    try:
        key = Signer(salt=_SALT).unsign(tag)
    except BadSignature:
        return None
    return Person.objects.filter(pk=key).first()
