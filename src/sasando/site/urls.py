"""The addresses of the public site: Indonesian at the root, English under ``/en/``."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from sasando.accounts.addresses import transparency_path
from sasando.desk.addresses import SECTIONS, home_path
from sasando.documents.vocabulary import Kind
from sasando.live.addresses import BLOGS
from sasando.site.addresses import LANGUAGES, TOOLS, WORDS, page_path
from sasando.site.learning_urls import fixed_patterns, learning_patterns
from sasando.site.openness_urls import openness_patterns
from sasando.site.views import (
    about,
    asking,
    calendars,
    check,
    embeds,
    figures,
    home,
    items,
    listings,
    live_blogs,
    machines,
    partnership,
    places,
    practice,
    searching,
    subscribing,
    tools,
    transparency,
    verify,
)


def _pages(language: str) -> Iterator[URLPattern]:
    start = home_path(language).lstrip("/")
    words = {name: f"{start}{forms[language]}/" for name, forms in WORDS.items()}
    fixed = {"language": language}
    yield path(start, home.home, fixed)
    embed = f"{WORDS['embed'][language]}/"
    yield path(words["calendar"], calendars.overview, fixed)
    yield path(f"{words['calendar']}{embed}", embeds.countdown, fixed)
    yield path(f"{words['calendar']}<slug:code>/{embed}", embeds.calendar, fixed)
    yield path(f"{words['calendar']}<slug:code>/", calendars.election, fixed)
    yield path(words["places"], places.index, fixed)
    yield path(f"{words['places']}<str:code>/", places.place, fixed)
    yield path(words["search"], searching.search, fixed)
    yield from _about(language)
    yield path(words["verify"], verify.verify, fixed)
    yield path(words["check"].rstrip("/"), check.check, fixed)
    yield path(words["check"], check.check, fixed)
    yield path(f"{words['check']}{WORDS['figures'][language]}/", figures.figures, fixed)
    yield path(f"{words['check']}{WORDS['figures'][language]}.csv", figures.file, fixed)
    yield path(f"{words['check']}{embed}", check.embedded, fixed)
    yield path(f"{words['check']}<slug:token>/", check.answer, fixed)
    yield path(words["subscribe"], subscribing.subscribe, fixed)
    yield path(
        f"{words['subscribe']}{WORDS['confirm'][language]}/<slug:tag>/", subscribing.confirm, fixed
    )
    yield path(
        f"{words['subscribe']}{WORDS['leave'][language]}/<slug:tag>/", subscribing.leave, fixed
    )
    own_tools = {name: f"{words['tools']}{forms[language]}/" for name, forms in TOOLS.items()}
    yield path(words["tools"], tools.index, fixed)
    for topic in ("voter", "ballots", "bring"):
        yield path(own_tools[topic], tools.tool, {**fixed, "topic": topic})
    yield path(own_tools["practice"], practice.choose, fixed)
    yield path(f"{own_tools['practice']}<slug:name>/", practice.ballot, fixed)
    yield path(own_tools["gym"], practice.gym, fixed)
    yield path(f"{start}{BLOGS[language]}/", live_blogs.index, fixed)
    blog = f"{start}{BLOGS[language]}/<slug:slug>/"
    yield path(blog, live_blogs.newest, fixed)
    yield path(f"{blog}{embed}", live_blogs.framed, fixed)
    yield path(f"{blog}kiriman.json", live_blogs.changed, fixed)
    yield path(f"{blog}<int:number>/", live_blogs.older, fixed)
    yield path(f"{words['topics']}<slug:scheme>/<slug:code>/", listings.topic, fixed)
    yield from learning_patterns(language)
    for names in SECTIONS.values():
        own = {**fixed, "section": names[language]}
        section = f"{start}{names[language]}/"
        number = f"{section}<str:slug>/v/<int:number>/"
        yield path(section, listings.section, own)
        yield path(f"{section}<int:year>/<int:month>/", listings.month, own)
        yield path(number, items.version, own)
        yield path(f"{number}{WORDS['difference'][language]}/", items.difference, own)
        yield path(f"{section}<str:slug>/", items.item, own)
        yield path(f"{section}<str:slug>/{embed}", embeds.item, own)
    episodes = SECTIONS[Kind.EPISODE][language]
    own = {**fixed, "section": episodes}
    yield path(f"{start}{episodes}/<str:slug>/{WORDS['ask'][language]}/", asking.ask, own)
    yield path(f"{start}{episodes}/<str:slug>/acara.ics", asking.calendar, own)


def _about(language: str) -> Iterator[URLPattern]:
    fixed = {"language": language}
    yield path(page_path("about", language).lstrip("/"), about.about, fixed)
    yield path(partnership.partnership_path(language).lstrip("/"), partnership.partnership, fixed)
    yield path(transparency_path(language).lstrip("/"), transparency.transparency, fixed)


urlpatterns = [
    path("oembed", embeds.oembed),
    *fixed_patterns,
    path("v/<str:code>", verify.short),
    path("v/<str:code>/<str:name>", verify.copy),
    path("umpan/ninjs.json", machines.ninjs_items),
    path("umpan/claimreview.json", machines.claim_reviews),
    *(
        path(f"umpan/<slug:name>.{form}", machines.feed, {"form": form})
        for form in ("atom", "rss", "json")
    ),
    path("kalender.ics", calendars.ics),
    path("kalender/<slug:code>.ics", calendars.ics),
    path("sitemap.xml", machines.sitemaps),
    path("sitemap-news.xml", machines.sitemap_news),
    path("sitemap/pages.xml", machines.sitemap_pages),
    path("sitemap/<int:year>-<int:month>.xml", machines.sitemap_month),
    path("robots.txt", machines.robots),
    path(".well-known/sasando/keys.json", machines.keys),
    path(".well-known/sasando/log.json", machines.log),
    *(pattern for language in LANGUAGES for pattern in openness_patterns(language)),
    *(pattern for language in LANGUAGES for pattern in _pages(language)),
]
