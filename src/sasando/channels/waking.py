"""How the worker in this process hears at once that there is something to carry.

Workers in other processes look every half second; that is what a publication waits at most.
"""

from threading import Condition

from django.db import transaction

_news = Condition()
_count = 0


def wake_on_commit() -> None:
    """Wake the waiting threads once the transaction under way is committed."""
    transaction.on_commit(_wake)


def _wake() -> None:
    global _count
    with _news:
        _count += 1
        _news.notify_all()


def wait_for_news(seen: int, timeout_s: float) -> int:
    """Wait until something was committed after ``seen``, or ``timeout_s`` seconds; return the count."""
    with _news:
        _news.wait_for(lambda: _count != seen, timeout_s)
        return _count
