"""Who gets to which screen of the live desk.

Both sides of the partnership make an episode: whoever may write or approve one, of its publisher or
its partners, produces it. A host reads. Administrators look, and produce nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sasando.desk.models import seats_of
from sasando.desk.policy import POLICY
from sasando.documents.vocabulary import Kind
from sasando.live.models import LiveBlog, Production
from sasando.live.models.blogs import LiveBlogQuerySet
from sasando.live.models.productions import ProductionQuerySet
from sasando.parties.models import Person, Role

_ROW = POLICY[Kind.EPISODE]
_PRODUCERS = frozenset(role for roles in _ROW.written_by.values() for role in roles) | frozenset(
    role for requirement in _ROW.requirements for role in requirement.roles
)


def parties_of(person: Any, *, reading: bool = False) -> frozenset[str]:
    """Return the codes of the organisations for which ``person`` produces (or reads) episodes."""
    if not isinstance(person, Person):
        return frozenset()
    roles = _PRODUCERS | {Role.HOST} if reading else _PRODUCERS
    return frozenset(seat.party for seat in seats_of(person) if seat.role in roles)


def reads_live(person: Any) -> bool:
    """Whether ``person`` sees the live desk at all."""
    superuser = isinstance(person, Person) and person.is_superuser
    return superuser or bool(parties_of(person, reading=True))


def shown_to(person: Any) -> ProductionQuerySet:
    """Return the productions that ``person`` may see."""
    productions = Production.objects.with_episode()
    if isinstance(person, Person) and person.is_superuser:
        return productions
    return productions.of_parties(parties_of(person, reading=True))


def produces(person: Any, production: Production) -> bool:
    """Whether ``person`` may change anything about ``production``."""
    text = production.episode
    parties = {party.code for party in text.partners.all()}
    if text.publisher is not None:
        parties.add(text.publisher.code)
    return bool(parties & parties_of(person))


def production_for(request: HttpRequest, pk: int) -> Production:
    """Return the production ``pk``. Raises ``PermissionDenied``, or ``Http404`` where it is not shown."""
    if not reads_live(request.user):
        raise PermissionDenied
    return get_object_or_404(shown_to(request.user), pk=pk)


def producer_of(request: HttpRequest, production: Production) -> Person:
    """Return who produces here. Raises ``PermissionDenied`` for anybody else."""
    if not (isinstance(request.user, Person) and produces(request.user, production)):
        raise PermissionDenied
    return request.user


# --- Live blogs ----------------------------------------------------------------------------------
_KEEPERS = frozenset(role for requirement in _ROW.requirements for role in requirement.roles)


def keeps_blogs_of(person: Any) -> frozenset[str]:
    """Return the codes of the organisations for which ``person`` plans, opens and closes live blogs.

    Officers and editors do; who writes for a party may put texts in.
    """
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(seat.party for seat in seats_of(person) if seat.role in _KEEPERS)


def blogs_shown_to(person: Any) -> LiveBlogQuerySet:
    """Return the live blogs that ``person`` may see on the desk."""
    blogs = LiveBlog.objects.with_parties()
    if isinstance(person, Person) and person.is_superuser:
        return blogs
    return blogs.of_parties(parties_of(person))


def blog_for(request: HttpRequest, pk: int) -> LiveBlog:
    """Return the live blog ``pk``. Raises ``PermissionDenied``, or ``Http404`` where it is not shown."""
    if not (reads_live(request.user) and isinstance(request.user, Person)):
        raise PermissionDenied
    return get_object_or_404(blogs_shown_to(request.user), pk=pk)
