"""In which language the person before the screen reads the house."""

from django.conf import settings
from django.utils.translation import get_language


def screen_language() -> str:
    """Return the two letters of this request's language; outside of one, the house's own."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]
