"""Files like those that communes send: scans, photos."""

import io
import os

import numpy as np
import pikepdf
from PIL import Image

SHEET = (595, 842)
SCAN, PAGES = (1240, 1754), 4


def jpeg_of(size: int, shape: tuple[int, int]) -> bytes:
    """A picture of noise, of about the requested size."""
    noise = np.random.default_rng(1).integers(0, 255, (shape[1] // 4, shape[0] // 4, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize(shape, Image.Resampling.BICUBIC)
    for quality in range(20, 96, 5):
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality)
        if written.tell() >= size:
            break
    body = written.getvalue()
    # A comment of zeros fills the rest.
    while len(body) < size - 4:
        length = min(size - len(body), 65_000)
        body = body[:2] + b"\xff\xfe" + max(length - 2, 2).to_bytes(2, "big") + bytes(max(length - 4, 0)) + body[2:]
    return body


def unlike(jpeg: bytes) -> bytes:
    """The same picture as a different content."""
    return jpeg[:2] + b"\xff\xfe\x00\x0a" + os.urandom(8) + jpeg[2:]


def scanned(jpeg: bytes) -> bytes:
    made = pikepdf.new()
    for _ in range(PAGES):
        says = {"Type": "/XObject", "Subtype": "/Image", "ColorSpace": "/DeviceRGB", "Filter": "/DCTDecode"}
        image = made.make_stream(unlike(jpeg), {f"/{key}": pikepdf.Name(value) for key, value in says.items()})
        image.Width, image.Height, image.BitsPerComponent = *SCAN, 8
        page = made.add_blank_page(page_size=SHEET)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
