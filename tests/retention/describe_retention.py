"""docs/reference/retention.md, as the rules say it. Run as a module it writes the page anew."""

from pathlib import Path

import django
from django.utils import translation

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "retention.md"
_HEAD = """# What is kept, and for how long

Made from the rules that the house goes by (`python -m tests.retention.describe_retention`); a test holds
it to them. Times are those a house begins with: an administrator sets them within the bounds, with a
reason, under *What is kept* at the desk, where every version stays. `sasando retain --dry-run` tells what
would go, `sasando retain` lets it go, and the worker does the same by itself. Backups and archives made
before still hold what they were made of.

## Kept for a time

"""


def page() -> str:
    """Return the page as it should be."""
    from sasando.retention.declared import schedule
    from sasando.retention.rules import Rule
    from sasando.retention.standing import span

    def bounds(rule: Rule) -> str:
        if rule.follows:
            return f"follows `{rule.follows}`"
        if rule.bounds is None:
            return "fixed"
        return " to ".join(f"{bound.days}" for bound in rule.bounds) + " days"

    with translation.override("en"):
        text = _HEAD
        for rule in schedule().rules:
            kept = span(rule.usual) if rule.usual else "not at all"
            text += (
                f"### `{rule.key}`: {rule.kind}\n\n"
                f"- **Kept** {kept} ({bounds(rule)}), counted from {rule.counted_from}. "
                f"{rule.effect.label}.\n"
                f"- **Of a person**: {rule.personal}\n"
                f"- **Why**: {rule.why}\n"
                f"- **Law**: {rule.basis}\n\n"
            )
        text += "## Kept as long as the house stands\n\n"
        for one in schedule().stays:
            names = ", ".join(f"`{name}`" for name in sorted(one.models))
            text += f"- {one.why} {one.personal} ({names})\n"
    return text


def write() -> None:
    """Write the page."""
    PAGE.write_text(page())


if __name__ == "__main__":
    django.setup()
    write()
