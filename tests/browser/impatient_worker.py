"""``python -m tests.browser.impatient_worker``: ``sasando worker``, which waits seconds for the dead.

What a killed worker held is another's after a minute; a test has no minute.
"""

import os
from datetime import timedelta

LEASE, DOUBT = timedelta(seconds=12), timedelta(seconds=1)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    import django

    django.setup()
    from sasando.channels.actions import outcomes
    from sasando.claims.actions import replies
    from sasando.cli.running import worker

    replies._due.lease, replies.DOUBT = LEASE, DOUBT
    outcomes.LEASE = outcomes._due.lease = LEASE
    worker(carriers=2)


if __name__ == "__main__":
    main()
