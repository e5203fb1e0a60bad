"""The documentation is true: what exists is described, what is described exists."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from sasando.cli import app, load_commands
from sasando.documents import Document
from sasando.plugins import channel_classes

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_every_setting_is_documented_and_no_other() -> None:
    source = (ROOT / "src/sasando/settings.py").read_text()
    read = set(re.findall(r'"(SASANDO_[A-Z_]+|DATABASE_URL)"', source))
    table = (DOCS / "reference/settings.md").read_text()
    described = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert described == read


def test_every_command_is_documented() -> None:
    load_commands()
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    text = (DOCS / "reference/command-line.md").read_text()
    described = set(re.findall(r"^## `sasando ([a-z]+)", text, re.MULTILINE))
    assert described == commands


def test_every_channel_is_documented() -> None:
    text = (DOCS / "how-to/add-an-outlet.md").read_text()
    assert {slug for slug in channel_classes() if f"| `{slug}` |" not in text} == set()


def test_the_published_schema_of_a_document_is_current() -> None:
    published = json.loads((DOCS / "reference/document.schema.json").read_text())
    assert published == Document.model_json_schema(mode="serialization")


def links() -> list[tuple[Path, str]]:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    return [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    ]


@pytest.mark.parametrize(("page", "target"), links(), ids=lambda v: str(v).rsplit("/", 1)[-1])
def test_a_link_in_the_docs_leads_somewhere(page: Path, target: str) -> None:
    assert (page.parent / target).exists()
