"""What costs much work is done a few times a minute for one address; who asks for more waits."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MINUTE_S = 60


class TooMany(Exception):
    """One address asked for more than a reader needs."""


def take_turn(request: HttpRequest, of: str, *, most: int) -> None:
    """Count one ``of`` something for the address behind ``request``; ``most`` are done a minute.

    Raises ``TooMany`` beyond. The address is kept as a keyed hash, and forgotten when the minute is
    over.
    """
    address = str(get_adapter(request).get_client_ip(request))
    key = f"{of}:{salted_hmac('sasando.turns', address).hexdigest()}"
    if cache.add(key, 1, MINUTE_S):
        return
    try:
        asked = cache.incr(key)
    except ValueError:  # the minute ended in between
        return
    if asked > most:
        raise TooMany
