"""What leaves on paper: newspaper column, notice-board poster, broadcast script, layout text."""

from sasando.rendering.print.column import column_pdf
from sasando.rendering.print.icml import icml
from sasando.rendering.print.pictures import Pictures
from sasando.rendering.print.poster import poster_pdf
from sasando.rendering.print.scripts import script_pdf
from sasando.rendering.print.typesetter import TypesettingFailed

__all__ = [
    "Pictures",
    "TypesettingFailed",
    "column_pdf",
    "icml",
    "poster_pdf",
    "script_pdf",
]
