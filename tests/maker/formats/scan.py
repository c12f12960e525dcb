"""Pages as a scanner sees them: rendered, turned a little, noisy, stamped, with no text left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from ..dice import Dice

POINTS_PER_INCH = 72
WHITE = (255, 255, 255)
RED = (215, 40, 40)
STAMPED = 3  # one page in so many


@dataclass(frozen=True)
class Scanner:
    """One scanner's faults: resolution in dots an inch, skew in degrees, noise in grey levels, a stamp on some pages or none.

    `paper` is how bright the paper is at its left and right edge, of 255, `blur` in pixels, `quality` that of the JPEG.
    """

    resolution: int
    skew: float
    noise: float
    stamp: bool
    grey: bool
    paper: tuple[int, int] = (255, 255)
    blur: float = 0.0
    quality: int = 80


def scanner(seed: str) -> Scanner:
    """The scanner of this seed."""
    dice = Dice(seed).branch("scanner")
    stamp = dice.chance(0.25)
    return Scanner(
        resolution=dice.pick((150, 200, 300)),
        skew=dice.pick((0.0, 0.3, -0.3, 0.5, -0.8)),
        noise=dice.pick((0.0, 4.0, 8.0)),
        stamp=stamp,
        grey=not stamp,
    )


def worn(seed: str) -> Scanner:
    """A scanner of another hand: grey paper, a skew of a degree, blur, JPEGs kept small."""
    dice = Dice(seed).branch("worn")
    return replace(
        scanner(seed),
        skew=dice.pick((1.0, -1.0, 0.0)),
        paper=dice.pick(((255, 255), (225, 225), (190, 240))),
        blur=dice.pick((0.0, 0.7)),
        quality=dice.pick((35, 60)),
    )


def scanned(data: bytes, faults: Scanner) -> bytes:
    """The PDF of pictures of the pages of a PDF."""
    source = pypdfium2.PdfDocument(data)
    pictures = [
        _faulty(source[number].render(scale=faults.resolution / POINTS_PER_INCH).to_pil(), faults, number)
        for number in range(len(source))
    ]
    out = BytesIO()
    dots, quality = faults.resolution, faults.quality
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dots, quality=quality)
    return out.getvalue()


def _faulty(picture: Image.Image, faults: Scanner, number: int) -> Image.Image:
    picture = picture.convert("RGB")
    if faults.stamp and number % STAMPED == 0:
        _stamp(picture, faults.resolution / POINTS_PER_INCH)
    picture = picture.rotate(faults.skew, Image.Resampling.BICUBIC, fillcolor=WHITE)
    if faults.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(faults.blur))
    if faults.paper != (255, 255):
        shade = np.linspace(*faults.paper, picture.width)[None, :, None] / 255
        picture = Image.fromarray((np.asarray(picture) * shade).astype(np.uint8))
    if faults.noise:
        levels = np.random.default_rng(number).normal(0, faults.noise, (picture.height, picture.width, 1))
        picture = Image.fromarray(np.clip(np.asarray(picture) + levels, 0, 255).astype(np.uint8))
    return picture.convert("L") if faults.grey else picture


def _stamp(picture: Image.Image, scale: float) -> None:
    """A round red seal over the right of the page, thin enough to read through; it covers a part of a table."""
    size = 120 * scale
    left, top = picture.width * 0.62, picture.height * 0.22
    ring, draw = Image.new("L", picture.size, 0), ImageDraw.Draw
    draw(ring).ellipse((left, top, left + size, top + size), outline=170, width=round(4 * scale))
    middle = (left + size / 2, top + size / 2)
    draw(ring).regular_polygon((*middle, size / 6), 5, fill=150)
    picture.paste(RED, (0, 0), ring)
