"""Pictures and PDFs to test with, made to look like what people send."""

import io
import random

import typst
from PIL import Image, ImageFilter

from sasando.trust.qr import qr_png


def encoded(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def a_sheet(text: str, *, size: tuple[int, int] = (1240, 1754), qr_side: int = 220) -> Image.Image:
    """A page with lines like print and a QR low on the right."""
    sheet = Image.new("L", size, 245)
    lines = random.Random(7)
    for y in range(80, size[1] - 80, 26):
        x = 80
        while x < size[0] - 120:
            width = lines.randrange(20, 110)
            sheet.paste(60, (x, y, min(x + width, size[0] - 80), y + 9))
            x += width + 14
    code = Image.open(io.BytesIO(qr_png(text))).convert("L").resize((qr_side, qr_side))
    sheet.paste(code, (size[0] - qr_side - 90, size[1] - qr_side - 110))
    return sheet


def photographed(
    sheet: Image.Image, *, angle: float, blur: float, noise: float, lean: float
) -> bytes:
    """The sheet as a phone sees it: leaning back, turned, out of focus, in bad light; JPEG."""
    width, height = sheet.size
    leaning = sheet.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        (1 + lean, lean / 2, -lean * width / 2, 0, 1 + lean, 0, 0, lean / height),
        Image.Resampling.BICUBIC,
        fillcolor=120,
    )
    turned = leaning.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=120)
    soft = turned.filter(ImageFilter.GaussianBlur(blur))
    grain = Image.effect_noise(soft.size, noise)
    dark = Image.blend(soft, grain, 0.22)
    return encoded(dark.convert("RGB"), "JPEG", quality=55)


def a_pdf(markup: str) -> bytes:
    """A PDF that Typst makes of ``markup``."""
    return typst.compile(markup.encode(), format="pdf")
