"""The one door to Typst: a template of ours, data as JSON, bytes back.

Text never becomes Typst source: templates read it from ``sys.inputs.data`` as strings, so nothing
an author types can be markup. The only fonts are those inside the compiler.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from sasando.rendering.exceptions import RenderingError

_TEMPLATES = Path(__file__).with_name("templates")
_ACCESSIBLE = ["ua-1"]
_ARCHIVAL = ["a-2a", "ua-1"]  # PDF/A asks for a date: a preview has none, and is no archive
_ATTACHING = ["a-3a", "ua-1"]  # the only part of PDF/A that takes files of any kind inside


class TypesettingFailed(RenderingError):
    """The compiler refused a page; the message is the compiler's own."""


@cache
def _embedded_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf(template: str, data: Mapping[str, Any], *, attaches: bool = False) -> bytes:
    """Return ``templates/<template>.typ`` filled with ``data`` as PDF/UA-1, with a date PDF/A-2a too.

    ``attaches``: it carries files inside, and is PDF/A-3a. Raises ``TypesettingFailed``.
    """
    standards = (_ATTACHING if attaches else _ARCHIVAL) if data["date"] else _ACCESSIBLE
    return _compile(template, data, format="pdf", pdf_standards=standards)


def png(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the one page of ``template`` filled with ``data`` as PNG, one pixel a point.

    Raises ``TypesettingFailed``.
    """
    return _compile(template, data, format="png", ppi=72.0)


def _compile(template: str, data: Mapping[str, Any], **options: Any) -> bytes:
    # A Compiler belongs to one thread ("Already borrowed"); with the fonts shared, a new one costs
    # under a millisecond, and the compiler's cache is one for the whole process anyway.
    compiler = typst.Compiler(
        _TEMPLATES / f"{template}.typ", root=_TEMPLATES, font_paths=_embedded_fonts()
    )
    payload = json.dumps(data, ensure_ascii=False, sort_keys=True)
    try:
        made = compiler.compile(sys_inputs={"data": payload}, timestamp=0, **options)
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error}") from error
    pages = made if isinstance(made, list) else [made]
    if len(pages) != 1 or pages[0] is None:
        raise TypesettingFailed(f"{template}: {len(pages)} pages where one was expected")
    return bytes(pages[0])
