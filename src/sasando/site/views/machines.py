"""What programs read: feeds, ninjs, sitemaps, robots, keys and the transparency log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from sasando.accounts.addresses import transparency_path
from sasando.accounts.tables.log import signed_head
from sasando.desk.addresses import SECTIONS, home_path, section_path
from sasando.desk.models import LogLeaf, State, Version
from sasando.documents import Document, Kind, normalise_code
from sasando.live.addresses import blogs_path
from sasando.openness.addresses import openness_path
from sasando.parties.models import PublicSigningKey
from sasando.rendering.claimreview import claim_review_feed
from sasando.rendering.feeds import Feed, atom, json_feed, rss
from sasando.rendering.html import article_html
from sasando.rendering.ninjs import ninjs_feed
from sasando.rendering.phrases import phrase
from sasando.rendering.sitemap import SitemapPage, news_sitemap, sitemap, sitemap_index
from sasando.rendering.text import body_text
from sasando.site.addresses import (
    FEED_FORMATS,
    LANGUAGES,
    SCHEMES,
    WORDS,
    audiences,
    feed_names,
    feed_path,
    page_path,
    topic_path,
)
from sasando.site.live_blogs import sitemap_pages as blog_pages
from sasando.site.models import Entry, EntryQuerySet, EntryTag
from sasando.site.responses import data, json_data, name_hub
from sasando.site.setting import ZONE, setting_for
from sasando.site.shelf import at_hand
from sasando.site.touching import tool_pages
from sasando.trust.log import Tree

_ITEMS = 30
_VERDICTS = 500  # what fact-check explorers take in at once
_LEAVES = 500
XML = "application/xml; charset=utf-8"
_BUILDERS = {
    "atom": atom,
    "rss": rss,
    "json": lambda *feed, **how: json_feed(*feed, **how, body_text=_body_text),
}
_BEGINNING = datetime(2022, 6, 14, tzinfo=ZONE)  # an empty feed's last change


def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The newest items of the house, a section or a tag, in one of the three formats."""
    for language in LANGUAGES:
        chosen = _chosen(name, language)
        if chosen is not None:
            entries, title, href = chosen
            documents = documents_of(entries.order_by("-changed_at", "-pk")[:_ITEMS])
            about = _feed(title, href, feed_path(name, form), language, documents)
            body = _BUILDERS[form](about, documents, body_html=body_html(language))
            return name_hub(data(body, FEED_FORMATS[form]), feed_path(name, form))
    raise Http404


def ninjs_items(request: HttpRequest) -> HttpResponse:
    """The newest items of both languages as one ninjs composite."""
    documents = documents_of(Entry.objects.order_by("-changed_at", "-pk")[:_ITEMS])
    about = _feed(settings.SITE_NAME, "/", request.path, "id", documents)
    value = ninjs_feed(about, documents, body_html=body_html("id"))
    return json_data(value)


def claim_reviews(request: HttpRequest) -> HttpResponse:
    """The newest verdicts of both languages that stand, as a feed of ClaimReview."""
    standing = Entry.objects.of_kind(Kind.VERDICT).standing()
    documents = documents_of(standing.order_by("-changed_at", "-pk")[:_VERDICTS])
    changes = [d.imprint.modified_at for d in documents if d.imprint is not None]
    value = claim_review_feed(
        documents,
        name=settings.SITE_NAME,
        site_url=settings.SITE_URL,
        updated=max(changes, default=_BEGINNING),
    )
    return json_data(value, "application/ld+json")


def body_html(language: str) -> Callable[[Document], str]:
    """Return what makes the HTML of a Document's body, in feeds."""
    setting, bodies = setting_for(language, home_path(language)), at_hand().bodies

    def body(document: Document) -> str:
        key = language, id(document)
        if key not in bodies:
            bodies[key] = article_html(document, setting=setting)
        return bodies[key]

    return body


def _body_text(document: Document) -> str:
    texts = at_hand().texts
    if id(document) not in texts:
        texts[id(document)] = body_text(document)
    return texts[id(document)]


def documents_of(entries: Iterable[Entry]) -> list[Document]:
    """Return the Documents behind ``entries``, in their order; a fixed number of queries."""
    keys = [entry.version_id for entry in entries]
    known = at_hand().documents
    if missing := [key for key in keys if key not in known]:
        versions = Version.objects.with_imprint().in_bulk(missing)
        known.update((key, version.document) for key, version in versions.items())
    return [known[key] for key in keys]


def sitemaps(request: HttpRequest) -> HttpResponse:
    """The index of sitemaps: one a month, and one of the standing pages."""
    months = (
        Entry.objects.annotate(month=TruncMonth("first_published_at", tzinfo=ZONE))
        .values("month")
        .annotate(last=Max("changed_at"))
        .order_by("-month")
    )
    parts: list[tuple[str, datetime | None]] = [(_whole("/sitemap/pages.xml"), None)]
    parts += [(_whole(f"/sitemap/{row['month']:%Y-%m}.xml"), row["last"]) for row in months]
    return data(sitemap_index(parts), XML)


def sitemap_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The items first published in one month."""
    try:
        starts = datetime.combine(date(year, month, 1), time.min, ZONE)
    except ValueError:
        raise Http404 from None
    ends = datetime.combine(date(year + month // 12, month % 12 + 1, 1), time.min, ZONE)
    entries = Entry.objects.first_published_in(starts, ends).exclude(state=State.WITHDRAWN)
    pages = [
        SitemapPage(href=_whole(e.path), modified=e.changed_at, language=e.language)
        for e in entries.newest_first().defer("text")
    ]
    return data(sitemap(pages), XML)


def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages that are always there."""
    words = ("calendar", "places", "about", "verify", "check")
    pages = [
        SitemapPage(href=_whole(path), language=language)
        for language in LANGUAGES
        for path in (
            home_path(language),
            *(section_path(kind, language) for kind in SECTIONS),
            *(page_path(word, language) for word in words),
            *tool_pages(language),
            blogs_path(language),
            transparency_path(language),
            *(
                openness_path(language, word)
                for word in ("", "ask", "catalogue", "register", "report")
            ),
        )
    ]
    pages += blog_pages()
    return data(sitemap(pages), XML)


def sitemap_news(request: HttpRequest) -> HttpResponse:
    """What is new in the last two days."""
    now = timezone.now()
    fresh = Entry.objects.filter(first_published_at__gte=now - timedelta(days=2))
    documents = documents_of(fresh.newest_first()[:1000])
    body = news_sitemap(
        documents, publication=settings.SITE_NAME, site_url=settings.SITE_URL, now=now
    )
    return data(body, XML)


def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: everything public but search, which costs and leads nowhere new."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {page_path('search', language)}" for language in LANGUAGES]
    lines += ["Disallow: /desk/", "Disallow: /akun/", f"Sitemap: {_whole('/sitemap.xml')}"]
    lines += [f"Sitemap: {_whole('/sitemap-news.xml')}", ""]
    return data("\n".join(lines).encode(), "text/plain; charset=utf-8", max_age=3600)


def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of all parties, retired ones included, as a JWK set (RFC 7517)."""
    rows = PublicSigningKey.objects.select_related("organisation").order_by("created_at", "pk")
    return json_data(
        {
            "keys": [
                row.key.jwk()
                | {
                    "party": row.organisation.code,
                    "name": row.organisation.name,
                    "created": row.created_at.isoformat(timespec="seconds"),
                }
                | (
                    {"retired": row.retired_at.isoformat(timespec="seconds")}
                    if row.retired_at
                    else {}
                )
                for row in rows
            ]
        },
        "application/jwk-set+json",
    )


def log(request: HttpRequest) -> HttpResponse:
    """The transparency log: signed head, entries page by page, and proofs.

    ``?mulai=N`` gives the entries from N on; ``?kode=XXXXX-XXXXX`` the proof that a version's
    publication is in the log; ``?dari=N`` the proof that the log of N entries is a prefix.
    """
    tree = LogLeaf.objects.tree()
    value: dict[str, object] = {"size": tree.size, "root": tree.root().hex(), "head": _head(tree)}
    if (code := normalise_code(request.GET.get("kode", ""))) is not None:
        leaf = LogLeaf.objects.filter(version__code=code).order_by("index").first()
        if leaf is None:
            raise Http404
        proof = tree.inclusion_proof(leaf.index)
        value["inclusion"] = {
            "code": code,
            "index": leaf.index,
            "entry": leaf.entry,
            "path": [node.hex() for node in proof],
        }
    if (first := _number(request.GET.get("dari"))) is not None and first <= tree.size:
        proof = tree.consistency_proof(first)
        value["consistency"] = {"first": first, "path": [node.hex() for node in proof]}
    start = _number(request.GET.get("mulai")) or 0
    rows = LogLeaf.objects.filter(index__gte=start).order_by("index")[:_LEAVES]
    entries = [{"index": row.index, "entry": row.entry} for row in rows]
    value["entries"] = entries
    if entries and start + len(entries) < tree.size:
        value["next"] = f"{request.path}?mulai={start + len(entries)}"
    return json_data(value)


def _head(tree: Tree) -> dict[str, object] | None:
    """The head, signed by the commission; None while it has no key on this machine."""
    last = LogLeaf.objects.order_by("-index").first()
    if last is None:
        return None
    head = signed_head(tree, at=last.at)
    return head.as_json() if head else None


def _chosen(name: str, language: str) -> tuple[EntryQuerySet, str, str] | None:
    """The entries, title and page of the feed called ``name``."""
    entries = Entry.objects.in_language(language)
    names = feed_names(language)
    if name in names:
        kind = names[name]
        if kind is None:
            return entries, settings.SITE_NAME, home_path(language)
        title = phrase(f"site.section_{kind.value}", language)
        return entries.of_kind(kind), _titled(title), section_path(kind, language)
    for scheme in SCHEMES:
        prefix = f"{WORDS[scheme][language]}-"
        if not name.startswith(prefix):
            continue
        code = name.removeprefix(prefix)
        tags = EntryTag.objects.filter(scheme=scheme, code=code, entry__language=language)
        tagged = tags.values_list("name", flat=True).first()
        if tagged is None and not (scheme == "audience" and code in audiences()):
            return None
        return (
            entries.tagged(scheme, code),
            _titled(tagged or code),
            topic_path(scheme, code, language),
        )
    return None


def _titled(title: str) -> str:
    return f"{title} · {settings.SITE_NAME}"


def _feed(title: str, href: str, self_path: str, language: str, documents: list[Document]) -> Feed:
    changes = [d.imprint.modified_at for d in documents if d.imprint is not None]
    return Feed(
        title=title,
        href=_whole(href),
        self_href=_whole(self_path),
        language=language,
        updated=max(changes, default=_BEGINNING),
        hub=settings.HUB_URL,
        description=phrase("site.tagline", language),
    )


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
