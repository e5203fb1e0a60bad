"""Tables hold what their fields say, or they are no tables."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sasando.accounts.package import Field, PackageError, Resource, RowBroken, Type, Words

SAID = Words("kata", "word")


def column(name: str, kind: Type, **more: object) -> Field:
    return Field(name=name, type=kind, title=SAID, description=SAID, **more)  # type: ignore[arg-type]


def table(*rows: tuple[object, ...], fields: tuple[Field, ...] = ()) -> Resource:
    return Resource(
        name="a-table",
        title=SAID,
        description=SAID,
        fields=fields or (column("code", Type.STRING), column("count", Type.INTEGER, minimum=0)),
        key=(fields[0].name if fields else "code",),
        rows=rows,  # type: ignore[arg-type]
    )


def test_rows_are_read_by_the_names_of_their_fields() -> None:
    found = table(("web", 3), ("print", None))
    assert list(found.records()) == [{"code": "web", "count": 3}, {"code": "print", "count": None}]


def test_an_empty_text_is_no_value() -> None:
    fields = (column("code", Type.STRING), column("note", Type.STRING))
    assert table(("web", ""), fields=fields).rows == (("web", None),)


@pytest.mark.parametrize(
    "row",
    [
        ("web", -1),
        ("web", "3"),
        ("web", 1.5),
        ("web", True),
        (None, 1),
        (" web", 1),
        ("web",),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row: tuple[object, ...]) -> None:
    with pytest.raises(RowBroken):
        table(row)


def test_a_key_stands_once() -> None:
    with pytest.raises(RowBroken, match="twice"):
        table(("web", 1), ("web", 2))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Type.DATE, date(2024, 11, 27), datetime(2024, 11, 27, tzinfo=UTC)),
        (
            Type.DATETIME,
            datetime(2024, 11, 27, tzinfo=UTC),
            datetime(2024, 11, 27, tzinfo=timezone(timedelta(hours=8))),
        ),
        (Type.MONTH, "2024-11", "2024-13"),
        (Type.BOOLEAN, False, 0),
        (Type.NUMBER, 0.5, "0.5"),
    ],
)
def test_a_cell_is_of_the_type_of_its_field(kind: Type, good: object, bad: object) -> None:
    fields = (column("code", Type.STRING), column("cell", kind))
    assert table(("web", good), fields=fields).rows == (("web", good),)
    with pytest.raises(RowBroken):
        table(("web", bad), fields=fields)


def test_a_code_is_one_of_those_explained() -> None:
    fields = (column("code", Type.STRING, values={"web": SAID}),)
    with pytest.raises(RowBroken, match="none of its codes"):
        table(("paper",), fields=fields)


@pytest.mark.parametrize("name", ["Reach", "reach_by", "reach by", "", "-reach"])
def test_a_name_that_is_no_part_of_an_address_is_refused(name: str) -> None:
    with pytest.raises(PackageError):
        Resource(name=name, title=SAID, description=SAID, fields=(), key=())
