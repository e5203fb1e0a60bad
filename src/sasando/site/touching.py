"""Which pages a change touches: the one list that incremental baking rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sasando.desk.addresses import home_path, section_path
from sasando.desk.models import Version
from sasando.documents import Document
from sasando.documents.vocabulary import Kind
from sasando.education.addresses import learn_path, pack_path, read_in_path
from sasando.education.audiences import segments
from sasando.education.lessons import Taught
from sasando.education.rules.practising import ballots
from sasando.elections.models import Stage
from sasando.live.models import BlogPost, LiveBlog, Production
from sasando.rendering.languages import further_languages
from sasando.site.addresses import (
    ALL,
    CLAIM_REVIEWS,
    FEED_FORMATS,
    LANGUAGES,
    SCHEMES,
    TOOLS,
    calendar_path,
    difference_path,
    embed_path,
    feed_path,
    month_path,
    page_path,
    place_path,
    tool_path,
    topic_feed,
    topic_path,
)
from sasando.site.live_blogs import paths_of
from sasando.site.models import Entry
from sasando.site.setting import local_day

ALWAYS = ("/sitemap.xml", "/sitemap-news.xml", "/umpan/ninjs.json", "/.well-known/sasando/log.json")


def touched_by(version: Version) -> set[str]:
    """Return the paths of all baked pages that show something of ``version``'s item.

    The listing of the item must be up to date (``actions.list_version``).
    """
    document = version.document
    imprint = document.imprint
    if imprint is None:
        return set()
    language, kind = version.language, Kind(version.kind)
    month = local_day(imprint.first_published_at)
    touched = {
        home_path(language),
        section_path(kind, language),
        month_path(kind, language, month),
        page_path("about", language),
        f"/sitemap/{month:%Y-%m}.xml",
        *ALWAYS,
    }
    touched.update(_own_pages(version, len(imprint.history)))
    touched.update(feed_paths(document))
    touched.update(_topics(document))
    if document.correction is not None and document.correction.item != document.item:
        touched.update(_pages_of_item(str(document.correction.item)))
    if kind is Kind.VERDICT:
        touched.add(CLAIM_REVIEWS)
    if kind is Kind.LESSON:
        touched.update(learn_pages(language))
    if document.stage_changes:
        touched.update(touched_by_stages({change.code for change in document.stage_changes}))
    return touched


def touched_by_stages(codes: set[str]) -> set[str]:
    """Return the pages that show the dates of the stages with these codes."""
    touched = {"/kalender.ics"}
    elections = set(Stage.objects.filter(code__in=codes).values_list("election__code", flat=True))
    for language in LANGUAGES:
        calendars = calendar_pages(language, elections)
        touched |= {home_path(language), *calendars, *tool_pages(language)}
        touched |= {embed_path(path, language) for path in calendars}
    touched |= {f"/kalender/{election}.ics" for election in elections}
    shown = Entry.objects.filter(tags__scheme="shown", tags__code__in=codes).distinct()
    touched |= {entry.path for entry in shown.defer("text")}
    return touched


def touched_by_blog(blog: LiveBlog, *, post: BlogPost | None = None) -> set[str]:
    """Return the pages that show a live blog: its own, their frames, and what is asked for news.

    ``post``: only that one changed.
    """
    return set(paths_of(blog, post=post))


def touched_by_standing(blog: LiveBlog) -> set[str]:
    """Return the pages that name a live blog, or show whether it is open."""
    touched = touched_by_blog(blog)
    for language in LANGUAGES:
        calendar = calendar_path(blog.election.code, language)
        touched |= {home_path(language), calendar, embed_path(calendar, language)}
    return touched


def calendar_pages(language: str, elections: Iterable[str]) -> list[str]:
    """Return the calendar of all elections and those of each of ``elections``."""
    own = (calendar_path(election, language) for election in elections)
    return [page_path("calendar", language), *own]


def tool_pages(language: str) -> list[str]:
    """Return the pages of all tools for voters."""
    tools = [tool_path(tool, language) for tool in TOOLS]
    practice = [tool_path("practice", language, name) for name in ballots()]
    return [page_path("tools", language), *tools, *practice]


def learn_pages(language: str) -> list[str]:
    """Return the pages beside the lessons that name them: paths, terms, what is kept offline."""
    paths = [learn_path(language, "path", segment.code.value) for segment in segments()]
    return [*paths, learn_path(language, "glossary"), pack_path(language)]


def translated_pages(lessons: Iterable[Taught]) -> list[str]:
    """Return the pages of ``lessons`` in further languages."""
    return [
        read_in_path(lesson.path, one.language)
        for lesson in lessons
        for one in lesson.document.translations or ()
    ]


def touched_by_episode(production: Production) -> set[str]:
    """Return the pages that show how an episode stands: its own and the homes, in every language."""
    twins = Version.objects.current().filter(
        item__translation_key=production.episode.translation_key
    )
    touched = {version.path for version in twins.defer("canonical")}
    return touched | {home_path(language) for language in LANGUAGES} if touched else set()


def _own_pages(version: Version, count: int) -> Iterator[str]:
    yield version.path
    yield embed_path(version.path, version.language)
    if version.kind == Kind.LESSON:
        # One that no longer stands is baked, too: it goes.
        yield from (read_in_path(version.path, one.code) for one in further_languages())
    for past in version.item.versions.all():
        if past.is_public and count > 1:
            yield past.own_path
            if past.number > 1:
                yield difference_path(past.own_path, past.language)


def feed_paths(document: Document) -> Iterator[str]:
    """Yield the paths of the feeds that ``document`` stands in, in every format."""
    language = document.language
    names = [ALL[language], section_path(document.kind, language).strip("/").split("/")[-1]]
    names += [topic_feed("election", tag.code, language) for tag in document.elections]
    names += [topic_feed("audience", code, language) for code in document.audiences]
    for name in names:
        for form in FEED_FORMATS:
            yield feed_path(name, form)


def _topics(document: Document) -> Iterator[str]:
    tags = {
        "election": [tag.code for tag in document.elections],
        "stage": [tag.code for tag in document.stages],
        "audience": [audience.value for audience in document.audiences],
    }
    for scheme in SCHEMES:
        for code in tags[scheme]:
            yield topic_path(scheme, code, document.language)
    for place in document.places:
        yield place_path(place.code, document.language)


def _pages_of_item(uuid: str) -> Iterator[str]:
    versions = Version.objects.public().filter(item__uuid=uuid).defer("canonical")
    for version in versions:
        yield version.path
        yield embed_path(version.path, version.language)
        yield version.own_path
