"""What is done to organisations, people and keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from sasando.documents.vocabulary import PartyKind
from sasando.parties.exceptions import (
    RoleDoesNotFit,
    SigningKeyExists,
    SigningKeyExposed,
    SigningKeyMissing,
    SigningKeyUnreadable,
)
from sasando.parties.models import (
    ROLES_OF,
    Membership,
    Organisation,
    Person,
    PublicSigningKey,
    Role,
)
from sasando.parties.permissions import EVERYBODY, group_for, permissions_named
from sasando.trust.keys import SigningKey, b64url, make_key, read_key, write_key


@transaction.atomic
def found_organisation(
    *,
    code: str,
    name: str,
    kind: PartyKind,
    parent: Organisation | None = None,
    website: str = "",
    email: str = "",
    by: Person | None = None,
) -> Organisation:
    """Return the organisation ``code``, made now or brought up to date. It has no key yet."""
    organisation, made = Organisation.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind.value,
            "parent": parent,
            "website": website,
            "email": email,
        },
    )
    if made:
        log(organisation, "wagtail.create", user=by)
    return organisation


@transaction.atomic
def make_signing_key(
    *, organisation: Organisation, at: datetime, by: Person | None = None
) -> PublicSigningKey:
    """Make the first key of ``organisation``: the private half a file, the public half a row.

    The file is written first. If the row is rolled back a file without meaning is left behind,
    which is harmless; a row without its file would not be.
    Raises ``SigningKeyExists``.
    """
    if current := PublicSigningKey.objects.current().of(organisation).first():
        raise SigningKeyExists(organisation.name, current.key_id)
    row = _new_key(organisation, at)
    log(organisation, "sasando.key_made", user=by, data={"key": row.key_id})
    return row


@transaction.atomic
def rotate_signing_key(
    *, organisation: Organisation, at: datetime, reason: str, by: Person | None = None
) -> PublicSigningKey:
    """Retire the key of ``organisation`` with ``reason`` and return the new one.

    The old public key stays, so that what it signed can still be verified; the old file stays too,
    for whoever keeps the archive to remove. Raises ``SigningKeyMissing`` when there is none.
    """
    old = (
        PublicSigningKey.objects.current().of(organisation).select_for_update(of=("self",)).first()
    )
    if old is None:
        raise SigningKeyMissing(organisation.name)
    old.retired_at = at
    old.retired_reason = reason
    old.save(update_fields=["retired_at", "retired_reason"])
    new = _new_key(organisation, at)
    log(
        organisation,
        "sasando.key_rotated",
        user=by,
        data={"old": old.key_id, "new": new.key_id, "reason": reason},
    )
    return new


def _new_key(organisation: Organisation, at: datetime) -> PublicSigningKey:
    key = make_key()
    Path(settings.KEYS).mkdir(parents=True, exist_ok=True, mode=0o700)
    write_key(key, organisation.key_folder)
    return PublicSigningKey.objects.create(
        organisation=organisation,
        key_id=key.key_id,
        public=b64url(key.public.raw),
        created_at=at,
    )


def signing_key_of(organisation: Organisation) -> SigningKey:
    """Return the private key that ``organisation`` signs with today.

    Raises a ``SigningKeyUnusable`` whose message says what to do: ``SigningKeyMissing``,
    ``SigningKeyExposed``, ``SigningKeyUnreadable``.
    """
    row = PublicSigningKey.objects.current().of(organisation).first()
    if row is None:
        raise SigningKeyMissing(organisation.name)
    path = row.path
    try:
        if path.stat().st_mode & 0o077:
            raise SigningKeyExposed(organisation.name, path)
        key = read_key(path)
    except FileNotFoundError as error:
        raise SigningKeyMissing(organisation.name, path) from error
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyUnreadable(organisation.name, path, str(error)) from error
    if key.key_id != row.key_id:
        raise SigningKeyUnreadable(organisation.name, path, f"holds key {key.key_id}")
    return key


@transaction.atomic
def appoint(
    *, person: Person, organisation: Organisation, role: Role, by: Person | None = None
) -> Membership:
    """Give ``person`` the ``role`` in ``organisation``; twice is the same as once.

    Their Django group follows. Raises ``RoleDoesNotFit`` when the kind of organisation has no such
    role (``ROLES_OF``).
    """
    if role not in ROLES_OF[PartyKind(organisation.kind)]:
        raise RoleDoesNotFit(str(role.label), organisation.get_kind_display())
    membership, made = Membership.objects.get_or_create(
        person=person, organisation=organisation, role=role.value
    )
    person.groups.add(group_for(role))
    if made or not membership.active:
        membership.active = True
        membership.save(update_fields=["active"])
        log(membership, "sasando.appointed", user=by, data=_who_and_what(membership))
    return membership


@transaction.atomic
def dismiss(*, membership: Membership, by: Person | None = None) -> Membership:
    """End ``membership``. What was approved in it stays valid; the row stays as history."""
    membership.active = False
    membership.save(update_fields=["active"])
    person = membership.person
    if not person.memberships.filter(role=membership.role, active=True).exists():
        person.groups.remove(group_for(Role(membership.role)))
    log(membership, "sasando.dismissed", user=by, data=_who_and_what(membership))
    return membership


def _who_and_what(membership: Membership) -> dict[str, str]:
    return {
        "person": membership.person.display_name,
        "role": membership.role,
        "organisation": membership.organisation.name,
    }


@transaction.atomic
def allow(*, roles: Iterable[Role], permissions: Iterable[str]) -> None:
    """Add ``permissions`` ("app_label.codename") to the groups of ``roles``; none is taken away."""
    rows = permissions_named(permissions)
    for role in roles:
        group_for(role).permissions.add(*rows)


def ensure_groups() -> None:
    """Make the group of every role with what everybody at the desk may do. Safe to repeat.

    Rooms below add what their own screens need by ``allow``.
    """
    allow(roles=Role, permissions=EVERYBODY)


@transaction.atomic
def forget_factors(*, person: Person, reason: str, by: Person | None = None) -> int:
    """Take away every second factor of ``person``, who lost theirs; return how many there were.

    At the next login they set up a new one. ``reason`` says who checked that it is them, and how.
    """
    factors = Authenticator.objects.filter(user=person)
    count = factors.count()
    factors.delete()
    log(
        person,
        "sasando.factors_forgotten",
        user=by,
        data={"count": count, "reason": reason},
    )
    return count
