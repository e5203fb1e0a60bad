"""Whether the accounts of outlets still let the house in: asked once a day, kept, and shown."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from sasando.channels.exceptions import VaultError
from sasando.channels.models import Outlet
from sasando.plugins import Channel, Problem, UnknownChannel

ASKED_EVERY = timedelta(days=1)


def ask_outlets(*, at: datetime) -> int:
    """Ask every outlet whose day has come; return how many were asked. Uses the network."""
    due = Outlet.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=at - ASKED_EVERY), active=True
    ).select_related("organisation")
    asked = [outlet for outlet in due if _has_platform(outlet)]
    for outlet in asked:
        ask_outlet(outlet=outlet, at=at)
    return len(asked)


def ask_outlet(*, outlet: Outlet, at: datetime) -> list[Problem]:
    """Ask the platform whether the outlet's access holds; keep and return what is wrong with it."""
    try:
        problems = outlet.open(outlet.organisation).diagnose()
    except (UnknownChannel, VaultError) as error:
        problems = [Problem(field="", message=str(error))]
    outlet.asked_at = at
    outlet.problems = [_told(problem) for problem in problems]
    Outlet.objects.filter(pk=outlet.pk).update(asked_at=at, problems=outlet.problems)
    return problems


def _has_platform(outlet: Outlet) -> bool:
    """Whether there is somebody to ask: its channel asks a platform, and has what to ask with."""
    return outlet.flags.diagnose is not Channel.diagnose and not outlet.needs_hands


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field,
        "message": problem.message,
        "fatal": problem.fatal,
        "ends_at": problem.ends_at.isoformat() if problem.ends_at else None,
    }
