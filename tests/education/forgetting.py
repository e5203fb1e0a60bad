"""Whether a text still names the year of birth that the tests send in."""

import re

# Alone, or in a date without marks. A port, a hash and a microsecond may hold the same four digits.
_YEAR = re.compile(r"(?<!\w)(?:\d{4})?1998(?:\d{4})?(?!\w)")


def names_the_year(text: str) -> bool:
    """Return whether ``text`` holds the year 1998 by itself or in a date such as 17051998."""
    return bool(_YEAR.search(text))
