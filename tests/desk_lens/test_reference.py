"""The reference page names every rule with its words, and every guideline with its address."""

from pathlib import Path

from sasando.desk.lens import concerns, guidelines, seed

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "gender-lens.md"


def test_the_reference_is_current() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for guideline in guidelines().values():
        assert f"| `{guideline.key}` | [{guideline.title}]({guideline.address})" in page
    for rule in seed():
        words = ", ".join(f"`{one}`" for one in rule.written).replace("|", "\\|")
        assert f"| `{rule.key}` | {rule.category.value} | {words} |" in page
    for concern in concerns():
        assert concern.label["en"] in page
