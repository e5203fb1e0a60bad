"""The sample desk: people, calendar, items in every state, and outlets that really receive.

Everything goes through the desk's own actions, in the order of the sample's own time, so that the
history, the log and the approvals are what a real week would have left.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Locale

from sasando.accounts import actions as accounts
from sasando.claims import actions as claims
from sasando.claims.knowledge import take_in
from sasando.demo.agreement import agree
from sasando.demo.circulation import certify
from sasando.demo.content import (
    CONTENT,
    LANGUAGES,
    PICTURES,
    SampleItem,
    SampleText,
    When,
    sample_items,
)
from sasando.demo.episode import episode_steps, take_up_rumours
from sasando.demo.goals import set_goals
from sasando.demo.information import ask_for_information
from sasando.demo.learners import learn
from sasando.demo.lessons import fill_in_lesson
from sasando.demo.live_blog import live_blog_steps
from sasando.demo.rumours import go_round
from sasando.demo.streams import StreamWriter
from sasando.demo.verdicts import fill_in
from sasando.desk import actions as desk
from sasando.desk.models import (
    Erratum,
    Item,
    Lesson,
    NewsStory,
    Notice,
    PartnershipStory,
    Picture,
    Pronunciation,
    RelatedItem,
    Release,
    SectionPage,
    Verdict,
    Version,
)
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.elections.actions import load_calendar_2024
from sasando.elections.models import Election, Place, Stage
from sasando.parties.actions import appoint, found_organisation, make_signing_key
from sasando.parties.models import Organisation, Person, Role
from sasando.rendering.dates import KUPANG_TIME

PASSWORD = "lontar-sasando"  # noqa: S105 - the sample's people, on loopback only
PEOPLE = Path(__file__).parent / "people.toml"
CHECKS = CONTENT / "checks.jsonl"
_PAGES: dict[Kind, type[Item]] = {
    Kind.RELEASE: Release,
    Kind.NOTICE: Notice,
    Kind.NEWS: NewsStory,
    Kind.PARTNERSHIP: PartnershipStory,
    Kind.VERDICT: Verdict,
    Kind.LESSON: Lesson,
    Kind.ERRATUM: Erratum,
}
Step = tuple[datetime, Callable[[], object]]
Progress = Callable[[str], None]


def _silent(words: str) -> None:
    """Report nothing."""


class SampleDesk:
    """Builds the sample once; ``now`` is the moment its relative days count from."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people: dict[str, Person] = {}
        self.pages: dict[tuple[str, str], Item] = {}
        self.pictures: dict[str, int] = {}

    def found(self, progress: Progress = _silent) -> None:
        """Write organisations, people and the calendar, unless there are organisations."""
        if Organisation.objects.exists():
            return
        progress("people and organisations")
        self._found_parties()
        progress("calendar, places and figures")
        load_calendar_2024()

    def build(self, progress: Progress = _silent) -> None:
        """Write the items and what happened to them, unless there are items.

        Outlets that stand by then get their copies from the worker.
        """
        if Item.objects.exists():
            return
        self.people = {person.username: person for person in Person.objects.all()}
        self.stages = {code.lower(): pk for code, pk in Stage.objects.values_list("code", "pk")}
        self.places = dict(Place.objects.values_list("code", "pk"))
        items = sample_items()
        progress("drafts")
        with transaction.atomic():
            # An erratum names a published version: it is drafted when that one is out.
            drafted = [item for item in items if not item.corrects]
            for item in drafted:
                for language in LANGUAGES:
                    self._draft(item, language)
            for item in drafted:
                for language in LANGUAGES:
                    self._relate(item, language)

        def at_hour(day: int, hour: time) -> datetime:
            return self._at(When(day, hour))

        live = [
            *live_blog_steps(at=at_hour, people=self.people),
            *episode_steps(at=at_hour, people=self.people),
        ]
        for at, step in sorted([*self._steps(items), *live], key=lambda pair: pair[0]):
            progress(f"{at:%d %b}")
            step()
        progress("agreement")
        agree(now=self.now, people=self.people)
        certify(now=self.now, people=self.people)
        set_goals(now=self.now, people=self.people)
        progress("requests for information")
        ask_for_information(now=self.now, people=self.people)
        progress("learners")
        learn(now=self.now, today=self.now.astimezone(KUPANG_TIME).date())
        progress("rumours")
        go_round(now=self.now)
        take_up_rumours(by=self.people["yuliana"], at=self.now)
        progress("fact-checks by others")
        self._take_in_checks()
        progress("index of what is known")
        claims.note_everything(at=self.now)
        while take_in(self.now):
            pass
        progress("open data")
        accounts.publish(at=self.now)

    def _take_in_checks(self) -> None:
        """Fact-checks by an invented network, by the ordinary import."""
        source = claims.ensure_source(
            name="Jaringan Cek Fakta Contoh",
            site="https://jaringan-cek-fakta.example/",
            licence="Karangan untuk meja contoh; bukan lembaga sungguhan.",
        )
        claims.import_checks(content=CHECKS.read_bytes(), source=source, at=self.now)

    # --- People ----------------------------------------------------------------------------------
    @transaction.atomic
    def _found_parties(self) -> None:
        raw = tomllib.loads(PEOPLE.read_text())
        found: dict[str, Organisation] = {}
        for row in raw["organisations"]:
            parent = found.get(row.pop("parent", ""))
            row["kind"] = PartyKind(row["kind"])
            found[row["code"]] = found_organisation(**row, parent=parent)
            make_signing_key(organisation=found[row["code"]], at=self.now - timedelta(days=120))
        for row in raw["people"]:
            roles = row.pop("roles")
            person = Person.objects.create_user(password=PASSWORD, **row)
            self.people[person.username] = person
            for seat in roles:
                appoint(
                    person=person,
                    organisation=found[seat["organisation"]],
                    role=Role(seat["role"]),
                )

    # --- Drafts ----------------------------------------------------------------------------------
    def _draft(self, item: SampleItem, language: str) -> None:
        text = item.texts[language]
        page = _PAGES[item.kind](
            slug=item.slugs[language],
            locale=Locale.objects.get(language_code=language),
            publisher=Organisation.objects.get(code=item.publisher),
            owner=self.people[item.author],
            byline=self.people[item.author].display_name,
            audiences=[audience.value for audience in item.audiences],
            campaign_like=item.campaign_like,
            valid_until=self._valid_until(item),
            go_live_at=self._at(item.at) if item.state == "scheduled" and item.at else None,
        )
        if isinstance(page, Erratum) and item.corrects:
            page.corrects = self.pages[item.corrects, language].versions.get(number=1)
            page.change_note = text.key_message
        if language == "id":
            page.uuid = item.uuid
        else:
            page.translation_key = self.pages[item.key, "id"].translation_key
        self._write(page, text)
        section = SectionPage.objects.get(kind=item.kind.value, locale=page.locale)
        section.add_child(instance=page)
        page.partners.set(Organisation.objects.filter(code__in=item.partners))
        page.elections.set(Election.objects.filter(code__in=item.elections))
        page.stages.set([self.stages[code] for code in item.stages])
        page.places.set(Place.objects.filter(code__in=item.places))
        page.pronunciations = [
            Pronunciation(term=said.term, respelling=said.respelling)
            for said in item.pronunciations
        ]
        page.save_revision(user=self.people[item.author])
        self.pages[item.key, language] = page

    def _write(self, page: Item, text: SampleText) -> None:
        page.title = text.headline
        page.key_message = text.key_message
        page.dateline = text.dateline
        writer = StreamWriter(
            stages=self.stages, places=self.places, pictures=self._pictures_of(text)
        )
        page.body = json.dumps(writer.write(text.body))
        if isinstance(page, Verdict):
            fill_in(page, text, now=self.now)
        if isinstance(page, Lesson):
            fill_in_lesson(page, text)

    def _pictures_of(self, text: SampleText) -> Iterator[int]:
        for name in text.pictures:
            if name not in self.pictures:
                with (PICTURES / name).open("rb") as file:
                    picture = Picture(
                        title=Path(name).stem,
                        description=Path(name).stem,
                        credit="Ilustrasi: Sasando",
                        file=ImageFile(file, name=name),
                    )
                    picture.save()
                self.pictures[name] = picture.pk
            yield self.pictures[name]

    def _relate(self, item: SampleItem, language: str) -> None:
        page = self.pages[item.key, language]
        targets = [self.pages.get((key, language)) for key in item.related]
        page.related_items = [RelatedItem(target=target) for target in targets if target]
        page.save_revision(user=self.people[item.author])

    # --- What happens to them --------------------------------------------------------------------
    def _steps(self, items: tuple[SampleItem, ...]) -> Iterator[Step]:
        for item in items:
            if item.state == "draft":
                continue
            at = self._at(item.at) if item.at else self.now - timedelta(hours=3)
            if item.state == "scheduled":
                at = self.now - timedelta(hours=5)
            for language in LANGUAGES:
                yield at, partial(self._take_through, item, language, at)
                if item.correction:
                    later = self._at(item.correction.at)
                    yield later, partial(self._correct, item, language, later)

    def _take_through(self, item: SampleItem, language: str, at: datetime) -> None:
        if item.corrects:
            self._draft(item, language)
            self._relate(item, language)
        page = self.pages[item.key, language]
        author = self.people[item.author]
        version = desk.propose(item=page, by=author, at=at - timedelta(minutes=40))
        for name in item.approvers:
            # An urgent notice is out after the first yes; the second one confirms it.
            sign = desk.confirm_notice if version.is_public else desk.approve
            version = sign(version=version, by=self.people[name], at=at)
        if item.refusal:
            by = self.people[item.refusal.by]
            desk.refuse(version=version, by=by, reason=item.refusal.reason, at=at)
        self._accept(item, version, at + timedelta(minutes=15))

    def _accept(self, item: SampleItem, version: Version, at: datetime) -> None:
        for name in item.accepted_by:
            person = self.people[name]
            organisation = person.memberships.get().organisation
            desk.accept(version=version, organisation=organisation, by=person, at=at)

    def _correct(self, item: SampleItem, language: str, at: datetime) -> None:
        assert item.correction is not None  # noqa: S101 - only called for items that have one
        correction = item.correction
        page = self.pages[item.key, language].get_latest_revision_as_object()
        self._write(page, correction.texts[language])
        page.change_note = correction.change[language]
        author = self.people[correction.author]
        page.save_revision(user=author)
        version = desk.propose(item=page, by=author, at=at - timedelta(minutes=30))
        for name in correction.approvers:
            version = desk.approve(version=version, by=self.people[name], at=at)
        self._accept(item, version, at + timedelta(minutes=15))

    # --- Time ------------------------------------------------------------------------------------
    def _at(self, when: When) -> datetime:
        day = (self.now + timedelta(days=when.day)).astimezone(KUPANG_TIME).date()
        return datetime.combine(day, when.time, KUPANG_TIME)

    def _valid_until(self, item: SampleItem) -> datetime | None:
        if item.valid_until_day is None:
            return None
        return self.now + timedelta(days=item.valid_until_day)


def logins() -> list[dict[str, Any]]:
    """Who can log in to the sample, for the screen."""
    return [
        {"username": person.username, "name": person.display_name, "office": person.office}
        for person in Person.objects.filter(memberships__isnull=False).distinct().order_by("pk")
    ]
