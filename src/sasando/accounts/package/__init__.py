"""Tables as a Frictionless Data Package, written and read by plain Python."""

from sasando.accounts.package.exceptions import FileBroken, PackageError, RowBroken
from sasando.accounts.package.schema import (
    CC_BY,
    Cell,
    Field,
    Licence,
    Package,
    Reference,
    Resource,
    Row,
    Source,
    Type,
    Words,
)

__all__ = [
    "CC_BY",
    "Cell",
    "Field",
    "FileBroken",
    "Licence",
    "Package",
    "PackageError",
    "Reference",
    "Resource",
    "Row",
    "RowBroken",
    "Source",
    "Type",
    "Words",
]
