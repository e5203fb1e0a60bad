"""The data dictionary in words, made from the tables themselves: every field, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from sasando.accounts.package.schema import Field, Package, Resource

_WORDS = {
    "id": {
        "field": "kolom",
        "type": "jenis",
        "unit": "satuan",
        "means": "artinya",
        "key": "kunci",
        "licence": "Lisensi",
        "version": "Versi",
        "source": "Sumber",
        "publisher": "Penerbit",
        "notes": (
            "Sel kosong berarti tidak ada angka, bukan nol. Waktu dalam UTC; hari menurut jam "
            "setempat. Teks yang diawali tanda yang oleh lembar kerja dibaca sebagai rumus diberi "
            "tanda petik (') di depannya dalam CSV, tidak dalam Parquet. `sha256sum -c SHA256SUMS` "
            "memeriksa berkas-berkasnya; `frictionless validate datapackage.json` memeriksa isinya."
        ),
    },
    "en": {
        "field": "column",
        "type": "type",
        "unit": "unit",
        "means": "means",
        "key": "key",
        "licence": "Licence",
        "version": "Version",
        "source": "Source",
        "publisher": "Publisher",
        "notes": (
            "An empty cell means that there is no number; it does not mean zero. Times are UTC; "
            "days are those of the local clock. A text that begins with a sign which spreadsheets "
            "take for a formula has an apostrophe (') before it in CSV, not in Parquet. "
            "`sha256sum -c SHA256SUMS` checks the files; `frictionless validate datapackage.json` "
            "checks what is in them."
        ),
    },
}
LANGUAGES = tuple(_WORDS)


def read_me(package: Package) -> str:
    """Return ``README.md``: what the package is, and its dictionary, Indonesian first."""
    return "\n".join(line for language in LANGUAGES for line in _about(package, language))


def dictionary(resource: Resource, language: str, *, level: int = 3) -> Iterator[str]:
    """Yield the lines of Markdown that say what a table and its fields mean."""
    words = _WORDS[language]
    yield f"{'#' * level} `{resource.name}`: {resource.title[language]}"
    yield ""
    yield resource.description[language]
    yield ""
    yield f"| {words['field']} | {words['type']} | {words['unit']} | {words['means']} |"
    yield "|---|---|---|---|"
    for one in resource.fields:
        yield _line(one, resource, language)
    yield ""


def _line(field: Field, resource: Resource, language: str) -> str:
    key = f" ({_WORDS[language]['key']})" if field.name in resource.key else ""
    meaning = f"{field.title[language]}. {field.description[language]}"
    if field.values:
        codes = "; ".join(f"`{code}` {said[language]}" for code, said in field.values.items())
        meaning = f"{meaning} {codes}"
    cells = (f"`{field.name}`{key}", field.type.value, field.unit, meaning.replace("|", "\\|"))
    return f"| {' | '.join(cells)} |"


def _about(package: Package, language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield f"# {package.title[language]}"
    yield ""
    yield package.description[language]
    yield ""
    yield f"- {words['version']}: {package.version}"
    licence = package.licence
    yield f"- {words['licence']}: [{licence.title}]({licence.path}) ({licence.name})"
    for name, found in (("publisher", package.publishers), ("source", package.sources)):
        for one in found:
            link = f"[{one.title}]({one.path})" if one.path else one.title
            yield f"- {words[name]}: {link}"
    yield ""
    yield words["notes"]
    yield ""
    for resource in package.resources:
        yield from dictionary(resource, language, level=2)
