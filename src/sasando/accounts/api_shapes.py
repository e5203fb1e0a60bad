"""What the data API answers, as it is described."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class EditionShape(Schema):
    """One edition of the open data. Its files never change."""

    version: str
    made_at: datetime
    digest: str = Field(description="Of the content: same data, same digest.")
    datapackage: str = Field(description="Address of its datapackage.json; files lie beside it.")
    zip: str = Field(description="Address of all its files in one.")


class Editions(Schema):
    """The editions that are kept, the newest first."""

    editions: list[EditionShape]


class Rows(Schema):
    """A page of one table."""

    edition: str
    table: str
    total: int = Field(description="Rows in the table.")
    page: int
    pages: int
    next: str | None = Field(description="Address of the next page; null on the last.")
    rows: list[dict[str, Any]] = Field(
        description="By field, as datapackage.json describes them; null where there is no value."
    )


class Problem(Schema):
    """A problem (RFC 9457)."""

    title: str
    status: int
    detail: str
