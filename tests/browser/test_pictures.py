"""Every page looks as in its reference picture; a broken layout is seen, and another way to draw letters is not."""

import pytest

from tests.browser import pictures
from tests.pages_under_test import LIVE

BROKEN = {
    "a control has moved": ".number { transform: translateX(6px); }",
    "a button has moved": ".presets button { position: relative; top: 5px; }",
    "a colour has changed": ".explorable { --third: #0067a8 !important; }",
    "a text is too large": ".readouts .name { font-size: 1.1rem !important; }",
    "lines overlap": ".explorable p { line-height: 0.9 !important; }",
    "the picture has shrunk": ".picture { width: 97% !important; }",
    "the numbers of an axis have moved": ".axes .tick { transform: translateY(9px); }",
    "a label is gone": ".slider .label { visibility: hidden; }",
}
HARMLESS = {
    "a part of a pixel": ".explorable { transform: translate(0.4px, 0.4px); }",
    "letters a little heavier": "* { -webkit-text-stroke: 0.15px; }",
}


@pytest.fixture(scope="module", params=list(pictures.SIZES))
def sized(request, browser, server):
    with pictures.window(browser, server, request.param) as page:
        yield request.param, page


@pytest.mark.parametrize("word", LIVE)
def test_it_looks_as_in_its_pictures(sized, word):
    size, page = sized
    themes = pictures.shown(page, word)
    said = [pictures.compare(f"{word}-{size}-{theme}", pictures.photograph(page)) for theme in themes]
    assert said == ["", ""]


@pytest.mark.parametrize("sized", ["phone"], indirect=True)
def test_a_broken_layout_is_seen_and_harmless_differences_are_not(sized):
    size, page = sized
    name = f"softmax-{size}-{next(pictures.shown(page, 'softmax'))}"
    said = {fault: pictures.compare(name, pictures.photograph(page, style)) for fault, style in BROKEN.items()}
    assert {fault for fault, words in said.items() if "looks different" not in words} == set()
    said = {kind: pictures.compare(name, pictures.photograph(page, style)) for kind, style in HARMLESS.items()}
    assert said == dict.fromkeys(HARMLESS, "")


def test_no_picture_is_missing_or_left_over():
    names = {f"{word}-{size}-{theme}" for word in LIVE for size in pictures.SIZES for theme in pictures.THEMES}
    assert {path.stem for path in pictures.KEPT.glob("*.png")} == names
