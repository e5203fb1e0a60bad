"""The shape of the house: sizes, names, labels. What a reader may rely on without looking."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sasando"
TESTS = ROOT / "tests"
DRAWERS = {"utils", "util", "helper", "helpers", "lib", "common", "core", "misc", "base"}
MODULE_LINES, TEST_LINES, FUNCTION_LINES = 400, 600, 60


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_module_is_read_in_one_sitting() -> None:
    limits = [(path, MODULE_LINES) for path in modules(SOURCE)]
    limits += [(path, TEST_LINES) for path in modules(TESTS)]
    long = [str(p) for p, limit in limits if len(p.read_text().splitlines()) > limit]
    assert not long


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{path}:{function.lineno} {function.name}"
        for path in modules(SOURCE)
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno > FUNCTION_LINES
    ]
    assert not long


def test_there_is_no_drawer() -> None:
    named_by_django = SOURCE / "sqlite/base.py"  # a database backend is looked for by that name
    found = [path for path in modules(SOURCE) if path.stem in DRAWERS]
    assert found == [named_by_django]
    assert not [path for path in SOURCE.rglob("*") if path.is_dir() and path.name in DRAWERS]


@pytest.mark.parametrize("apps", sorted(SOURCE.glob("*/apps.py")), ids=lambda p: p.parent.name)
def test_a_label_carries_the_house(apps: Path) -> None:
    room = apps.parent.name
    assert f'label = "sasando_{room}"' in apps.read_text()
    for kind in ("templates", "static"):
        own = [p.name for p in (apps.parent / kind).glob("*") if p.is_dir()]
        strange = set(own) - {f"sasando_{room}", "wagtailadmin", "account", "mfa", "allauth"}
        assert not strange, f"{room}/{kind} holds {strange}"


def test_nothing_is_left_to_be_done() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert not [path for path in modules(SOURCE) if mark.search(path.read_text())]


def test_a_test_folder_mirrors_each_room() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert not {room for room in rooms if not (TESTS / room).is_dir()}
