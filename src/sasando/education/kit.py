"""The village kit: all that a facilitator needs for one audience, in one signed archive."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings

from sasando.desk.addresses import absolute
from sasando.desk.media import FrozenPictures
from sasando.documents import Document
from sasando.education.actions.groups import open_group
from sasando.education.addresses import learn_path
from sasando.education.exceptions import NoLessons
from sasando.education.lessons import Taught, lessons_in
from sasando.education.models import Group
from sasando.education.wording import ages_in
from sasando.parties.actions import signing_key_of
from sasando.parties.models import Organisation
from sasando.rendering.announcing import announcement_text
from sasando.rendering.dates import long_date
from sasando.rendering.lessons import valid_until
from sasando.rendering.phrases import phrase
from sasando.rendering.print import teaching
from sasando.rendering.script import broadcast_script, script_text
from sasando.trust.kit import seal_kit

RADIO_S = 60  # seconds


def village_kit(*, audience: str, language: str, day: date, slug: str = "") -> tuple[Group, bytes]:
    """Return the session that was opened for a kit, and the kit of the lessons for ``audience``.

    ``slug`` narrows it to one lesson. A kit is valid as long as the first of its lessons that
    expires. Raises ``NoLessons`` where there are none, ``AnswersRefused`` for an unknown audience.
    """
    lessons = [
        one for one in lessons_in(language, audience=audience) if not slug or one.slug == slug
    ]
    if not lessons:
        raise NoLessons(phrase("kit.no_lessons", language))
    until = min(valid_until(one.document) for one in lessons)
    group = open_group(
        kind=Group.Kind.SESSION.value, audience=audience, language=language, day=day, until=until
    )
    files: dict[str, bytes] = {}
    for number, lesson in enumerate(lessons, start=1):
        files |= _sheets(lesson, f"{number:02d}-{lesson.slug}", group)
    files["BACA-DULU.txt"] = _read_first(lessons, group, until).encode()
    publisher = Organisation.objects.get(code=lessons[0].document.publisher.code)
    said: dict[str, Any] = {
        "publisher": publisher.code,
        "language": language,
        "audience": audience,
        "session": group.code,
        "made_on": day.isoformat(),
        "versions": [
            {"code": one.document.code, "digest": one.document.digest, "href": one.document.href}
            for one in lessons
        ],
    }
    archive = seal_kit(files, key=signing_key_of(publisher), said=said, valid_until=until)
    return group, archive


def _sheets(lesson: Taught, folder: str, group: Group) -> dict[str, bytes]:
    """The files of one lesson: sheets, texts, and the signed Document with its approvals."""
    document, site, media = lesson.document, settings.SITE_URL, FrozenPictures()
    script = broadcast_script(document, seconds=RADIO_S)
    made = {
        "poster-dinding.pdf": teaching.wall_poster_pdf(document, site_url=site, media=media),
        "selebaran.pdf": teaching.leaflet_pdf(document, site_url=site, media=media),
        "huruf-besar.pdf": teaching.large_print_pdf(document, site_url=site, media=media),
        "lembar-fasilitator.pdf": teaching.facilitator_pdf(document, site_url=site, media=media),
        "kartu-kuis.pdf": teaching.quiz_cards_pdf(document, site_url=site, media=media),
        "lembar-hadir.pdf": attendance_sheet(document, group.code),
        "pengumuman.txt": announcement_text(document, site_url=site).encode(),
        "menit-radio.txt": script_text(script, document.language).encode(),
        "dokumen.json": _signed(document),
    }
    return {f"{folder}/{name}": body for name, body in made.items()}


def attendance_sheet(document: Document, code: str) -> bytes:
    """Return the attendance sheet of a lesson for the session called ``code``."""
    language = document.language
    return teaching.attendance_pdf(
        document,
        site_url=settings.SITE_URL,
        code=code,
        form=absolute(learn_path(language, "session", code)),
        rows=list(ages_in(language).values()),
    )


def _signed(document: Document) -> bytes:
    """The Document with the approvals that signed it, as ``sasando export`` writes it."""
    value = document.model_dump(mode="json", exclude_none=True)
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _read_first(lessons: list[Taught], group: Group, until: date) -> str:
    language = group.language
    titles = "\n".join(
        f"{number}. {one.document.headline}" for number, one in enumerate(lessons, start=1)
    )
    return phrase(
        "kit.read_first",
        language,
        titles=titles,
        code=group.code,
        form=absolute(learn_path(language, "session", group.code)),
        date=long_date(until, language),
    )
