"""What the error codes of the WhatsApp Cloud API mean for an answer.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto


class Meaning(Enum):
    """What follows from a failure."""

    LATER = auto()
    REFUSED = auto()
    INBOX = auto()  # every other message would fail, too
    GONE = auto()
    WINDOW = auto()
    UNWANTED = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    meaning: Meaning
    phrase: str  # key in the table ``messenger`` of the phrases
    after: timedelta | None = None


_REFUSED = Failure(Meaning.REFUSED, "refused")
_TOKEN = Failure(Meaning.INBOX, "bad_token")
_PERMISSION = Failure(Meaning.INBOX, "permission")
_POLICY = Failure(Meaning.INBOX, "policy")
_PAYMENT = Failure(Meaning.INBOX, "payment")
_NUMBER = Failure(Meaning.INBOX, "registration")
_TEMPLATE = Failure(Meaning.REFUSED, "template")
_WITHHELD = Failure(Meaning.REFUSED, "withheld")
_DOWN = Failure(Meaning.LATER, "platform_down")

FAILURES: dict[int, Failure] = {
    0: _TOKEN,
    1: _DOWN,
    2: _DOWN,
    3: _PERMISSION,
    4: Failure(Meaning.LATER, "slow_down", timedelta(minutes=5)),
    10: _PERMISSION,
    33: _NUMBER,
    190: _TOKEN,
    368: _POLICY,
    80007: Failure(Meaning.LATER, "slow_down", timedelta(minutes=5)),
    130429: Failure(Meaning.LATER, "slow_down", timedelta(seconds=1)),  # counted by the second
    130472: _WITHHELD,
    130497: Failure(Meaning.REFUSED, "policy"),  # to the country of this one number
    131000: _DOWN,
    131005: _PERMISSION,
    131016: _DOWN,
    131026: Failure(Meaning.GONE, "undeliverable"),
    131030: Failure(Meaning.REFUSED, "not_allowed"),
    131031: _POLICY,
    131037: _NUMBER,
    131042: _PAYMENT,
    131044: _PAYMENT,
    131045: _NUMBER,
    131047: Failure(Meaning.WINDOW, "window_closed"),
    131048: Failure(Meaning.LATER, "spam_limit", timedelta(hours=1)),
    131049: _WITHHELD,
    131050: Failure(Meaning.UNWANTED, "unwanted"),
    131056: Failure(Meaning.LATER, "same_person", timedelta(minutes=1)),
    131057: Failure(Meaning.LATER, "platform_down", timedelta(minutes=15)),
    131064: Failure(Meaning.LATER, "slow_down", timedelta(hours=1)),
    133004: _DOWN,
    133010: _NUMBER,
    135000: _DOWN,
}


def failure_of(code: int, status: int = 400) -> Failure:
    """Return what ``code`` means; ``status`` of HTTP decides where the code is not known."""
    if code in FAILURES:
        return FAILURES[code]
    if 200 <= code < 300:
        return _PERMISSION
    if 132000 <= code < 133000:
        return _TEMPLATE
    if status == 401:
        return _TOKEN
    return _DOWN if status >= 500 or status == 429 else _REFUSED
