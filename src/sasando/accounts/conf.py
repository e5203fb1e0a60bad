"""The settings of this room."""

from django.conf import settings

from sasando.accounts.exceptions import LicenceUnknown
from sasando.accounts.package import LICENCES, Licence


def licence() -> Licence:
    """Return the licence of the data, of ``SASANDO_DATA_LICENCE``. Raises ``LicenceUnknown``."""
    known = {one.name: one for one in LICENCES}
    try:
        return known[settings.DATA_LICENCE]
    except KeyError:
        raise LicenceUnknown(
            f"{settings.DATA_LICENCE!r} is none of {', '.join(sorted(known))}"
        ) from None
