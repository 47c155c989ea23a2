"""How well pictures are found again: detection rates on altered copies, and false alarms on unrelated pictures.

The pictures are made here, not taken: broad soft shapes of random colours and places (layers of noise blurred from
coarse to fine, falling off as 1/f like photographs do), over a gradient, with a few hard-edged objects.
"""

import io
from collections.abc import Callable
from time import perf_counter

import numpy as np
from PIL import Image, ImageDraw

from evidence.hints.pictures import Hash, any_alike
from evidence.readers.pictures import hashes, small, turned_hashes

SIZE = (1200, 900)
COUNT = 300


def photograph(seed: int) -> Image.Image:
    """A made-up picture with the statistics of a photograph, the same for the same seed."""
    rng = np.random.default_rng(seed)
    wide, high = SIZE
    across, down = np.linspace(0, 1, wide), np.linspace(0, 1, high)[:, None]
    plane = rng.normal() * across + rng.normal() * down
    for cells in (3, 6, 12, 24, 48, 96):
        noise = rng.normal(size=(cells, cells + cells // 3)).astype(np.float32)
        plane = plane + np.asarray(Image.fromarray(noise).resize(SIZE, Image.Resampling.BICUBIC)) * 3 / cells
    plane = (plane - plane.min()) / (plane.max() - plane.min()) * 255
    picture = Image.fromarray(plane.astype(np.uint8)).convert("RGB")
    brush = ImageDraw.Draw(picture)
    for _ in range(rng.integers(4, 10)):
        x, y = int(rng.integers(0, wide)), int(rng.integers(0, high))
        box = (x, y, x + int(rng.integers(60, 400)), y + int(rng.integers(60, 400)))
        colour = tuple(int(value) for value in rng.integers(0, 256, size=3))
        (brush.ellipse if rng.random() < 0.5 else brush.rectangle)(box, fill=colour)
    return picture


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    """The picture after a lossy JPEG of that quality."""
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return Image.open(io.BytesIO(output.getvalue()))


def cropped(picture: Image.Image, share: float) -> Image.Image:
    """The picture with `share` of each side cut away, half at either end."""
    wide, high = picture.size
    left, top = round(wide * share / 2), round(high * share / 2)
    return picture.crop((left, top, wide - left, high - top))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG quality 60": lambda picture: compressed(picture, 60),
    "JPEG quality 25": lambda picture: compressed(picture, 25),
    "half the size": lambda picture: picture.resize((SIZE[0] // 2, SIZE[1] // 2)),
    "turned by 90 degrees": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned by 180 degrees, quality 60": lambda p: compressed(p.transpose(Image.Transpose.ROTATE_180), 60),
    "cropped by 5 % a side": lambda picture: cropped(picture, 0.05),
    "cropped by 10 % a side": lambda picture: cropped(picture, 0.10),
    "cropped by 20 % a side": lambda picture: cropped(picture, 0.20),
    "cropped by 10 %, turned": lambda picture: cropped(picture, 0.10).transpose(Image.Transpose.ROTATE_270),
}


def rates(count: int = COUNT) -> tuple[dict[str, float], float, int]:
    """The share of altered copies found, by change; the share of unrelated pairs taken for alike; how many pairs."""
    originals = [photograph(seed) for seed in range(count)]
    kept: list[list[Hash]] = [hashes(small(picture.copy())) for picture in originals]
    hits = {
        what: sum(
            any_alike(turned_hashes(small(change(picture))), one) for picture, one in zip(originals, kept, strict=True)
        )
        / count
        for what, change in CHANGES.items()
    }
    false = pairs = 0
    for place, picture in enumerate(originals):
        looked = turned_hashes(small(picture.copy()))
        false += sum(any_alike(looked, other) for other in kept[place + 1 :])
        pairs += count - place - 1
    return hits, false / pairs, pairs


def main() -> None:
    began = perf_counter()
    hits, false, pairs = rates()
    print(f"\n## Nearly the same picture, {COUNT} made-up pictures\n\n| change | found again |\n|---|---:|")
    for what, share in hits.items():
        print(f"| {what} | {share:.1%} |")
    seconds = perf_counter() - began
    print(f"\nFalse alarms: {false:.5%} of {pairs:,} unrelated pairs, each in four turns ({seconds:.0f} s).")
