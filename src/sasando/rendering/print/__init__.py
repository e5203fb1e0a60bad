"""What leaves on paper: newspaper column, notice-board poster, broadcast script, layout text."""

from sasando.rendering.print.column import column_pdf
from sasando.rendering.print.poster import poster_pdf
from sasando.rendering.print.pictures import Pictures

