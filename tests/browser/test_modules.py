"""The pure parts of the browser's modules, tested in the browser they run in."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route

from mathcore.errors import MathInputError
from mathcore.number import format_number, parse_number
from tests.browser.harness import ROOT
from tests.mathcore.test_number import REFUSED, TYPED

MODULES = Path(__file__).parent / "modules"
TESTS = [
    (path.name, name)
    for path in sorted(MODULES.glob("*.test.js"))
    for name in re.findall(r'^  "(.+)"\(\) \{$', path.read_text(), re.MULTILINE)
]


@pytest.fixture(scope="module")
def bare(browser):
    """A page with nothing in it but our files."""

    def serve(route: Route) -> None:
        folder, name = route.request.url.split("/")[-2:]
        path = (ROOT / "explorable/frontend" if folder == "frontend" else MODULES) / (name or "none.html")
        if name:
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>bare</title>", content_type="text/html")

    page = browser.new_page()
    page.route("http://tests.local/**", serve)
    page.goto("http://tests.local/modules/")
    yield page
    page.close()


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_module(bare: Page, file, name):
    run = "async ([file, name]) => { await (await import(`./${file}`)).default[name](); return 'ran'; }"
    assert bare.evaluate(run, [file, name]) == "ran"


def test_no_test_of_a_module_is_overlooked(bare: Page):
    for path in MODULES.glob("*.test.js"):
        names = bare.evaluate("async (file) => Object.keys((await import(`./${file}`)).default)", path.name)
        assert names == [name for file, name in TESTS if file == path.name]


def in_javascript(bare: Page, texts):
    read = (
        "async (all) => { const m = await import('/frontend/scales.js'); return all.map((t) => m.typed(t) ?? null); }"
    )
    return bare.evaluate(read, texts)


def test_browser_and_server_read_the_same_numbers(bare: Page):
    assert in_javascript(bare, list(TYPED)) == list(TYPED.values())
    for text, value in zip(REFUSED, in_javascript(bare, REFUSED), strict=True):
        out_of_range = value is not None and (abs(value) > 1e12 or value == 0)
        assert value is None or out_of_range or parse_number(text.strip()) == value, text


@settings(max_examples=20)
@given(numbers=st.lists(st.floats(-1e12, 1e12), min_size=20, max_size=60))
def test_what_one_writes_the_other_reads(bare: Page, numbers):
    write = "async (all) => { const m = await import('/frontend/scales.js'); return all.map((x) => m.text(x)); }"
    assert [parse_number(text) for text in bare.evaluate(write, numbers)] == numbers
    assert in_javascript(bare, [format_number(x) for x in numbers]) == numbers


@settings(max_examples=20)
@given(texts=st.lists(st.from_regex(r"[-+−0-9.eE_xn ]{0,12}", fullmatch=True), min_size=20, max_size=60))
def test_whatever_is_typed_the_browser_believes_no_more_than_the_server(bare: Page, texts):
    for text, value in zip(texts, in_javascript(bare, texts), strict=True):
        try:
            wanted = parse_number(text, -1e308, 1e308)
        except MathInputError:
            assert value is None or value == 0, text
        else:
            assert value == wanted, text
