"""220 pictures of many sorts, drawn by rule: no photograph and no face among them."""

from __future__ import annotations

import functools
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

import sasando

DEMO = Path(sasando.__file__).parent / "demo" / "pictures"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
_WORDS = (
    "TPS buka pukul tujuh pagi",
    "Bawa KTP elektronik",
    "Jaga suara kita",
    "Rabu hari memilih",
    "Awas kabar palsu",
    "Datang bersama keluarga",
    "Satu orang satu suara",
    "Cek nama di daftar pemilih",
    "Hitung cepat bukan hasil resmi",
    "Posko pengaduan kelurahan",
    "Debat kedua malam ini",
    "Surat suara dilipat",
    "Kotak suara disegel",
    "Lapor bila ada uang",
    "Petugas siap membantu",
)


def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf", size)


def _noise(rng: np.random.Generator, size: tuple[int, int], octaves: int) -> np.ndarray:
    """Return clouds in 0..1: coarse chance enlarged, finer chance added."""
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(octaves):
        cells = 2 ** (octave + 2)
        coarse = rng.random((cells, cells), dtype=np.float32)
        layer = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(layer) / 2 ** (octave * 0.8)
    total -= total.min()
    return total / total.max()


def _colours(rng: np.random.Generator, field: np.ndarray) -> Image.Image:
    stops = rng.integers(0, 256, (4, 3))
    at = np.linspace(0, 1, 4)
    channels = [np.interp(field, at, stops[:, band]) for band in range(3)]
    return Image.fromarray(np.stack(channels, -1).astype(np.uint8))


def _landscape(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = _colours(rng, _noise(rng, size, 6))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 5))):  # ridges, one before the other
        heights = np.cumsum(rng.normal(0, 9, size[0] // 8 + 2)) + rng.uniform(0.3, 0.8) * size[1]
        points = [(x * 8, float(h)) for x, h in enumerate(heights)]
        colour = tuple(int(c) for c in rng.integers(0, 200, 3))
        draw.polygon([(0, size[1]), *points, (size[0], size[1])], fill=colour)
    return image


def _crowd(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = _colours(rng, _noise(rng, size, 3))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(60, 160))):  # balloons, stalls, boxes: no people
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        w, h = rng.uniform(8, 90, 2)
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        edge = tuple(int(c) for c in rng.integers(0, 256, 3))
        if rng.random() < 0.5:
            draw.ellipse((x, y, x + w, y + h), fill=colour, outline=edge, width=2)
        else:
            turn = rng.uniform(0, 6.3)
            corners = turn + np.array([0, 1.3, 3.1, 4.4])
            draw.polygon([(x + w * np.cos(a), y + h * np.sin(a)) for a in corners], fill=colour)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def _street(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = _colours(rng, np.sort(_noise(rng, size, 2), axis=0))
    draw = ImageDraw.Draw(image)
    x = 0.0
    while x < size[0]:  # houses with windows
        wide, high = rng.uniform(60, 180), rng.uniform(0.25, 0.75) * size[1]
        colour = tuple(int(c) for c in rng.integers(40, 230, 3))
        draw.rectangle((x, size[1] - high, x + wide, size[1]), fill=colour)
        step = rng.uniform(22, 45)
        for wy in np.arange(size[1] - high + 10, size[1] - 20, step):
            for wx in np.arange(x + 8, x + wide - 14, step * 0.8):
                lit = tuple(int(c) for c in rng.integers(0, 256, 3))
                draw.rectangle((wx, wy, wx + step * 0.4, wy + step * 0.55), fill=lit)
        x += wide + rng.uniform(0, 20)
    return image


def _poster(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    art = (_crowd if rng.random() < 0.5 else _landscape)(rng, size)
    draw = ImageDraw.Draw(art)
    top = int(rng.uniform(0.05, 0.6) * size[1])
    ground = tuple(int(c) for c in rng.integers(0, 90, 3))
    draw.rectangle((0, top, size[0], top + int(size[1] * 0.24)), fill=ground)
    for line in range(2):
        words = str(rng.choice(_WORDS))
        at = (size[0] // 32, top + size[1] // 40 + line * size[1] // 10)
        draw.text(at, words, "white", font(size[0] // 28, bold=True))
    return art


SORTS = (_landscape, _crowd, _street, _poster)


@functools.cache
def picture(number: int) -> Image.Image:
    """Return the picture of that number, 0 to 219; the first three are the sample desk's."""
    if number < 3:
        return Image.open(sorted(DEMO.glob("*.jpg"))[number]).convert("RGB")
    rng = np.random.default_rng(number)
    size = [(768, 512), (512, 768), (640, 640), (800, 448)][int(rng.integers(4))]
    image = SORTS[number % len(SORTS)](rng, size)
    grain = 5 * rng.standard_normal((size[1], size[0], 1), dtype=np.float32)
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def _crop(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    w, h = image.size
    return image.crop((int(w * left), int(h * top), int(w * right), int(h * bottom)))


def _bar(image: Image.Image, share: float, *, below: bool, dark: bool) -> Image.Image:
    high = int(image.height * share)
    out = Image.new("RGB", (image.width, image.height + high), "black" if dark else "white")
    out.paste(image, (0, 0 if below else high))
    words = "SEBARKAN! Jangan sampai terlewat" if dark else "Kejadian tadi pagi di Kupang"
    at = (20, (image.height if below else 0) + high // 4)
    ImageDraw.Draw(out).text(at, words, "white" if dark else "black", font(max(14, high // 3)))
    return out


def _phone(image: Image.Image, *, dark: bool) -> Image.Image:
    """Return a telephone's screenshot of somebody looking at the picture."""
    ground, ink = ("#0b141a", "#e9edef") if dark else ("#efeae2", "#111b21")
    screen = Image.new("RGB", (720, 1520), ground)
    draw = ImageDraw.Draw(screen)
    draw.text((30, 12), "09.41", ink, font(22))
    draw.text((110, 70), "Grup RT 05", ink, font(30, bold=True))
    shown = image.copy()
    shown.thumbnail((680, 1100))
    screen.paste(shown, ((720 - shown.width) // 2, 220))
    draw.text((40, 240 + shown.height), "Benarkah ini? Tolong dicek", ink, font(26))
    return screen


def _stamp(image: Image.Image) -> Image.Image:
    out = image.copy()
    w, h = out.size
    draw = ImageDraw.Draw(out)
    draw.line((0, h, w, 0), "red", max(6, w // 60))
    draw.text((w // 8, h // 2), "VIRAL", "red", font(w // 8, bold=True))
    return out


def _edge(image: Image.Image, share: float) -> Image.Image:
    around = int(min(image.size) * share)
    out = Image.new("RGB", (image.width + 2 * around, image.height + 2 * around), "white")
    out.paste(image, (around, around))
    return out


TRANSFORMS = {
    "half size, jpeg 50": lambda i: _jpeg(i.resize((i.width // 2, i.height // 2)), 50),
    "jpeg 20": lambda i: _jpeg(i, 20),
    "crop 5 %": lambda i: _crop(i, 0.05, 0.05, 0.95, 0.95),
    "crop 25 % of one side": lambda i: _crop(i, 0.25, 0, 1, 1),
    "crop to the middle half": lambda i: _crop(i, 0.15, 0.15, 0.85, 0.85),
    "caption bar below": lambda i: _bar(i, 0.18, below=True, dark=False),
    "caption bar above, jpeg 40": lambda i: _jpeg(_bar(i, 0.25, below=False, dark=True), 40),
    "turned 5°": lambda i: i.rotate(5, expand=False),
    "turned 90°": lambda i: i.transpose(Image.Transpose.ROTATE_90),
    "mirrored": lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "mirrored, crop 10 %": lambda i: _crop(
        i.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.1, 0.0, 1, 0.9
    ),
    "upside down": lambda i: i.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "screenshot, light": lambda i: _jpeg(_phone(i, dark=False), 60),
    "screenshot, dark": lambda i: _jpeg(_phone(i, dark=True), 60),
    "stamped": _stamp,
    "brighter, more contrast": lambda i: ImageEnhance.Contrast(
        ImageEnhance.Brightness(i).enhance(1.3)
    ).enhance(1.3),
    "grey": lambda i: i.convert("L").convert("RGB"),
    "blurred": lambda i: i.filter(ImageFilter.GaussianBlur(2)),
    "white edge": lambda i: _edge(i, 0.08),
    "stretched 8 %": lambda i: i.resize((int(i.width * 1.08), i.height)),
}
