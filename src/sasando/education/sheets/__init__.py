"""A photo of an attendance sheet → counts to be confirmed. The photo is kept nowhere.

Plain: it knows the field of the sheet (``rendering.print.tally``), no session and no database.
"""

from sasando.education.sheets.exceptions import SheetNotRead
from sasando.education.sheets.marking import Remark, RowRead, SheetRead, read_sheet

__all__ = ["Remark", "RowRead", "SheetNotRead", "SheetRead", "read_sheet"]
