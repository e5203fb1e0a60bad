"""The cases of ``cases.toml``, with what every case has unless it says otherwise."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sasando.education.rules import Decision, Election

CONTACT = "KPU Kota Kupang, https://kota-kupang.kpu.go.id"
TODAY = date(2024, 11, 1)
_USUAL: dict[str, dict[str, Any]] = {
    "voter": {
        "citizen": "yes",
        "serving": "no",
        "revoked": "no",
        "married": "no",
        "identity": "suket",
    },
    "validity": {"signed": "yes", "tool": "nail", "writing": "no"},
}


def _election(code: str, name: str, kind: str, day: date | None, held: bool = True) -> Election:
    return Election(code, {"id": name, "en": f"{name} (en)"}, kind, day, held)


ELECTIONS = {
    one.code: one
    for one in (
        _election("general", "Pemilu 2024", "general", date(2024, 2, 14)),
        _election("regional", "Pilkada Serentak 2024", "regional-head", date(2024, 11, 27)),
        _election("second-round", "Putaran kedua", "presidential", date(2024, 6, 26), held=False),
        _election("presidential", "Pilpres", "presidential", date(2024, 2, 14)),
        _election("legislative", "Pileg", "legislative", date(2024, 2, 14)),
        _election("undated", "Pemilu berikutnya", "general", None),
        _election("leap", "Pemilu 29 Februari", "general", date(2032, 2, 29)),
        _election("common", "Pemilu 28 Februari", "general", date(2029, 2, 28)),
        _election("before-leap", "Pemilu 27 Februari", "general", date(2029, 2, 27)),
        _election("march", "Pemilu 1 Maret", "general", date(2029, 3, 1)),
        _election("common-2028", "Pemilu 28 Februari 2028", "general", date(2028, 2, 28)),
    )
}


@dataclass(frozen=True)
class Case:
    """One person, or one ballot, and what the law says."""

    topic: str
    name: str
    election: str
    today: date
    answers: dict[str, Any]
    expect: dict[str, str]

    def __str__(self) -> str:
        return f"{self.topic}.{self.name}"


def cases() -> list[Case]:
    """Every case of the table."""
    text = Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
    return [
        Case(
            topic=topic,
            name=name,
            election="" if topic == "validity" else row.get("election", "regional"),
            today=date.fromisoformat(row["today"]) if "today" in row else TODAY,
            answers=_USUAL.get(topic, {}) | row["answers"],
            expect=row["expect"],
        )
        for topic, rows in tomllib.loads(text).items()
        for name, row in rows.items()
    ]


def shown(decision: Decision) -> dict[str, str]:
    """Return a decision as ``expect`` writes it."""
    return (
        {rule.about: rule.id for rule in decision.findings}
        | {name: f"!{wrong}" for name, wrong in decision.problems.items()}
        | {name: f"?{name}" for name in decision.needs}
    )


def differs(expected: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """Return what is not as expected; the part about the election itself may stay unsaid."""
    beside = {k: v for k, v in found.items() if k not in ("election", "identity")}
    wrong = {k: found.get(k, "") for k, v in expected.items() if found.get(k) != v}
    open_questions = any(v.startswith("?") for v in expected.values())
    more = {} if open_questions else {k: v for k, v in beside.items() if k not in expected}
    return wrong | more
