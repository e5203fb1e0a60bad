"""Forms of rows that carry a plug-in's own options: outlets, and inboxes of the rooms below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext

from sasando.channels.exceptions import VaultError
from sasando.plugins import Context, Field
from sasando.plugins.channel import MediaStore, Problem


class OptionsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Once the plug-in of a row is chosen, its own options follow, from what it says of itself.

    Secrets are write-only: an empty field keeps what is stored. The model has ``options``,
    ``secrets`` and ``lock_secrets``.
    """

    plugin = ""  # the field that names the plug-in; fixed once the row is made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("for_user", None)
        super().__init__(*args, **kwargs)
        self.fields[self.plugin] = self.plugin_field()
        if self.instance.pk:
            self.fields[self.plugin].disabled = True
            for option in self.option_fields():
                self.fields[f"option_{option.name}"] = self._field_for(option)
        for field in self.fields.values():
            field.label = capfirst(str(field.label or ""))

    def plugin_field(self) -> forms.Field:
        """Return the field that names the plug-in."""
        raise NotImplementedError

    def option_fields(self) -> Sequence[Field]:
        """Return the options of the row's plug-in."""
        raise NotImplementedError

    def problems_with(self, options: Mapping[str, str]) -> Sequence[Problem]:
        """Return what the plug-in finds wrong with ``options``; no network."""
        raise NotImplementedError

    def _field_for(self, option: Field) -> forms.Field:
        stored = option.name in self.instance.secrets if option.secret else False
        help_text = gettext(option.help) if option.help else ""
        if stored:
            kept = gettext("Stored. Leave empty to keep it.")
            help_text = f"{help_text} {kept}".strip()
        return forms.CharField(
            label=gettext(option.label),
            help_text=help_text,
            required=option.required and not stored,
            initial="" if option.secret else self.instance.options.get(option.name, option.default),
            widget=_widget_for(option),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and not self.errors:
            plain, secret = self._split(cleaned)
            for problem in self.problems_with({**plain, **secret}):
                if not problem.fatal:
                    continue  # the doctor tells; it does not keep anyone from saving
                self.add_error(
                    f"option_{problem.field}" if problem.field else None, problem.message
                )
        return cleaned

    def _split(self, cleaned: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        plain: dict[str, str] = {}
        secret = dict(self.instance.secrets)
        for option in self.option_fields():
            value = cleaned.get(f"option_{option.name}", "")
            if not option.secret:
                plain[option.name] = value
            elif value:
                secret[option.name] = value
        return plain, secret

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk:
            plain, secret = self._split(self.cleaned_data)
            self.instance.options = plain
            try:
                self.instance.lock_secrets(secret)
            except VaultError as error:
                raise forms.ValidationError(str(error)) from error
        return super().save(commit)


def paper_context() -> Context:
    """Return a context that is enough to check settings with; nothing is sent."""
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=_NoPictures(),
        hub_url=settings.HUB_URL,
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
    )


def _widget_for(option: Field) -> forms.Widget:
    if option.secret:
        return forms.PasswordInput(attrs={"autocomplete": "new-password"})
    if option.choices:
        return forms.Select(choices=[(choice, choice) for choice in option.choices])
    return forms.TextInput()


class _NoPictures(MediaStore):
    def read(self, sha256: str) -> bytes:
        raise KeyError(sha256)
