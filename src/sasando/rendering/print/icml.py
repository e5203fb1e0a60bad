"""Adobe ICML (InCopy Markup Language): the text with its styles, for InDesign and InCopy.

After the *IDML File Format Specification* CS6 (DOMVersion 8.0), §10 "Stories". The styles carry
only a starting look: a style of the same name in the desk's own document wins.
"""

from lxml import etree

from sasando.documents import Document
from sasando.rendering.print.layout import (
    CHARACTER_STYLES,
    EMPHASIS,
    STYLES,
    Flow,
    Grid,
    Run,
    Styled,
    flow,
)

_PLAIN = "CharacterStyle/$ID/[No character style]"
_LOOK = {  # point size, font style
    "Kind": ("8", "Bold"),
    "Headline": ("28", "Bold"),
    "Lead": ("11", "Italic"),
    "Subhead": ("11", "Bold"),
    "CorrectionNotice": ("9", "Bold"),
    "Quote": ("11", "Italic"),
    "FactTitle": ("9", "Bold"),
    "StageDate": ("12", "Bold"),
    "TableTitle": ("9", "Bold"),
    "Question": ("9", "Bold"),
    "Caption": ("8", "Regular"),
    "Credit": ("7", "Italic"),
}


def icml(document: Document, *, site_url: str = "") -> bytes:
    """Return ``document`` as an ICML story, UTF-8, to be placed by InDesign or InCopy (CS6 on).

    ``site_url`` is the house's address; without it the address is cut from the Document's own
    ``href``, which starts with it.
    """
    root = etree.Element("Document", DOMVersion="8.0", Self=f"sasando_{document.item.hex}")
    _styles(root)
    story = etree.SubElement(
        root,
        "Story",
        Self=f"story_{document.digest[:16]}",
        AppliedTOCStyle="n",
        TrackChanges="false",
        StoryTitle=document.code,
        AppliedNamedGrid="n",
    )
    etree.SubElement(
        story, "StoryPreference", OpticalMarginAlignment="true", OpticalMarginSize="12"
    )
    flowed = flow(document, site_url=site_url)
    for index, part in enumerate(flowed):
        _set(story, part, name=f"table_{index}", last=index == len(flowed) - 1)
    etree.indent(root, space=" ")
    body = etree.tostring(root, encoding="unicode")
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<?aid style="50" type="snippet" readerVersion="6.0" featureSet="513" product="8.0(370)" ?>\n'
        '<?aid SnippetType="InCopyInterchange"?>\n'
    )
    return f"{head}{body}\n".encode()


def _styles(root: etree._Element) -> None:
    group = etree.SubElement(root, "RootCharacterStyleGroup", Self="character_styles")
    etree.SubElement(group, "CharacterStyle", Self=_PLAIN, Name="$ID/[No character style]")
    for name in CHARACTER_STYLES:
        look = "Italic" if name == EMPHASIS else "Bold"
        etree.SubElement(
            group, "CharacterStyle", Self=f"CharacterStyle/{name}", Name=name, FontStyle=look
        )
    group = etree.SubElement(root, "RootParagraphStyleGroup", Self="paragraph_styles")
    for name in STYLES:
        size, look = _LOOK.get(name, ("9", "Regular"))
        etree.SubElement(
            group,
            "ParagraphStyle",
            Self=f"ParagraphStyle/{name}",
            Name=name,
            PointSize=size,
            FontStyle=look,
        )


def _set(parent: etree._Element, part: Flow, *, name: str, last: bool) -> None:
    if isinstance(part, Styled):
        _paragraph(parent, part, last=last)
    else:
        _table(parent, part, name)


def _paragraph(parent: etree._Element, part: Styled, *, last: bool) -> None:
    across = etree.SubElement(
        parent, "ParagraphStyleRange", AppliedParagraphStyle=f"ParagraphStyle/{part.style}"
    )
    for index, run in enumerate(part.runs):
        style = f"CharacterStyle/{run.style}" if run.style else _PLAIN
        characters = etree.SubElement(across, "CharacterStyleRange", AppliedCharacterStyle=style)
        etree.SubElement(characters, "Content").text = run.text
        if index == len(part.runs) - 1 and not last:
            etree.SubElement(characters, "Br")


def _table(parent: etree._Element, grid: Grid, name: str) -> None:
    across = etree.SubElement(
        parent, "ParagraphStyleRange", AppliedParagraphStyle="ParagraphStyle/Body"
    )
    characters = etree.SubElement(across, "CharacterStyleRange", AppliedCharacterStyle=_PLAIN)
    table = etree.SubElement(
        characters,
        "Table",
        Self=name,
        AppliedTableStyle="TableStyle/$ID/[Basic Table]",
        HeaderRowCount="1",
        FooterRowCount="0",
        BodyRowCount=str(len(grid.rows) - 1),
        ColumnCount=str(len(grid.rows[0])),
    )
    for row in range(len(grid.rows)):
        etree.SubElement(table, "Row", Self=f"{name}_row_{row}", Name=str(row))
    for column in range(len(grid.rows[0])):
        etree.SubElement(table, "Column", Self=f"{name}_column_{column}", Name=str(column))
    for row, cells in enumerate(grid.rows):
        for column, text in enumerate(cells):
            cell = etree.SubElement(
                table,
                "Cell",
                Self=f"{name}_cell_{column}_{row}",
                Name=f"{column}:{row}",
                RowSpan="1",
                ColumnSpan="1",
                AppliedCellStyle="CellStyle/$ID/[None]",
            )
            _paragraph(cell, Styled("TableCell", (Run(text),)), last=True)
    etree.SubElement(characters, "Br")
