"""Photograph every page from top to bottom, wide and on a phone, light and dark, onto one sheet in build/.

    python -m tests.browser.contact_sheet softmax "attention?open=check"

does so for some pages, or some states of them.
"""

import sys
from pathlib import Path

from PIL import Image

from tests.browser.harness import ROOT, all_in_view, chromium, serve
from tests.browser.pictures import SIZES, shown, window
from tests.pages_under_test import LIVE

BUILD = ROOT / "build"
SHRUNK = {"wide": 3, "phone": 2}
GAP = 10


def photograph(words: list[str]) -> list[list[Path]]:
    """Take the pictures and return where they are: a row for wide and light, one for wide and dark, one for phones."""
    BUILD.mkdir(exist_ok=True)
    rows: dict[str, list[Path]] = {}
    with serve() as server, chromium() as browser:
        for size in SIZES:
            with window(browser, server, size) as page:
                for asked in words:
                    word, _, query = asked.partition("?")
                    for theme in shown(page, word, query):
                        path = BUILD / f"{word}-{size}-{theme}.png"
                        with all_in_view(page):
                            page.screenshot(path=path)
                        rows.setdefault(size if size == "phone" else theme, []).append(path)
    return list(rows.values())


def sheet(rows: list[list[Path]]) -> Path:
    """Lay the pictures out, row by row, made smaller."""
    small = []
    for row in rows:
        images = [Image.open(path) for path in row]
        shrunk = [SHRUNK[path.stem.split("-")[-2]] for path in row]
        small.append([image.reduce(by) for image, by in zip(images, shrunk, strict=True)])
    width = max(sum(image.width + GAP for image in row) for row in small)
    canvas = Image.new("RGB", (width, sum(max(image.height for image in row) + GAP for row in small)), "gray")
    top = 0
    for row in small:
        left = 0
        for image in row:
            canvas.paste(image, (left, top))
            left += image.width + GAP
        top += max(image.height for image in row) + GAP
    path = BUILD / "contact-sheet.png"
    canvas.save(path)
    return path


if __name__ == "__main__":
    print(sheet(photograph(sys.argv[1:] or LIVE)))
