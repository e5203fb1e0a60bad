"""Write what the docs say of the open data and its API: ``python -m tests.accounts.describe_data``."""

import json
import os
from pathlib import Path

import django

DOCS = Path(__file__).parents[2] / "docs/reference"
PAGE = DOCS / "data-package.md"
DESCRIPTION = DOCS / "data-api.openapi.json"
_HEAD = """# The data package

Made from the tables by `python -m tests.accounts.describe_data`; a test fails when it is out of date.
[How it is published](../how-to/publish-open-data.md) ·
[why it is as it is](../explanation/open-data.md) · [the API](data-api.openapi.json).

A [Frictionless Data Package](https://specs.frictionlessdata.io/data-package/), version 1:

    datapackage.json            what is in it: fields, types, units, codes, digests, licence
    README.md                   the dictionary below, in Indonesian and English
    SHA256SUMS                  of every file
    data/<table>.csv            RFC 4180, UTF-8, the names of the fields in the first line
    data/<table>.parquet        the same rows with their types

- Texts of `datapackage.json` are Indonesian; their English stands beside them with `@en` (`title@en`).
- Beside what the specification knows: `unit` and `categories` (the codes of a field explained) of a
  field, `rows` and `parquet` of a table, and `digest` of the content: same data, same digest, whatever
  the version and the time.
- An empty cell is no value, and never a zero. A month is `2024-11`, a moment is UTC to the second.
- In CSV a text that begins with a sign spreadsheets calculate with has an apostrophe before it (and one
  more where it has apostrophes before such a sign already); in Parquet texts are as they are.
- Counts of people and times of fewer than five are withheld; a field beside them (`…_withheld`) says so.
- `accounts.package` reads and writes it in plain Python, without Django:
  `read(folder).resource("reach").records()`.

"""


def described() -> str:
    """Return the page."""
    from sasando.accounts.package.dictionary import dictionary
    from sasando.accounts.tables.gathered import all_defined

    lines = []
    for table in all_defined():
        lines += [*dictionary(table, "en", level=2)]
        for one in table.references:
            lines += [
                f"`{', '.join(one.fields)}` stands in `{one.resource}` (`{', '.join(one.there)}`).",
                "",
            ]
    return _HEAD + "\n".join(lines).rstrip() + "\n"


def described_api() -> str:
    """Return the description of the API."""
    from sasando.accounts.api import data_api

    schema = data_api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(described())
    DESCRIPTION.write_text(described_api())
