"""What the live desk's forms name: numbers, and nothing that is not there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sasando.live.models import Production, Question


def number(value: Any) -> int:
    """Return a whole number that a form brought, −1 for anything else."""
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) < 15 else -1


def seen(request: HttpRequest) -> int:
    """Return the number of what was on air when the director pressed."""
    return max(0, number(request.POST.get("seen")))


def question(request: HttpRequest, production: Production, *, name: str = "question") -> Question:
    """Return the question that the form names. Raises ``Http404``."""
    rows = production.questions.select_related(
        "production__episode__locale", "best", "leader", "broadcast"
    )
    return get_object_or_404(rows, pk=number(request.POST.get(name)))
