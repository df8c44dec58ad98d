"""Photograph every page, wide and narrow, light and dark, into build/, and put the pictures on one sheet."""

import sys
from pathlib import Path

from PIL import Image

from explorable.contents import TOPICS
from tests.browser.harness import ROOT, checked, chromium, ready, serve

SIZES = {"wide": (1280, 800), "phone": (360, 740)}
BUILD = ROOT / "build"


def photograph(words: list[str], full: bool = True) -> list[Path]:
    """Take the pictures and return where they are."""
    BUILD.mkdir(exist_ok=True)
    taken = []
    with serve() as address, chromium() as browser:
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
                )
                page = context.new_page()
                for word in words:
                    name, _, query = word.partition("?")
                    page.goto(f"{address}/{'' if name == 'home' else name}?{query}")
                    ready(page)
                    checked(page)
                    path = BUILD / f"{name}-{size}-{theme}.png"
                    if full:  # the page scrolls inside Streamlit's main section: make the window as tall as its content
                        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                        page.set_viewport_size({"width": width, "height": max(height, tall)})
                        page.wait_for_timeout(300)
                    page.screenshot(path=path)
                    page.set_viewport_size({"width": width, "height": height})
                    taken.append(path)
                context.close()
    return taken


def sheet(paths: list[Path]) -> Path:
    """Lay the pictures side by side, half their size."""
    images = [Image.open(path) for path in paths]
    small = [image.resize((image.width // 2, image.height // 2)) for image in images]
    canvas = Image.new("RGB", (sum(image.width + 10 for image in small), max(image.height for image in small)), "white")
    left = 0
    for image in small:
        canvas.paste(image, (left, 0))
        left += image.width + 10
    path = BUILD / "contact-sheet.png"
    canvas.save(path)
    return path


if __name__ == "__main__":
    print(sheet(photograph(sys.argv[1:] or [topic.word for topic in TOPICS])))
