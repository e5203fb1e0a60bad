"""Draws the three sample pictures: illustrations, never photographs of people.

Run ``python -m sasando.demo.draw_pictures`` to draw them again; the same bytes come out for the
same version of Pillow.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "pictures"
SIZE = (1600, 1067)  # px, 3:2
_SCALE = 2  # drawn larger, then reduced: smooth edges
INK, RED, GOLD, COTTON = "#1f2a56", "#9c2f24", "#b8862b", "#fbf8f1"
MAROON, TOSCA, WOOD, SHADE = "#7a1f2b", "#3f9f94", "#d9c7a3", "#ece4d3"
_REPEAT = 24  # threads from one diamond of the weave to the next

Box = tuple[float, float, float, float]


class Sheet:
    """A drawing surface in px of the finished picture."""

    def __init__(self, ground: str) -> None:
        self._image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, box: Box, fill: str, *, radius: float = 0) -> None:
        """Fill a rectangle: left, top, right, bottom; corners rounded by ``radius`` px."""
        self._draw.rounded_rectangle([v * _SCALE for v in box], radius * _SCALE, fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """Fill a circle about ``x``, ``y``."""
        edges = (x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse([v * _SCALE for v in edges], fill=fill)

    def save(self, name: str, *, quality: int = 82) -> None:
        """Write the picture as JPEG without metadata."""
        reduced = self._image.resize(SIZE, Image.Resampling.LANCZOS)
        reduced.save(FOLDER / name, quality=quality, optimize=True, progressive=True)


def weave(sheet: Sheet, *, top: float, thread: float, rows: int, ground: str = COTTON) -> None:
    """Lay a band of nested diamonds, ``rows`` threads high, across the whole sheet."""
    sheet.box((0, top, SIZE[0], top + rows * thread), ground)
    middle, half = rows // 2, _REPEAT // 2
    for row in range(rows):
        for column in range(int(SIZE[0] / thread) + 1):
            reach = abs(column % _REPEAT - half) + abs(row - middle)
            colour = {0: GOLD, 1: GOLD, 3: RED, 4: RED, 6: INK, 7: INK, 10: GOLD, 12: RED}
            edge = row in (0, rows - 1)
            fill = INK if edge else colour.get(reach)
            if fill:
                x, y = column * thread, top + row * thread
                sheet.box((x, y, x + thread, y + thread), fill)


def ballot_box() -> None:
    """A ballot box with the two folded ballots of Kupang: maroon and tosca."""
    sheet = Sheet(SHADE)
    sheet.box((0, 760, 1600, 1067), WOOD)
    sheet.shape([(640, 250), (830, 205), (880, 480), (690, 500)], MAROON)
    sheet.shape([(662, 275), (815, 240), (826, 300), (673, 333)], COTTON)
    sheet.shape([(800, 270), (985, 300), (950, 500), (780, 490)], TOSCA)
    sheet.shape([(818, 297), (963, 320), (953, 378), (808, 355)], COTTON)
    sheet.shape([(470, 440), (1130, 440), (1200, 520), (400, 520)], "#f4efe2")
    sheet.box((620, 468, 980, 492), INK, radius=10)
    sheet.box((400, 520, 1200, 930), COTTON, radius=8)
    sheet.box((400, 520, 1200, 548), INK)
    sheet.box((740, 534, 860, 620), GOLD, radius=10)
    sheet.disc(800, 570, 15, INK)
    sheet.box((794, 570, 806, 600), INK)
    sheet.box((400, 700, 1200, 716), RED)
    sheet.box((400, 742, 1200, 754), GOLD)
    sheet.box((400, 780, 1200, 796), RED)
    weave(sheet, top=1016, thread=3, rows=17)
    sheet.save("kotak-suara.jpg")


def polling_station() -> None:
    """The way into a polling station: an awning, a sign post with an arrow, two booths."""
    sheet = Sheet("#dfe6ee")
    sheet.disc(1290, 210, 95, GOLD)
    sheet.shape(
        [(0, 620), (360, 500), (760, 590), (1150, 470), (1600, 600), (1600, 800), (0, 800)],
        "#8a9a86",
    )
    sheet.box((0, 760, 1600, 1067), WOOD)
    for x in (620, 1010, 1400):
        sheet.box((x, 430, x + 20, 860), INK)
    for number in range(10):
        left = 570 + number * 90
        sheet.shape(
            [(left + 20, 340), (left + 110, 340), (left + 90, 450), (left, 450)],
            RED if number % 2 else COTTON,
        )
    for left in (700, 1080):
        sheet.box((left, 640, left + 260, 860), COTTON, radius=6)
        sheet.box((left + 28, 668, left + 232, 742), INK, radius=4)
        sheet.box((left + 118, 742, left + 142, 860), SHADE)
    sheet.box((262, 420, 286, 900), "#6b5434")
    sheet.box((120, 270, 470, 470), INK, radius=14)
    sheet.box((136, 286, 454, 454), COTTON, radius=8)
    sheet.box((175, 352, 345, 388), RED)
    sheet.shape([(335, 310), (425, 370), (335, 430)], RED)
    weave(sheet, top=1016, thread=3, rows=17)
    sheet.save("tps.jpg")


def cloth() -> None:
    """A woven cloth of five bands."""
    sheet = Sheet(INK)
    weave(sheet, top=40, thread=8, rows=17)
    weave(sheet, top=232, thread=8, rows=9, ground=RED)
    weave(sheet, top=344, thread=16, rows=23)
    weave(sheet, top=756, thread=8, rows=9, ground=RED)
    weave(sheet, top=890, thread=8, rows=17)
    sheet.save("tenun.jpg", quality=55)  # fine squares weigh much


def main() -> None:
    """Draw all three."""
    FOLDER.mkdir(exist_ok=True)
    for draw in (ballot_box, polling_station, cloth):
        draw()


if __name__ == "__main__":
    main()
