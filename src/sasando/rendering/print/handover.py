"""The handover report of a partnership on paper: what was promised, every proof, who signed.

A plain rendering of the report's own value: nothing is added to it, and nothing left out but what
the annexes list in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sasando.rendering.dates import date_range, local_day, long_date, long_moment, number
from sasando.rendering.phrases import phrase
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.typesetter import pdf

_LABELS = (
    "title",
    "promised",
    "proven",
    "missing",
    "late",
    "deliverable",
    "deadline",
    "reach",
    "goals",
    "proofs",
    "taken_back",
    "no_proofs",
    "editorial_title",
    "editorial",
    "labelled",
    "signatures",
    "unsigned",
    "annexes",
    "agreement",
    "amendments",
    "no_longer_promised",
    "page",
)


def handover_pdf(
    report: Mapping[str, Any],
    *,
    digest: str,
    signatures: Sequence[Mapping[str, Any]],
    language: str,
    site_url: str,
    annexes: Mapping[str, tuple[str, bytes]] | None = None,
) -> bytes:
    """Return ``report`` (``sasando-handover/1``) as PDF/A-3a and PDF/UA-1 in ``language``.

    ``digest`` is its SHA-256; ``signatures`` are those under it, none for a preview; ``annexes`` are
    attached inside by file name, each with its media type. Raises ``TypesettingFailed``.
    """
    setting = Setting(language=language, width_mm=170, site_url=site_url, divide=False)
    day = local_day(datetime.fromisoformat(report["at"]))
    agreement = report["agreement"]
    parties = [agreement["parties"][side] for side in ("commission", "media")]
    data = {
        "language": language,
        "date": [day.year, day.month, day.day],
        "say": {name: _say(name, setting) for name in _LABELS},
        "number": setting.plain(agreement["number"]),
        "heading": setting.plain(agreement["title"]),
        "authors": [setting.plain(party["name"]) for party in parties],
        "facts": _facts(report, digest, setting),
        "amendments": [
            setting.plain(f"v{one['version']}: {one['change']}") for one in report["amendments"]
        ],
        "lines": [_line(line, setting) for line in report["lines"]],
        "strays": [_proof(proof, setting) for proof in report["no_longer_promised"]],
        "goals": [_goal(goal, setting) for goal in report["goals"]],
        "editorial": _editorial(report["editorial"], setting),
        "signatures": [_signature(one, setting) for one in signatures],
        "annexes": [
            {
                "name": name,
                "mime": mime,
                "bytes": list(content),
                "about": _say("annex_about", setting),
            }
            for name, (mime, content) in (annexes or {}).items()
        ],
    }
    return pdf("handover", data, attaches=True)


def _say(name: str, setting: Setting, **values: object) -> str:
    return setting.say(f"partnership.{name}", **values)


def _facts(report: Mapping[str, Any], digest: str, setting: Setting) -> list[list[str]]:
    agreement, language = report["agreement"], setting.language
    rows = [
        (name, f"{party['name']} ({party['signatory']}, {party['office']})".replace(", )", ")"))
        for name, party in (
            (_say("commission", setting), agreement["parties"]["commission"]),
            (_say("newsroom", setting), agreement["parties"]["media"]),
        )
    ]
    starts, ends = (date.fromisoformat(agreement[name]) for name in ("starts", "ends"))
    rows.append((_say("period", setting), date_range(starts, ends, language)))
    rows.append((_say("budget_line", setting), agreement["budget_line"] or "—"))
    value = agreement["value"]
    shown = f"Rp {number(value, language)}" if value else _say("nothing_paid", setting)
    rows.append((_say("value", setting), shown))
    at = datetime.fromisoformat(report["at"])
    rows.append((_say("made_at", setting), long_moment(at, language)))
    rows.append((_say("digest", setting), digest))
    rows.append((_say("agreement_digest", setting), report["agreement_digest"]))
    return [[setting.plain(name), setting.plain(text)] for name, text in rows]


def _line(line: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    language = setting.language
    size = ""
    if line["size"]:
        unit = _say(f"unit_{line['unit']}", setting)
        size = f" × {number(line['size'], language)} {unit}"
    reach = "—"
    if line["reach"]:
        reach = _say(
            "of_reach",
            setting,
            reached=number(line["reached"], language),
            reach=number(line["reach"], language),
            measure=phrase(f"measure.{line['measure']}", language),
        )
    return {
        "code": setting.plain(line["code"]),
        "title": setting.plain(line["title"]),
        "kind": _say(f"medium_{line['medium']}", setting),
        "promised": setting.plain(f"{line['number']}{size}"),
        "proven": str(line["proven"]),
        "missing": str(line["missing"]),
        "late": str(line["late"]),
        "deadline": long_date(date.fromisoformat(line["deadline"]), language),
        "reach": setting.plain(reach),
        "proofs": [_proof(proof, setting) for proof in line["proofs"]],
        "taken_back": [
            setting.plain(f"{gone['title']}: {gone['reason']}") for gone in line["taken_back"]
        ],
    }


def _proof(proof: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    language = setting.language
    shown = long_moment(datetime.fromisoformat(proof["shown_at"]), language)
    head = [_say(f"how_{proof['how']}", setting), shown, proof["outlet"], proof["brought_by"]]
    if proof["late"]:
        head.append(_say("after_deadline", setting))
    return {
        "title": setting.plain(proof["title"]),
        "head": setting.plain(" · ".join(filter(None, head))),
        "facts": [
            [setting.plain(name), setting.plain(text)] for name, text in _found(proof, setting)
        ],
        "measures": [_measure(one, setting) for one in proof["measures"]],
        "after": [_say(f"column_after_{days}", setting) for days in (1, 7, 30)],
        "counted": _say("column_measure", setting),
    }


def _found(proof: Mapping[str, Any], setting: Setting) -> list[tuple[str, str]]:
    """What can be looked up of a proof, each with its name; what is not there is not said."""
    archive, recording = proof["archive"], proof["recording"]
    copied = archive["sha256"] or archive["words"]
    if archive["sha256"]:
        moment = long_moment(datetime.fromisoformat(archive["at"]), setting.language)
        copied = f"{moment}, SHA-256 {archive['sha256']}"
    film = f"SHA-256 {recording['sha256']}" if recording else ""
    if proof["is_programme"] and not recording:
        film = _say("no_recording", setting)
    copies = ""
    if proof["copies"]:
        copies = _say(
            f"copies_{proof['copies_per']}",
            setting,
            copies=number(proof["copies"], setting.language),
        )
    rows = (
        (_say("text", setting), proof["text"]["code"] if proof["text"] else ""),
        (_say("address", setting), proof["address"]),
        (_say("photo", setting), f"SHA-256 {proof['file_sha256']}" if proof["file_sha256"] else ""),
        (_say("archive", setting), copied),
        (_say("recording", setting), film),
        (_say("copies", setting), copies),
        (_say("note", setting), proof["note"]),
    )
    return [(name, text) for name, text in rows if text]


def _measure(one: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    values = [one["after_days"][days] for days in ("1", "7", "30")]
    kind = phrase(f"measure.{one['kind']}", setting.language)
    name = f"{kind} ({one['source']})"
    if one["fell"]:
        name = f"{name}. {_say('fell', setting)}"
    return {
        "name": setting.plain(name),
        "values": ["—" if v is None else number(v, setting.language) for v in values],
    }


def _goal(goal: Mapping[str, Any], setting: Setting) -> str:
    reached = _say(
        "of_reach",
        setting,
        reached=number(goal["reached"], setting.language),
        reach=number(goal["target"], setting.language),
        measure=phrase(f"measure.{goal['measure']}", setting.language),
    )
    return setting.plain(f"{goal['title']}: {reached}")


def _editorial(editorial: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    language = setting.language
    counts = {
        name: number(editorial[name], language) for name in ("news", "fact_checks", "carried")
    }
    return {
        "counts": _say("editorial_counts", setting, **counts),
        "titles": [
            setting.plain(
                f"{story['title']}, {long_moment(datetime.fromisoformat(story['at']), language)}"
            )
            for story in editorial["news_titles"]
        ],
    }


def _signature(one: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    at = long_moment(datetime.fromisoformat(one["at"]), setting.language)
    return {
        "name": setting.plain(one["person"]),
        "office": setting.plain(", ".join(filter(None, (one["office"], one["party"]["name"])))),
        "at": setting.plain(at),
        "proof": setting.plain(f"Ed25519 {one['key_id']}: {one['signature']}"),
    }
