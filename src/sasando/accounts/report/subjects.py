"""The parts of the yearly report, each from its tables of the package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sasando.accounts.report.parts import Part, Telling, total
from sasando.accounts.telling import Record
from sasando.rendering.charts import Chart, Point, Words, bars, columns


def agreements(t: Telling) -> Part:
    """Return what was promised and delivered by the agreements that ran in the year."""
    found = [one for one in t.resource("agreements").records() if _runs(one, t.year)]
    facts: list[tuple[str, str]] = []
    tables = []
    for one in found:
        facts += [
            (str(one["number"]), str(one["title"])),
            *t.facts("agreements", ("commission", "media", "starts", "ends", "paid"), one),
            (t.resource("agreements").field("value").title[t.language], _value(t, one)),
            *t.facts("agreements", ("news", "fact_checks", "carried", "version", "digest"), one),
        ]
        number = str(one["number"])
        tables += [
            t.table(
                "deliverables",
                ("title", "medium", "audience", "promised", "delivered", "late", "deadline"),
                _of(t, "deliverables", number),
                title=t.say("delivered_of", agreement=number),
            ),
            t.table(
                "deliverables",
                ("title", "measure", "reach_promised", "reach_counted"),
                [row for row in _of(t, "deliverables", number) if row["reach_promised"]],
                title=t.say("reach_of", agreement=number),
            ),
            t.table(
                "agreement-goals",
                ("title", "measure", "target", "reached"),
                _of(t, "agreement-goals", number),
                title=t.say("goals_of", agreement=number),
            ),
        ]
    return Part(
        heading=t.say("agreements"),
        about=t.about("deliverables"),
        facts=tuple(facts),
        tables=tuple(table for table in tables if table.rows),
        notes=() if found else (t.say("no_agreement"),),
    )


def publications(t: Telling) -> Part:
    """Return what came out, by month and by kind."""
    rows = t.of_year("publications")
    points = [
        Point(short, total([one for one in rows if one["month"] == month], "published"))
        if begun
        else Point(short, None)
        for month, short, begun in t.months()
    ]
    return Part(
        heading=t.title("publications"),
        about=t.about("publications"),
        charts=(columns(points, _words(t, t.say("by_month"), t.say("texts"))),),
        tables=(
            t.table(
                "publications-by-year",
                ("kind", "published", "new_versions", "withdrawn", "expired"),
                t.of_year("publications-by-year"),
            ),
        ),
    )


def reach(t: Telling) -> Part:
    """Return who was reached: a chart a measure, never two in one; then every number with its gaps."""
    rows = t.of_year("reach")
    field = t.resource("reach").field("by")
    names = ("measure", "value", "counted", "missing", "fell", "sources")
    title = f"name_{t.language}"
    tables = [
        t.table(
            "reach",
            (title, *names),
            [one for one in rows if one["by"] == by],
            title=f"{t.title('reach')}: {words[t.language]}",
        )
        for by, words in field.values.items()
    ]
    return Part(
        heading=t.title("reach"),
        about=t.about("reach"),
        charts=tuple(_reach_charts(t, rows)),
        tables=tuple(table for table in tables if table.rows),
        notes=(t.say("reach_gaps"),),
    )


def rumours(t: Telling) -> Part:
    """Return the rumours that came in and how soon they were answered."""
    rows = t.of_year("rumours")
    by_month = {str(one["month"]): one for one in rows}
    field = t.resource("rumours").field
    charts = [
        columns(
            [
                Point(short, _known(by_month.get(month, {}).get(name)))
                for month, short, _begun in t.months()
            ],
            _words(t, t.say("by_month"), unit),
        )
        for name, unit in (
            ("messages", field("messages").title[t.language]),
            ("hours_median", t.say("hours")),
        )
    ]
    flow = ("month", "messages", "at_once", "later", "asked_back", "open", "not_checked")
    claims = ("month", "rumours", "settled", "hours_median", "hours_p90")
    people = ("month", "people_asked", "people_told", "told_percent")
    return Part(
        heading=t.title("rumours"),
        about=t.about("rumours"),
        charts=tuple(charts),
        tables=tuple(
            t.table("rumours", fields, rows, title=t.say(title))
            for fields, title in ((flow, "messages"), (claims, "claims"), (people, "told"))
        ),
    )


def corrections(t: Telling) -> Part:
    """Return what was put right, and the copies that followed or did not."""
    each = t.of_year("corrections")
    gaps = t.of_year("recall-gaps")
    sums = ("what", "number", "copies", "followed", "hours_median", "hours_longest", "people_told")
    tables = [
        t.table("corrections-by-year", sums, t.of_year("corrections-by-year")),
        t.table("recall-gaps", ("what", "reason", "copies"), gaps),
        t.table(
            "corrections", ("at", "what", "headline", "change", "copies", "followed", "hours"), each
        ),
    ]
    return Part(
        heading=t.title("corrections"),
        about=t.about("corrections"),
        tables=tuple(table for table in tables if table.rows),
        notes=() if each else (t.say("no_corrections"),),
    )


def requests(t: Telling) -> Part:
    """Return the requests for information of the year as Law 14/2008, Article 12 asks for them."""
    rows = t.of_year("requests")
    names = [one.name for one in t.resource("requests").fields if one.name != "year"]
    months = t.of_year("requests-by-month")
    charts = []
    for row in rows:
        by_month = {
            one["month"]: one for one in months if one["organisation"] == row["organisation"]
        }
        points = [
            Point(short, int(str(by_month[month]["received"])) if month in by_month else 0)
            if begun
            else Point(short, None)
            for month, short, begun in t.months()
        ]
        unit = t.resource("requests").field("received").title[t.language]
        charts.append(columns(points, _words(t, str(row["organisation"]), unit)))
    details = ("part", f"label_{t.language}", "requests")
    tables = [
        t.table(
            "requests-by-month", ("month", "received", "answered", "in_time", "still_open"), months
        ),
        t.table("request-details", details, t.of_year("request-details")),
    ]
    return Part(
        heading=t.title("requests"),
        about=t.about("requests"),
        facts=tuple(fact for row in rows for fact in t.facts("requests", names, row)),
        charts=tuple(charts),
        tables=tuple(table for table in tables if table.rows),
        notes=() if rows else (t.say("no_requests"),),
    )


def policy(t: Telling) -> Part:
    """Return who approves what."""
    fields = (f"shown_as_{t.language}", "step", f"approver_{t.language}", "within_hours")
    rows = t.resource("approval-policy").records()
    return Part(
        heading=t.title("approval-policy"),
        about=t.about("approval-policy"),
        tables=(t.table("approval-policy", fields, rows),),
    )


def log(t: Telling) -> Part:
    """Return the last head of the transparency log of the year, and how to check it."""
    heads = t.of_year("log-heads")
    fields = ("day", "size", "root", "at", "key_id", "signature")
    return Part(
        heading=t.title("log-heads"),
        about=t.about("log-heads"),
        facts=t.facts("log-heads", fields, heads[-1]) if heads else (),
        notes=(t.say("check_log" if heads else "no_log"),),
    )


def measures(t: Telling) -> Part:
    """Return what each measure means."""
    fields = (f"name_{t.language}", f"means_{t.language}")
    rows = t.resource("measures").records()
    return Part(
        heading=t.title("measures"),
        about=t.about("measures"),
        tables=(t.table("measures", fields, rows),),
    )


def contents(t: Telling) -> Part:
    """Return the tables that the report is made of, and how to make it again."""
    return Part(
        heading=t.say("data"),
        about=t.say("again", year=t.year, code=t.language),
        facts=tuple(
            (f"data/{one.name}.csv", t.say("rows", title=one.title[t.language], rows=len(one.rows)))
            for one in t.package.resources
        ),
    )


def _reach_charts(t: Telling, rows: Sequence[Record]) -> Iterator[Chart]:
    """Yield a chart a measure and way of grouping, of what has numbers; the tables have the rest."""
    resource = t.resource("reach")
    names, ways = resource.field("measure").values, resource.field("by").values
    for measure, words in names.items():
        for by in ("channel", "month", "audience"):
            some = [one for one in rows if one["measure"] == measure and one["by"] == by]
            if all(one["value"] is None for one in some):
                continue
            title = f"{words[t.language]}: {ways[by][t.language]}"
            sources = sorted({one for row in some for one in str(row["sources"] or "").split("; ")})
            said = _words(t, title, words[t.language], ", ".join(filter(None, sources)))
            if by == "month":
                values = {one["group"]: one["value"] for one in some}
                points = [Point(short, _known(values.get(month))) for month, short, _ in t.months()]
                yield columns(points, said)
            else:
                some.sort(key=lambda one: -(_known(one["value"]) or -1))
                yield bars([Point(_with_gap(t, one), _known(one["value"])) for one in some], said)


def _with_gap(t: Telling, row: Record) -> str:
    name = str(row[f"name_{t.language}"])
    missing = row["missing"]
    return t.say("without", name=name, missing=missing) if missing else name


def _words(t: Telling, title: str, unit: str, source: str = "") -> Words:
    return Words(title=title, unit=unit, source=source, language=t.language)


def _known(cell: object) -> int | float | None:
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _of(t: Telling, name: str, agreement: str) -> list[Record]:
    return [one for one in t.resource(name).records() if one["agreement"] == agreement]


def _runs(row: Record, year: int) -> bool:
    starts, ends = row["starts"], row["ends"]
    return isinstance(starts, date) and isinstance(ends, date) and starts.year <= year <= ends.year


def _value(t: Telling, row: Record) -> str:
    said = t.in_words(t.resource("agreements").field("value"), row)
    return said if row["value"] is None else f"Rp {said}"
