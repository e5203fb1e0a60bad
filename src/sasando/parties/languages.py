"""In which language a person reads the house: on the screen before them, and by mail."""

from django.conf import settings
from django.utils.translation import get_language

from sasando.parties.models import Person


def screen_language() -> str:
    """Return the two letters of this request's language; outside of one, the house's own."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def language_of(person: Person) -> str:
    """Return the language in which ``person`` is written to: the one they chose, else the house's.

    Wagtail would take that of the screen that is spoken to now, which is somebody else's.
    """
    profile = getattr(person, "wagtail_userprofile", None)
    chosen: str = profile.preferred_language if profile else ""
    return chosen or settings.LANGUAGE_CODE
