"""What every small form of the desk knows: the matter or the request it is about."""

from __future__ import annotations

from typing import Any

from django import forms

from sasando.openness.models import Matter, Request


class MatterForm(forms.Form):
    """Base: knows its matter; its fields have names of their own on a page with many forms."""

    verb = ""

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.verb}_%s"
        self.matter = matter


class RequestForm(forms.Form):
    """Base: knows its request."""

    verb = ""

    def __init__(self, *args: Any, asked: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.verb}_%s"
        self.asked = asked
