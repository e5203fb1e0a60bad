"""What the error codes of the Graph API mean for a hand-over.

https://developers.facebook.com/docs/graph-api/guides/error-handling and, for Instagram,
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto


class Meaning(Enum):
    """What follows from a failure."""

    LATER = auto()  # nothing was taken; time mends it
    UNCERTAIN = auto()  # it may have been taken all the same
    REFUSED = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    meaning: Meaning
    phrase: str  # key in the table ``graph`` of the phrases
    after: timedelta | None = None


_DOWN = Failure(Meaning.UNCERTAIN, "platform_down", timedelta(minutes=2))
_BUSY = Failure(Meaning.LATER, "slow_down", timedelta(minutes=15))
_TOKEN = Failure(Meaning.REFUSED, "bad_token")
_EXPIRED = Failure(Meaning.REFUSED, "expired")
_PERMISSION = Failure(Meaning.REFUSED, "permission")
_GONE = Failure(Meaning.GONE, "gone")
_VERSION = Failure(Meaning.REFUSED, "version")
_BLOCKED = Failure(Meaning.LATER, "blocked", timedelta(hours=6))
_UNREAD = Failure(Meaning.LATER, "unread_address", timedelta(minutes=10))
_REFUSED = Failure(Meaning.REFUSED, "refused")
_AGAIN = Failure(Meaning.LATER, "container_lost", timedelta(minutes=1))

BY_CODE: dict[int, Failure] = {
    -2: _DOWN,
    -1: _DOWN,
    1: _DOWN,
    2: _DOWN,
    3: _PERMISSION,
    4: _BUSY,
    10: _PERMISSION,
    12: _VERSION,
    17: _BUSY,
    32: _BUSY,
    102: _TOKEN,
    190: _TOKEN,
    341: _BUSY,
    368: _BLOCKED,
    389: _UNREAD,  # a video that cannot be fetched
    506: Failure(Meaning.REFUSED, "duplicate"),
    613: _BUSY,
    803: _GONE,
    2500: _VERSION,
    2635: _VERSION,
    9004: _UNREAD,
    1609005: _UNREAD,
}

BY_SUBCODE: dict[tuple[int, int], Failure] = {
    (100, 33): _GONE,
    (190, 463): _EXPIRED,
    (190, 467): _EXPIRED,
    # Instagram: spam, the account restricted, the daily number of posts, containers.
    (4, 2207051): _BLOCKED,
    (9, 2207042): Failure(Meaning.LATER, "quota", timedelta(hours=1)),
    (24, 2207006): _AGAIN,
    (24, 2207008): _AGAIN,
    (25, 2207050): Failure(Meaning.REFUSED, "restricted"),
    (9007, 2207027): Failure(Meaning.LATER, "container_busy", timedelta(seconds=30)),
}


def failure_of(code: int, subcode: int, message: str, status: int) -> Failure:
    """Return what an error means; ``status`` of HTTP decides where the code is not known."""
    if "appsecret_proof" in message:  # said under code 100, as every wrong parameter is
        return Failure(Meaning.REFUSED, "app_secret")
    found = BY_SUBCODE.get((code, subcode)) or BY_CODE.get(code)
    if found:
        return found
    if 200 <= code < 300:
        return _PERMISSION
    if 80000 <= code < 80100:  # business use cases; 80001 is Pages
        return _BUSY
    if status == 401:
        return _TOKEN
    if status == 429:
        return _BUSY
    return _DOWN if status >= 500 else _REFUSED
