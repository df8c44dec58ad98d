"""Reference pictures of what one sees first on every page, wide and on a phone, light and dark.

    python -m tests.browser.pictures

takes them anew, after a change of the look that was meant; only what looks different is written. Two pictures are
compared softly, so that a letter drawn half a pixel further left is no difference, and a moved button is one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page

from tests.browser.harness import ROOT, checked, chromium, open_page, serve, watched, wear
from tests.pages_under_test import LIVE

SIZES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 1000}},
    "phone": {"viewport": {"width": 360, "height": 1400}},  # with what comes after one scroll
}
THEMES = ("light", "dark")
KEPT = Path(__file__).parent / "looks"
APART = ROOT / "build" / "looks"
COLOURS = 128
SOFT = 3
"""How far around it, in pixels, a pixel is averaged before two pictures are compared."""
STEP = 24
"""How far apart, of 255, two softened pixels may be."""
MANY = 60
"""How many pixels may be further apart than that: fewer than those of a letter."""
VARIES = ".badge summary > :not(.mark), .formula { display: none !important; }"
"""What is another on another machine: the last bits of a comparison, and the system's font for formulas."""


def window(browser: Browser, server: str, size: str) -> AbstractContextManager[Page]:
    """Open a window of one size; at its end, nothing may have gone wrong in it."""
    return watched(browser, server, **SIZES[size], reduced_motion="reduce")


def shown(page: Page, word: str, query: str = "") -> Iterator[str]:
    """Open a page, and yield the name of each theme when everything is drawn and checked in it."""
    page.emulate_media(color_scheme="light")
    open_page(page, word, query)
    checked(page)
    page.evaluate("document.fonts.ready.then(() => true)")
    yield "light"
    wear(page, "dark")
    yield "dark"


def photograph(page: Page, style: str = "") -> Image.Image:
    """Take a picture of what is in view, in few colours."""
    with Image.open(BytesIO(page.screenshot(style=VARIES + style, animations="disabled"))) as taken:
        return taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


def different(now: Image.Image, kept: Image.Image) -> Image.Image | None:
    """Return where two pictures differ, white on black, or None if they look the same."""
    soft = [image.convert("RGB").filter(ImageFilter.GaussianBlur(SOFT)) for image in (now, kept)]
    red, green, blue = ImageChops.difference(*soft).split()
    largest = ImageChops.lighter(red, ImageChops.lighter(green, blue))
    where = largest.point(lambda apart: 255 if apart > STEP else 0)
    return where if now.size != kept.size or where.histogram()[255] > MANY else None


def kept(name: str) -> Image.Image | None:
    """Return the reference picture of a name, if there is one."""
    path = KEPT / f"{name}.png"
    return Image.open(path) if path.exists() else None


def compare(name: str, now: Image.Image) -> str:
    """Compare a picture with its reference; say what differs, or "", and leave both in build/."""
    reference = kept(name)
    if reference is None:
        return f"{name} has no reference picture yet: make pictures"
    where = different(now, reference)
    if where is None:
        return ""
    canvas = Image.new("RGB", (now.width * 3, now.height))
    for i, image in enumerate((reference, now, where)):
        canvas.paste(image.convert("RGB"), (i * now.width, 0))
    APART.mkdir(parents=True, exist_ok=True)
    path = APART / f"{name}.png"
    canvas.save(path)
    left, top, right, bottom = where.getbbox() or (0, 0, *now.size)
    return (
        f"{name} looks different from x = {left} to {right} and y = {top} to {bottom}. See {path.relative_to(ROOT)}: "
        "on the left as it was, in the middle as it is, on the right where. If it was meant: make pictures"
    )


def main() -> None:
    """Write every reference that is missing or looks different now."""
    KEPT.mkdir(exist_ok=True)
    with serve() as server, chromium() as browser:
        for size in SIZES:
            with window(browser, server, size) as page:
                for word in LIVE:
                    for theme in shown(page, word):
                        name, now = f"{word}-{size}-{theme}", photograph(page)
                        if compare(name, now):
                            now.save(KEPT / f"{name}.png", optimize=True)
                            print(f"new: {name}")


if __name__ == "__main__":
    main()
