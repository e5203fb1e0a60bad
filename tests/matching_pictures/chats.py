"""Screenshots of chats, drawn as telephones draw them: bubbles, ticks, times, dark mode, emoji."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_EMOJI = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
_FACES = {
    "DejaVu": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    "Liberation": Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
}
_LIGHT = ("#efeae2", "#ffffff", "#d9fdd3", "#111b21", "#667781", "#008069", "#ffffff")
_DARK = ("#0b141a", "#202c33", "#005c4b", "#e9edef", "#8696a0", "#202c33", "#e9edef")


@dataclass(frozen=True)
class Bubble:
    text: str
    at: str = "09.41"
    own: bool = False
    sender: str = ""
    forwarded: bool = False
    emoji: str = ""


@dataclass(frozen=True)
class Chat:
    """A conversation and the telephone that shows it."""

    bubbles: Sequence[Bubble]
    title: str = "Keluarga Besar"
    width: int = 720
    dark: bool = False
    face: str = "DejaVu"
    clock: str = "19.05"
    doodles: bool = False
    chrome: bool = True  # status bar, head and typing bar
    quality: int = 0  # of JPEG, 0 for none
    crop: tuple[float, float, float, float] = (0, 0, 1, 1)
    tall: float = 0  # least height over width

    def text(self) -> str:
        return "\n".join(bubble.text for bubble in self.bubbles)


def _font(face: str, size: float) -> ImageFont.FreeTypeFont:
    path = _FACES[face] if _FACES[face].exists() else _FACES["DejaVu"]
    return ImageFont.truetype(path, int(size))


def _doodles(draw: ImageDraw.ImageDraw, size: tuple[int, int], colour: str, unit: float) -> None:
    rng = np.random.default_rng(5)  # the same wallpaper on every telephone
    for _ in range(260):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        r = unit * rng.uniform(0.4, 1.1)
        if rng.random() < 0.5:
            draw.ellipse((x, y, x + r, y + r), outline=colour, width=2)
        else:
            draw.arc((x, y, x + 2 * r, y + r), 20, 300, fill=colour, width=2)
            draw.line((x, y, x + r, y + r), fill=colour, width=2)


def _wrapped(words: str, font: ImageFont.FreeTypeFont, wide: float) -> list[str]:
    lines = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and font.getlength(f"{line} {word}") > wide:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def render(chat: Chat) -> Image.Image:
    """Return the screenshot."""
    ground, theirs, _, _, faint, head, head_ink = _DARK if chat.dark else _LIGHT
    unit = chat.width / 24  # the height of a line, nearly
    body, small = _font(chat.face, unit * 0.72), _font("DejaVu", unit * 0.5)
    bold = _font(chat.face, unit * 0.85)
    size = (chat.width, int(chat.width * 3.4))
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    if chat.doodles:
        _doodles(draw, size, "#182229" if chat.dark else "#e2dcd2", unit)
    y = unit * 0.5
    if chat.chrome:
        draw.rectangle((0, 0, chat.width, unit * 4.2), fill=head)
        draw.text((unit, unit * 0.4), chat.clock, head_ink, small)
        draw.text((chat.width - unit * 5, unit * 0.4), "4G  87%", head_ink, small)
        draw.ellipse((unit * 1.6, unit * 1.7, unit * 3.6, unit * 3.7), fill=faint)
        draw.text((unit * 4.2, unit * 1.6), chat.title, head_ink, bold)
        draw.text((unit * 4.2, unit * 2.8), "Ani, Budi, Cory, Anda", head_ink, small)
        label = "Hari ini"
        wide = small.getlength(label)
        middle = (chat.width - wide) / 2
        draw.rounded_rectangle(
            (middle - 14, unit * 4.8, middle + wide + 14, unit * 5.8), 8, fill=theirs
        )
        draw.text((middle, unit * 4.95), label, faint, small)
        y = unit * 6.4
    for bubble in chat.bubbles:
        y = _bubble(image, draw, bubble, chat, y, (body, small)) + unit * 0.5
    y = max(y, chat.tall * chat.width)
    if chat.chrome:
        draw.rounded_rectangle(
            (unit * 0.5, y + unit, chat.width - unit * 3, y + unit * 2.8), unit * 0.9, fill=theirs
        )
        draw.text((unit * 2, y + unit * 1.5), "Ketik pesan", faint, body)
        draw.ellipse(
            (chat.width - unit * 2.6, y + unit, chat.width - unit * 0.8, y + unit * 2.8),
            fill="#00a884",
        )
        y += unit * 3.4
    image = image.crop((0, 0, chat.width, int(min(y, size[1]))))
    left, top, right, bottom = chat.crop
    w, h = image.size
    image = image.crop((int(w * left), int(h * top), int(w * right), int(h * bottom)))
    if chat.quality:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=chat.quality)
        image = Image.open(out).convert("RGB")
    return image


def _bubble(
    image: Image.Image,
    draw: ImageDraw.ImageDraw,
    bubble: Bubble,
    chat: Chat,
    y: float,
    fonts: tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont],
) -> float:
    _, theirs, own, ink, faint, _, _ = _DARK if chat.dark else _LIGHT
    body, small = fonts
    unit = chat.width / 24
    wide = chat.width * 0.78
    lines = _wrapped(bubble.text, body, wide - unit * 1.4)
    extra = [bool(bubble.sender), bubble.forwarded, bool(bubble.emoji)]
    high = unit * (len(lines) * 1.05 + sum(extra) * 1.05 + 1.5)
    used = max([body.getlength(line) for line in lines] + [unit * 6]) + unit * 1.4
    left = chat.width - used - unit * 0.7 if bubble.own else unit * 0.7
    draw.rounded_rectangle(
        (left, y, left + used, y + high), unit * 0.4, fill=own if bubble.own else theirs
    )
    at = y + unit * 0.35
    if bubble.sender:
        draw.text(
            (left + unit * 0.6, at), bubble.sender, "#e542a3" if not chat.dark else "#53bdeb", small
        )
        at += unit * 1.05
    if bubble.forwarded:
        draw.text((left + unit * 0.6, at), "↪ Diteruskan berkali-kali", faint, small)
        at += unit * 1.05
    for line in lines:
        draw.text((left + unit * 0.6, at), line, ink, body)
        at += unit * 1.05
    if bubble.emoji and _EMOJI.exists():
        font = ImageFont.truetype(str(_EMOJI), 109)
        stamp = Image.new("RGBA", (150 * len(bubble.emoji), 140))
        ImageDraw.Draw(stamp).text((0, 0), bubble.emoji, font=font, embedded_color=True)
        tall = int(unit)
        stamp = stamp.resize((max(1, stamp.width * tall // 140), tall))
        image.paste(stamp, (int(left + unit * 0.6), int(at)), stamp)
        at += unit * 1.05
    mark = f"{bubble.at} ✓✓" if bubble.own else bubble.at
    draw.text(
        (left + used - small.getlength(mark) - unit * 0.4, y + high - unit * 0.8),
        mark,
        faint,
        small,
    )
    return y + high


_TEXTS = (
    "Info penting! Hari pemungutan suara di kota kita dipindah ke hari Minggu karena banjir. Tolong sebarkan ke semua keluarga.",
    "Assalamualaikum, mulai besok siapa yang tidak membawa kartu keluarga asli akan ditolak petugas di TPS. Mohon diteruskan.",
    "Awas!! Ditemukan tujuh kontainer surat suara yang sudah tercoblos di pelabuhan, polisi sedang menutup mulut saksi.",
    "KPU membagikan bantuan 600 ribu rupiah untuk pemilih pemula. Daftar sekarang di tautan resmi sebelum kuota habis.",
    "Tinta pemilu tahun ini mengandung lemak babi sehingga tidak sah untuk salat. Cuci dengan bensin supaya hilang.",
    "Bapak ibu, pemilih yang pindah domisili tidak boleh mencoblos lagi. Ini aturan baru dari pusat, jangan sampai kena denda.",
    "Server hitung suara dibobol peretas dari luar negeri tadi malam. Hasilnya sudah diatur untuk memenangkan pasangan nomor dua.",
    "Petugas KPPS meninggal karena diracun setelah menghitung suara. Dokter rumah sakit dilarang bicara kepada wartawan.",
    "Sekarang memilih bisa lewat pesan singkat. Ketik nama lengkap dan nomor KTP lalu kirim ke 0812 3456 7890.",
    "Kotak suara dari kardus itu tidak kuat dan mudah dibuka. Kemarin di kecamatan sebelah ada yang rusak kena hujan.",
    "Ada ribuan warga asing yang punya KTP elektronik dan masuk daftar pemilih tetap di provinsi kita. Cek sendiri datanya.",
    "Jam buka TPS diubah menjadi pukul sepuluh pagi sampai pukul empat sore. Beritahu tetangga supaya tidak salah datang.",
    "Kalau tidak memilih, bantuan sembako dan layanan kesehatan gratis akan dicabut oleh kelurahan. Hati hati semua.",
    "Pasangan calon nomor satu sudah mengundurkan diri, jadi suaranya tidak dihitung. Pilih yang lain saja supaya tidak sia sia.",
    "Lembaga survei mengumumkan hasil akhir sebelum pencoblosan selesai. Ini bukti kecurangan yang sudah direncanakan lama.",
    "Surat suara sah hanya bila dicoblos tepat di nomor, bukan di foto. Kalau salah tempat langsung dianggap rusak.",
    "Debat terakhir dibatalkan karena salah satu calon sakit parah dan dirawat di Singapura sejak kemarin lusa.",
    "Pengawas menemukan ijazah palsu milik calon wali kota. Keputusan pembatalan akan keluar besok pagi jam delapan.",
    "Gereja dan masjid di lingkungan kita akan dipakai sebagai tempat menyimpan kotak suara tanpa penjagaan polisi.",
    "Mahasiswa rantau tidak perlu pulang, cukup titip surat kuasa kepada orang tua untuk mencoblos di kampung.",
)


def shots() -> list[Chat]:
    """Return the 20 conversations, each on another telephone."""
    first = [
        Chat((Bubble(text, at=f"{8 + n % 12:02d}.{(n * 7) % 60:02d}"),))
        for n, text in enumerate(_TEXTS)
    ]
    sizes = (1080, 720, 540, 828, 1170, 480)
    out = []
    for n, chat in enumerate(first):
        bubble = replace(
            chat.bubbles[0],
            own=n % 4 == 3,
            sender="Om Yanto" if n % 4 == 1 else "",
            forwarded=n % 3 == 0,
            emoji=("🙏🙏", "😡🔥", "⚠️", "")[n % 4] if n % 2 else "",
        )
        bubbles = (bubble,)
        if n % 5 == 2:
            bubbles = (bubble, Bubble("Benarkah kabar ini?", at="20.11", own=True))
        out.append(
            replace(
                chat,
                bubbles=bubbles,
                width=sizes[n % len(sizes)],
                dark=n % 3 == 1,
                face=("DejaVu", "Liberation")[n % 2],
                tall=1.7 if n % 4 in (0, 1) and n % 5 != 4 else 0,
                doodles=n % 4 == 0,
                chrome=n % 5 != 4,
                quality=(0, 80, 50, 0, 35)[n % 5],
                crop=(0, 0, 1, 1)
                if n % 5 == 4
                else ((0, 0, 1, 1), (0, 0.06, 1, 0.97), (0.015, 0, 1, 0.93))[n % 3],
                title=("Keluarga Besar", "+62 812-3456-7890", "Grup RT 05", "Mama")[n % 4],
            )
        )
    return out
