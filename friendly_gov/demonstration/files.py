"""Small real files for the demonstration, drawn here: PDFs that look like scans, and pictures."""

from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

# The second font contains the Vietnamese letters that the first one lacks.
_SERIF = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
_TINTS = ("#cfe3dd", "#e6dcc8", "#d5dbe8", "#e4d3d0", "#d9e2c9")


def scanned_paper(name: str, lines: list[str]) -> SimpleUploadedFile:
    """A one-page PDF that looks like a scan: a heading, a few lines, grey paper."""
    page = Image.new("L", (620, 877), 246)
    draw = ImageDraw.Draw(page)
    draw.text((60, 60), "BẢN MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", fill=110, font=_font(15))
    for number, line in enumerate(lines):
        draw.text((60, 120 + 34 * number), line, fill=40, font=_font(21 if number == 0 else 17))
    draw.line((60, 820, 560, 820), fill=160)
    body = BytesIO()
    page.save(body, "PDF", resolution=75, title=name)
    return SimpleUploadedFile(f"{name}.pdf", body.getvalue(), "application/pdf")


def picture(name: str, caption: str, number: int) -> SimpleUploadedFile:
    """A small picture with its caption, in place of a photo."""
    image = Image.new("RGB", (640, 420), _TINTS[number % len(_TINTS)])
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 580, 300), outline="#5a6472", width=3)
    for column in range(4):
        left = 90 + 120 * column
        draw.rectangle((left, 90, left + 90, 270), fill="#fafaf8", outline="#9aa3ad")
        for row in range(7):
            draw.line((left + 10, 110 + 22 * row, left + 80 - 9 * ((row + number) % 4), 110 + 22 * row), fill="#7b8794")
    draw.text((60, 330), caption, fill="#1b2430", font=_font(22))
    draw.text((60, 365), "Ảnh minh họa", fill="#5a6472", font=_font(16))
    body = BytesIO()
    image.save(body, "JPEG", quality=70)
    return SimpleUploadedFile(f"{name}.jpg", body.getvalue(), "image/jpeg")


def _font(size: int):
    return ImageFont.truetype(str(_SERIF), size) if _SERIF.exists() else ImageFont.load_default(size)
