"""From the last approval to everything done: every rendition made, every delivery with its receipt."""

import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from statistics import median

from bench import house
from bench.tables import Table, p95, say, spread, table, timed

WARM_UPS = 5
PATIENCE_S = 60
RENDERINGS = 15


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
        _channels([run["version"] for run in measured]),
        *_renderers(runs[-1]),
    ]


def _publish(press: house.Press, number: int) -> dict[str, float]:
    """Publish one release; return what it took, in milliseconds from the approval."""
    from django.utils import timezone

    from sasando.channels.models import Delivery
    from sasando.desk import actions
    from sasando.site.models import StalePath

    version = press.proposed()
    time.sleep(0.2)  # what the proposal set off is done
    started = timezone.now()
    actions.approve(version=version, by=press.second, at=started)
    approved = timezone.now()
    deliveries = Delivery.objects.filter(version=version)
    give_up = time.monotonic() + PATIENCE_S
    while deliveries.exclude(state=Delivery.State.DONE).exists():
        assert time.monotonic() < give_up, list(deliveries.values_list("outlet__code", "words"))
        time.sleep(0.02)
    assert not StalePath.objects.exists(), "pages are left to bake"
    done = {d.outlet.code: d.done_at for d in deliveries.select_related("outlet")}
    if number % 10 == 0:
        say(f"publish: {number} published")
    return {
        "version": version.pk,
        "approval": (approved - started).total_seconds() * 1000,
        "site": (done["site"] - started).total_seconds() * 1000,
        "all": (max(done.values()) - started).total_seconds() * 1000,
    }


def _whole(runs: list[dict[str, float]]) -> Table:
    rows = []
    for name, words in (
        ("approval", "approval written, version published"),
        ("site", "… and on the public site"),
        ("all", "… and everything done"),
    ):
        values = [run[name] for run in runs]
        rows.append([words, median(values), p95(values), max(values), len(values)])
    return table(
        "publish: from the last approval, ms",
        ["until", "median", "p95", "max", "n"],
        rows,
        "One process serves, works (2 carriers) and keeps time, as `sasando run` does.",
    )


def _channels(versions: list[float]) -> Table:
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


def _renderers(run: dict[str, float]) -> list[Table]:
    from sasando.channels.surroundings import channel_context
    from sasando.desk.models import Version

    version = Version.objects.with_imprint().get(pk=run["version"])
    document, context = version.document, channel_context(version.publisher)
    plain = timed(lambda: json.dumps(document.model_dump(mode="json")), RENDERINGS)
    say("publish: each renderer alone")
    texts = _against(
        "the Document as plain JSON (json.dumps of its dump)", plain, _texts(document, context)
    )
    blank = timed(partial(_blank, "pdf", 595, 842), RENDERINGS)
    papers = _against("an empty A4 page by Typst, as PDF", blank, _papers(document, context))
    pictures = []
    for label, width, height, work in _cards(document, context):
        peer = timed(partial(_blank, "png", width, height), RENDERINGS)
        pictures.append(_row(label, timed(work, RENDERINGS), peer))
    cards = _table("an empty page of that size by Typst, as PNG", pictures)
    return [texts, papers, cards, _credentials(document, context)]


def _texts(document, context) -> dict[str, Callable[[], object]]:
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

    version = Version.objects.with_imprint().get(code=document.code)
    entries = Entry.objects.in_language("id").order_by("-changed_at")[:30]
    documents = machines.documents_of(entries)
    about = machines._feed("Bench", "/", "/umpan/semua.atom", "id", documents)
    html = article(document, context)
    body = machines.body_html("id")
    site = context.site_url

    def script() -> str:
        return script_text(broadcast_script(document, seconds=60), document.language)

    return {
        "plain text": lambda: plain_text(document, site_url=site),
        "WhatsApp text": lambda: whatsapp_messages(document),
        "broadcast script, text": script,
        "page of the site (Jinja)": lambda: version_page(version, errata={}),
        "JSON-LD": lambda: news_article(document, site_url=site),
        "ninjs": lambda: ninjs(document, html=html, site_url=site),
        "Atom, 30 items": lambda: atom(about, documents, body_html=body),
        "RSS, 30 items": lambda: rss(about, documents, body_html=body),
        "JSON Feed, 30 items": lambda: json_feed(about, documents, body_html=body),
        "ICML": lambda: icml(document, site_url=site),
    }


def _papers(document, context) -> dict[str, Callable[[], object]]:
    from sasando.rendering.print.column import column_pdf
    from sasando.rendering.print.poster import poster_pdf
    from sasando.rendering.print.scripts import script_pdf
    from sasando.rendering.script import broadcast_script

    site, media = context.site_url, context.media
    scripts = [broadcast_script(document, seconds=seconds) for seconds in (30, 60)]
    return {
        "column, 60 mm": lambda: column_pdf(document, width_mm=60, site_url=site, media=media),
        "poster, A4": lambda: poster_pdf(document, site_url=site, media=media),
        "broadcast script, A4": lambda: script_pdf(document, scripts, site_url=site),
    }


def _cards(document, context):
    from sasando.rendering.cards import CardSize, card_png

    for size in CardSize:
        work = partial(card_png, document, size=size, site_url=context.site_url)
        yield f"card, {size.label}", size.value.width, size.value.height, work


def _credentials(document, context) -> Table:
    from sasando.rendering.cards import CardSize, card_png
    from sasando.trust.credentials import embed

    png = card_png(document, size=CardSize.SQUARE, site_url=context.site_url)
    seal = partial(embed, png, document=document, issuer=context.issuer, site_url=context.site_url)
    peer = timed(lambda: context.signing_key.sign(hashlib.sha256(png).digest()), RENDERINGS)
    rows = [_row("C2PA in one card", timed(seal, RENDERINGS), peer)]
    return _table("SHA-256 of that card and one Ed25519 signature", rows)


def _blank(kind: str, width: int, height: int) -> object:
    import typst

    from sasando.rendering.print.typesetter import _embedded_fonts

    source = f"#set page(width: {width}pt, height: {height}pt)\n"
    compiler = typst.Compiler(source.encode(), font_paths=_embedded_fonts())
    options = {"ppi": 72.0} if kind == "png" else {}
    return compiler.compile(format=kind, **options)


def _against(peer: str, peer_ms: list[float], works: dict[str, Callable[[], object]]) -> Table:
    return _table(
        peer, [_row(name, timed(work, RENDERINGS), peer_ms) for name, work in works.items()]
    )


def _row(name: str, taken: list[float], peer: list[float]) -> list[str | int | float]:
    return [name, *spread(taken), median(peer), median(taken) / median(peer)]


def _table(peer: str, rows: list[list[str | int | float]]) -> Table:
    columns = ["renderer alone", "median", "p95", "n", "peer", "ratio"]
    return table(f"publish: ms, beside {peer}", columns, rows)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
