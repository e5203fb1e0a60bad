"""How the worker in this process hears at once that there is something to do.

Workers in other processes look every half second (every tenth where a person waits); that is what
news takes at most.
"""

from collections import Counter, defaultdict
from functools import partial
from threading import Condition, Lock

from django.db import transaction

_ALL = ""
_lock = Lock()
_counts: Counter[str] = Counter()
# A line's own bell: one for all would wake some forty threads at every commit, to find it is not them.
_bells: defaultdict[str, Condition] = defaultdict(partial(Condition, _lock))


def wake_on_commit(line: str = _ALL) -> None:
    """Wake the threads of ``line`` (of every line by default) once this transaction is committed."""
    transaction.on_commit(partial(wake, line))


def wake(line: str = _ALL) -> None:
    """Wake the threads of ``line`` (of every line by default) now: what they look for is committed."""
    with _lock:
        _counts[line] += 1
        for name in tuple(_bells) if line == _ALL else (line, _ALL):
            _bells[name].notify_all()


def wait_for_news(seen: int, timeout_s: float, *, line: str = _ALL) -> int:
    """Wait until something was committed after ``seen``, or ``timeout_s`` seconds; return the count.

    With ``line`` only what wakes that line, or every line, is news.
    """
    with _lock:
        _bells[line].wait_for(lambda: _count(line) != seen, timeout_s)
        return _count(line)


def _count(line: str) -> int:
    return _counts[line] + _counts[_ALL] if line != _ALL else _counts.total()
