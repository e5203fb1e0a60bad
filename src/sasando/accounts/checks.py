"""Misconfiguration of the accounts room, as numbered checks with a hint."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from sasando.accounts.conf import licence
from sasando.accounts.exceptions import LicenceUnknown


@register
def data_licence(**_: Any) -> list[CheckMessage]:
    """The licence of the open data is one that is known."""
    try:
        licence()
    except LicenceUnknown as error:
        hint = "Set SASANDO_DATA_LICENCE to one of them, or leave it out for CC-BY-4.0."
        return [Error(str(error), hint=hint, id="sasando_accounts.E001")]
    return []
