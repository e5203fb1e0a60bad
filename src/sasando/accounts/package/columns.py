"""Rows as Parquet: the same table with its types, for programs that read many rows at once."""

from __future__ import annotations

import io

from sasando.accounts.package.schema import Resource, Type


def parquet_bytes(resource: Resource) -> bytes:
    """Return the table as Parquet; texts are as they are, without the mark that CSV has.

    The same table gives the same bytes with the same version of Arrow.
    """
    import pyarrow as pa  # noqa: PLC0415 - 70 MB of memory, which only who writes needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {
        Type.STRING: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.BOOLEAN: pa.bool_(),
        Type.DATE: pa.date32(),
        Type.DATETIME: pa.timestamp("ms", tz="UTC"),
        Type.MONTH: pa.string(),
    }
    schema = pa.schema(
        [
            pa.field(
                one.name,
                types[one.type],
                nullable=not (one.required or one.name in resource.key),
                metadata={"description": one.description.en, "description@id": one.description.id},
            )
            for one in resource.fields
        ]
    )
    columns = [
        pa.array([row[place] for row in resource.rows], type=one.type)
        for place, one in enumerate(schema)
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()
