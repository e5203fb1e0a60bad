"""Write docs/reference/voting-rules.md: ``python -m tests.education_rules.describe_rules``."""

from pathlib import Path

from sasando.education.rules import TOPICS, table_of
from sasando.education.rules.tables import CONTRADICTION, Condition, Rule, laws, words

PAGE = Path(__file__).parents[2] / "docs/reference/voting-rules.md"
_TITLES = {
    "voter": "Am I a voter?",
    "ballots": "Which ballots do I get?",
    "bring": "What do I bring, and when?",
    "validity": "Is a ballot valid?",
}
_HEAD = """# The voting rules

Made from the tables by `python -m tests.education_rules.describe_rules`; a test fails when it is out of
date. [Why they are data](../explanation/voting-rules.md) · [how to change one](../how-to/change-a-voting-rule.md)
· [the tools that read them](voter-tools.md).

The rules of one part are tried from top to bottom; the first that holds decides it. The words are in
both languages in `src/sasando/education/rules/data/`.
"""


def _condition(condition: Condition) -> str:
    value = condition.value
    shown = " / ".join(value) if isinstance(value, tuple) else str(value)
    return f"{condition.fact} {condition.operator} {shown}"


def _row(rule: Rule) -> str:
    cells = (
        f"`{rule.id}`",
        "<br>".join(_condition(one) for one in rule.when),
        words()["gives"][rule.gives]["en"] + (", ends" if rule.ends else ""),
        rule.say["en"].replace("|", "\\|"),
        ", ".join(f"[{law.id}](#{law.id})" for law in rule.laws) or "none needed",
    )
    return f"| {' | '.join(cells)} |"


def _topic(topic: str) -> list[str]:
    table = table_of(topic)
    lines = [f"## {_TITLES[topic]}", ""]
    for part in (CONTRADICTION, *table.parts):
        rules = [rule for rule in table.rules if rule.about == part]
        if not rules:
            continue
        head = "Answers that do not fit together" if part == CONTRADICTION else part
        lines += [f"**{head}**", "", "| rule | when | gives | says | rests on |"]
        lines += ["|---|---|---|---|---|", *map(_row, rules), ""]
    return lines


def described() -> str:
    """The page as it is kept in the docs."""
    lines = [_HEAD]
    for topic in TOPICS:
        lines += _topic(topic)
    lines += ["## Provisions", "", "| key | provision | in force since | read | wording |"]
    lines.append("|---|---|---|---|---|")
    for law in laws().values():
        source = f"[source]({law.read})" if law.read.startswith("http") else f"`{law.read}`"
        anchor = f'<a id="{law.id}"></a>`{law.id}`'
        lines.append(f"| {anchor} | {law.cite['en']} | {law.since} | {source} | {law.how} |")
    lines += [
        "",
        "*official*: read on a page of the commission, the parliament, or a public copy of the law;",
        "*quoted*: as the press, a court reporter or a journal quotes it; *derived*: it follows from the",
        "provision, no sentence says it. All were read on 29 November 2026.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(described(), encoding="utf-8")
