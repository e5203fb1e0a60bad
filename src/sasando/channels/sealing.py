"""A column for what tells who a person is: sealed when it is written, opened when it is asked for."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from sasando.channels.privacy import seal, unseal


class _Locked(str):
    """The value as it stands in the database."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Unseals at the first look: rows are listed though the key is lost, and cost nothing more."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, _Locked):
            value = instance.__dict__[self.field.attname] = json.loads(unseal(value))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Column = models.TextField[Any, Any]
else:
    _Column = models.TextField


class SealedField(_Column):
    """Anything JSON can say, kept encrypted (``privacy.seal``); what is empty is kept empty.

    No filter finds a row by it, but for ``""`` and ``[]``: where rows are looked up by such a
    value, a keyed hash stands beside it. Reading and writing raise ``VaultError``.
    """

    descriptor_class = _Opening

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        """Return what the database holds, still sealed."""
        return _Locked(value) if value else self.get_default()

    def get_prep_value(self, value: Any) -> str:
        """Return what the database is to hold. Raises ``VaultError``."""
        if isinstance(value, _Locked):
            return str(value)
        return seal(json.dumps(value)) if value else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the value as it is: what nobody looked at is not unsealed to be sealed again."""
        return model_instance.__dict__[self.attname]
