"""``python -m tests.browser.blog_hand VERB``: what people do to a live blog of the house, elsewhere.

It runs in a process of its own with the house's settings, as a colleague's desk would.
"""

import os
import sys
from typing import Any

SLUG = "uji-halaman-langsung"
WRONG, RIGHT = "TPS 12 dibuka pukul 07.40", "TPS 12 dibuka pukul 07.20"


def main(verb: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    import django

    django.setup()
    {"open": opened, "post": posted, "correct": corrected, "close": closed}[verb]()


def opened() -> None:
    from django.utils import timezone

    from sasando.elections.models import Election
    from sasando.live import actions
    from sasando.parties.models import Organisation

    now = timezone.now()
    values: dict[str, Any] = {
        "title": "Uji halaman langsung",
        "title_en": "Trial of the live page",
        "slug": SLUG,
        "election": Election.objects.get(code="pilkada2024"),
        "opens_at": now,
        "closes_at": None,
        "owner": Organisation.objects.get(code="kpu-kota-kupang"),
        "partners": Organisation.objects.filter(code="pos-kupang"),
        "stages": [],
        "places": [],
        "takes": "at-once",
    }
    blog = actions.save_blog(blog=None, values=values, at=now)
    actions.open_blog(blog=blog, by=someone("maria"), at=now)
    posted("Pesan pertama")


def posted(headline: str = WRONG) -> None:
    from uuid import uuid4

    from django.utils import timezone

    from sasando.desk import actions as desk
    from sasando.documents.vocabulary import Kind
    from sasando.live import actions
    from sasando.live.actions.short_posts import ShortPost
    from sasando.live.models import LiveBlog

    post = ShortPost(
        once=uuid4(),
        kind=Kind.NOTICE,
        party="kpu-kota-kupang",
        language="id",
        headline=headline,
        text="Kotak suara tiba terlambat. Antrean tetap dilayani.",
    )
    blog = LiveBlog.objects.get(slug=SLUG)
    version = actions.write_post(blog=blog, post=post, by=someone("maria"), at=timezone.now())
    desk.approve(version=version, by=someone("yohanes"), at=timezone.now())


def corrected() -> None:
    from django.utils import timezone

    from sasando.desk import actions as desk
    from sasando.desk.models import Version

    wrong = Version.objects.current().filter(headline=WRONG)
    item = wrong.latest("pk").item.specific  # others may have posted the same
    text = item.get_latest_revision_as_object()
    text.title, text.change_note = RIGHT, "Jam buka semula tertulis 07.40."
    text.save_revision(user=someone("maria"))
    version = desk.propose(item=item, by=someone("maria"), at=timezone.now())
    desk.approve(version=version, by=someone("yohanes"), at=timezone.now())


def closed() -> None:
    from django.utils import timezone

    from sasando.live import actions
    from sasando.live.models import LiveBlog

    blog = LiveBlog.objects.get(slug=SLUG)
    actions.close_blog(blog=blog, by=someone("maria"), at=timezone.now())


def someone(name: str) -> Any:
    from sasando.parties.models import Person

    return Person.objects.get(username=name)


if __name__ == "__main__":
    main(sys.argv[1])
