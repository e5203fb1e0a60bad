"""Rows that two writers make in the same instant: who comes second finds the other's, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def once_more(write: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Run ``write`` in a transaction; once more when another writer made the same row just now.

    Raises ``IntegrityError`` when that does not help either.
    """

    @wraps(write)
    def written(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        try:
            with transaction.atomic():
                return write(*args, **kwargs)
        except IntegrityError:
            with transaction.atomic():
                return write(*args, **kwargs)

    return written


def count_one(
    model: type[models.Model], *, defaults: Mapping[str, Any] | None = None, **keys: Any
) -> None:
    """Add one to ``count`` of the row with these ``keys``, which are unique.

    Where there is none it is made, with what ``defaults`` say beside its keys.
    """
    rows = model._default_manager.filter(**keys)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(**(defaults or {}), **keys, count=1)
    except IntegrityError:
        if not rows.update(count=F("count") + 1):  # another writer made the row in between
            raise
