"""Tables as a Frictionless Data Package, written and read by plain Python.

write(package, folder)                # datapackage.json, README.md, CSV and Parquet, digests
package = read(folder)                # checked, its rows typed
package.resource("deliverables").records()      # one dict a row, None where there is no number
"""

from sasando.accounts.package.exceptions import FileBroken, PackageError, RowBroken
from sasando.accounts.package.folder import (
    digest_of,
    read,
    read_descriptor,
    read_table,
    write,
    zip_bytes,
)
from sasando.accounts.package.schema import (
    CC_BY,
    LICENCES,
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
    "LICENCES",
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
    "digest_of",
    "read",
    "read_descriptor",
    "read_table",
    "write",
    "zip_bytes",
]
