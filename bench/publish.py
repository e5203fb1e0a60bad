"""From the last approval to everything done: every rendition made, every delivery with its receipt."""

import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

from bench import house
from bench.tables import Cell, Table, p95, say, spread, table

if TYPE_CHECKING:
    from sasando.documents import Document
    from sasando.plugins import Context
    from sasando.rendering.cards import Pixels

WARM_UPS = 5
PATIENCE_S = 60
RENDERINGS = 16
Work = Callable[["Document"], object]


def main(publications: int) -> list[Table]:
    say("publish: founding a house")
    house.open_house()
    from sasando.cli.running import make_worker

    with house.receiving() as ends:
        press = house.Press()
        worker = make_worker(carriers=2)
        worker.start()
        try:
            runs = [_publish(press, number) for number in range(WARM_UPS + publications)]
        finally:
            worker.stop()
        arrived = min(len(partner.pushes) for partner in ends.partners)
        assert arrived == len(ends.mailbox.letters) == len(runs), "something did not arrive"
    measured = runs[WARM_UPS:]
    return [
        _whole(measured),
        _channels([int(run["version"]) for run in measured]),
        *_renderers(runs),
    ]


def _publish(press: house.Press, number: int) -> dict[str, float]:
    """Publish one release; return what it took, in milliseconds from the approval."""
    from django.utils import timezone

    from sasando.channels.models import Delivery
    from sasando.desk import actions
    from sasando.site.models import StalePath

    version = press.proposed()
    time.sleep(0.2)  # what the proposal set off is done
    worked = time.process_time()
    started = timezone.now()
    actions.approve(version=version, by=press.second, at=started)
    approved = timezone.now()
    deliveries = Delivery.objects.filter(version=version)
    give_up = time.monotonic() + PATIENCE_S
    while deliveries.exclude(state=Delivery.State.DONE).exists():
        assert time.monotonic() < give_up, list(deliveries.values_list("outlet__code", "words"))
        time.sleep(0.02)
    assert not StalePath.objects.exists(), "pages are left to bake"
    done = {d.outlet.code: d.done_at or started for d in deliveries.select_related("outlet")}
    if number % 10 == 0:
        say(f"publish: {number} published")
    return {
        "version": version.pk,
        "approval": (approved - started).total_seconds() * 1000,
        "site": (done["site"] - started).total_seconds() * 1000,
        "worked": (time.process_time() - worked) * 1000,
        "all": (max(done.values()) - started).total_seconds() * 1000,
    }


def _whole(runs: list[dict[str, float]]) -> Table:
    rows: list[list[Cell]] = []
    for name, words in (
        ("approval", "approval written, version published"),
        ("site", "… and on the public site"),
        ("all", "… and everything done"),
        ("worked", "processor time of all threads"),
    ):
        values = [run[name] for run in runs]
        rows.append([words, median(values), p95(values), max(values), len(values)])
    return table(
        "publish: from the last approval, ms",
        ["until", "median", "p95", "max", "n"],
        rows,
        "One process serves, works (2 carriers) and keeps time, as `sasando run` does.",
    )


def _channels(versions: list[int]) -> Table:
    from sasando.channels.models import Attempt

    taken: dict[str, list[float]] = defaultdict(list)
    tries = Attempt.objects.filter(delivery__version__in=versions, outcome=Attempt.Outcome.DONE)
    for outlet, took in tries.values_list("delivery__outlet__code", "took_ms"):
        taken[outlet].append(took)
    failed = Attempt.objects.filter(delivery__version__in=versions).count() - tries.count()
    return table(
        "publish: each channel, rendered and delivered while the others work, ms",
        ["outlet", "median", "p95", "n"],
        [[name, *spread(values)] for name, values in taken.items()],
        f"{failed} tries failed.",
    )


def _renderers(runs: list[dict[str, float]]) -> list[Table]:
    """Time each renderer alone; every time on a Document it has not seen, as in life."""
    from sasando.channels.surroundings import channel_context
    from sasando.desk.models import Version

    found = Version.objects.with_imprint().in_bulk(
        [int(run["version"]) for run in runs[-RENDERINGS:]]
    )
    documents = [version.document for version in found.values()]
    context = channel_context(next(iter(found.values())).publisher, account="bench")
    say("publish: each renderer alone")
    plain = _each(documents, lambda document: json.dumps(document.model_dump(mode="json")))
    texts = [_row(name, _each(documents, work), plain) for name, work in _texts(context)]
    blank = _each(range(RENDERINGS), lambda number: _blank("pdf", 595, 842 + number))
    papers = [_row(name, _each(documents, work), blank) for name, work in _papers(context)]
    cards = []
    for label, pixels, work in _cards(context):
        width, height = pixels.width, pixels.height
        sheets = [(width, height + number) for number in range(RENDERINGS)]
        peer = _each(sheets, lambda sheet: _blank("png", *sheet))
        cards.append(_row(label, _each(documents, work), peer))
    return [
        _table("the Document as plain JSON (json.dumps of its dump)", texts),
        _table("an empty A4 page by Typst, as PDF", papers),
        _table("an empty page of that size by Typst, as PNG", cards),
        _table(
            "SHA-256 of that card and one Ed25519 signature", [_credentials(documents, context)]
        ),
    ]


def _texts(context: "Context") -> Iterator[tuple[str, Work]]:
    from sasando.channels.builtin.article import article
    from sasando.desk.models import Version
    from sasando.rendering.feeds import atom, json_feed, rss
    from sasando.rendering.jsonld import news_article
    from sasando.rendering.ninjs import ninjs
    from sasando.rendering.print.icml import icml
    from sasando.rendering.script import broadcast_script, script_text
    from sasando.rendering.text import plain_text
    from sasando.rendering.whatsapp import whatsapp_messages
    from sasando.site.models import Entry
    from sasando.site.views import machines
    from sasando.site.views.items import version_page

    site = context.site_url
    thirty = machines.documents_of(Entry.objects.in_language("id").order_by("-changed_at")[:30])
    about = machines._feed("Bench", "/", "/umpan/semua.atom", "id", thirty)
    versions = {version.code: version for version in Version.objects.with_imprint()}

    def feed(build: Callable[..., bytes]) -> Work:
        return lambda _: build(about, thirty, body_html=machines.body_html("id"))

    yield "plain text", lambda d: plain_text(d, site_url=site)
    yield "WhatsApp text", whatsapp_messages
    yield "broadcast script", lambda d: script_text(broadcast_script(d, seconds=60), d.language)
    yield "page of the site (Jinja)", lambda d: version_page(versions[d.code], errata={})
    yield "JSON-LD", lambda d: news_article(d, site_url=site)
    yield "ninjs, with its HTML", lambda d: ninjs(d, html=article(d, context), site_url=site)
    yield "ICML", lambda d: icml(d, site_url=site)
    yield "Atom, 30 items", feed(atom)
    yield "RSS, 30 items", feed(rss)
    yield "JSON Feed, 30 items", feed(json_feed)


def _papers(context: "Context") -> Iterator[tuple[str, Work]]:
    from sasando.rendering.print.column import column_pdf
    from sasando.rendering.print.poster import poster_pdf
    from sasando.rendering.print.scripts import script_pdf
    from sasando.rendering.script import broadcast_script

    site, media = context.site_url, context.media

    def script(document: "Document") -> bytes:
        return script_pdf(
            document, [broadcast_script(document, seconds=s) for s in (30, 60)], site_url=site
        )

    yield "column, 60 mm", lambda d: column_pdf(d, width_mm=60, site_url=site, media=media)
    yield "poster, A4", lambda d: poster_pdf(d, site_url=site, media=media)
    yield "broadcast script, A4", script


def _cards(context: "Context") -> Iterator[tuple[str, "Pixels", Work]]:
    from sasando.rendering.cards import CardSize, card_png

    for size in CardSize:
        work = partial(card_png, size=size, site_url=context.site_url)
        yield f"card, {size.label}", size.value, work


def _credentials(documents: list["Document"], context: "Context") -> list[Cell]:
    from sasando.rendering.cards import CardSize, card_png
    from sasando.trust.credentials import embed

    site, key, issuer = context.site_url, context.signing_key, context.issuer
    assert key is not None and issuer is not None
    png = card_png(documents[0], size=CardSize.SQUARE, site_url=site)
    peer = _each(documents, lambda _: key.sign(hashlib.sha256(png).digest()))
    sealed = _each(documents, lambda d: embed(png, document=d, issuer=issuer, site_url=site))
    return _row("C2PA in one card", sealed, peer)


def _each(things: Sequence[Any], work: Callable[[Any], object]) -> list[float]:
    """Return how long ``work`` took on each of ``things`` but the first, which warms up; ms."""
    taken = []
    for thing in things:
        started = time.perf_counter()
        work(thing)
        taken.append((time.perf_counter() - started) * 1000)
    return taken[1:]


def _blank(kind: Literal["pdf", "png"], width: int, height: int) -> object:
    import typst

    from sasando.rendering.print.typesetter import _embedded_fonts

    source = f"#set page(width: {width}pt, height: {height}pt)\n"
    compiler = typst.Compiler(source.encode(), font_paths=_embedded_fonts())
    return compiler.compile(format=kind, ppi=72.0)


def _row(name: str, taken: list[float], peer: list[float]) -> list[Cell]:
    return [name, *spread(taken), median(peer), median(taken) / median(peer)]


def _table(peer: str, rows: list[list[Cell]]) -> Table:
    columns = ["renderer alone", "median", "p95", "n", "peer", "ratio"]
    return table(f"publish: ms, beside {peer}", columns, rows)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
