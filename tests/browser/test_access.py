"""For everyone: keys alone, names for everything, a calm voice, contrast, large targets, reduced motion."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explorable import permalink
from explorable.contents import neighbours
from explorable.scene import flatten
from tests.browser.harness import agrees, all_in_view, checked, drag, open_page, wear
from tests.pages_under_test import LIVE, PAGES, fields_of, opened_wide

RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["cat.color"],  # the other rules ask for names and roles, which no theme changes
}
"""What axe-core looks at in each theme."""

SPOKEN = ".explorable .spoken"
FOCUS = """() => {
  let part = document.activeElement;
  while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
  return part?.stop ?? null;
}"""
STOPS = """() => {
  const roots = [...document.querySelectorAll("*")].map((part) => part.shadowRoot);
  const scene = roots.find((root) => root?.querySelector(".explorable"));
  const reached = "button, input, select, summary, a[href], [tabindex]";
  const name = (part) => part.getAttribute("aria-label") || part.textContent.slice(0, 40) || part.localName;
  return [...scene.querySelectorAll(reached)]
    .filter((part) => part.tabIndex >= 0 && !part.disabled && part.checkVisibility())
    .map((part, i) => [(part.stop = i), name(part)]);
}"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds in both themes.

    It judges the contrast of what is in view only.
    """
    found = []
    with all_in_view(page):
        for theme, tags in RULES.items():
            wear(page, theme)
            rules = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
            found += [(theme, rule["id"], node) for rule in rules for node in rule["nodes"]]
    return [f"{theme}, {rule}: {node['target']} {node['html'][:120]}" for theme, rule, node in found]


def all_panels(word: str) -> str:
    """Return the query that opens every panel of a page."""
    nodes = opened_wide(word, permalink.defaults(fields_of(word)))
    names = {node["name"] for node in nodes.values() if node["kind"] == "panel"} | {"check"}
    return "open=" + ",".join(sorted(names))


@pytest.mark.parametrize("word", LIVE)
def test_axe_finds_nothing(page, word):
    for query in ("", all_panels(word)):
        open_page(page, word, query)
        checked(page)
        assert violations(page) == []


def test_the_word_that_is_shaded_most_can_be_read(page):
    open_page(page, "attention", "words=so+when+the+lamp+in+the+hall+went+out+the+cat+sat+down+on+the+mat")
    shades = page.locator(".passage button").evaluate_all("all => all.map(b => +b.style.getPropertyValue('--shade'))")
    assert max(shades) == 1
    assert violations(page) == []


def test_a_red_badge_can_be_read(page):
    open_page(page, "matmul", "fault=skip_the_last_term&open=check")
    expect(page.locator(".badge[data-tone=bad] th").first).to_be_visible()
    assert violations(page) == []


def test_axe_would_find_something(page):
    open_page(page, "dot_product")
    page.locator(".handle").first.evaluate("handle => handle.removeAttribute('aria-label')")
    words = page.locator(".explorable .words p").last
    words.evaluate("p => p.style.color = 'color-mix(in srgb, currentColor 20%, light-dark(white, black))'")
    assert {found.split(":")[0] for found in violations(page)} >= {
        "light, aria-input-field-name",
        "light, color-contrast",
        "dark, color-contrast",
    }


@pytest.mark.parametrize("word", LIVE)
def test_every_control_and_number_is_found_by_role_and_name(page, word):
    open_page(page, word)
    roles = {"slider": "slider", "handle": "slider", "number": "textbox", "tokens": "textbox", "switch": "switch",
             "choice": "radiogroup", "menu": "combobox", "player": "group"}  # fmt: skip
    nodes = flatten(PAGES[word].view(permalink.defaults(fields_of(word)))).values()
    for node in nodes:
        if node["kind"] in roles:
            found = page.get_by_role(roles[node["kind"]], name=node["label"], exact=True)
            expect(found.first, f"{node['kind']} {node['label']}").to_be_attached()
        for button in node.get("buttons", []):
            expect(page.get_by_role("button", name=button["label"], exact=True).first).to_be_attached()
    for output in page.locator(".explorable output").all():
        assert output.get_attribute("aria-label")


@pytest.mark.parametrize("word", LIVE)
def test_keys_alone_reach_everything_and_do_everything(page, word):
    open_page(page, word)
    wanted = dict(page.evaluate(STOPS))
    reached = set()
    page.keyboard.press("Tab")
    for _ in range(len(wanted) + 60):
        at = page.evaluate(FOCUS)
        if at is not None:
            reached.add(at)
        page.keyboard.press("Tab")
    assert {name for i, name in wanted.items() if i not in reached} == set()

    agrees(page, word)
    before = page.url
    presets = page.locator(".presets button")
    for i in range(presets.count()):  # one of them may be where we are
        presets.nth(i).focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(600)
        if page.url != before:
            break
    assert page.url != before
    agrees(page, word)
    page.keyboard.press("Control+z")
    page.wait_for_url(before)
    agrees(page, word)
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open="))
    agrees(page, word)
    following = neighbours(word)[1] or neighbours(word)[0]
    page.get_by_role("link", name=re.compile(f"^(Next|Before): {following.title}")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{following.word}|/$" if following.word == "home" else f"/{following.word}"))
    agrees(page, following.word)


def test_a_screen_reader_hears_the_numbers_when_the_movement_has_ended(page):
    open_page(page, "dot_product")
    expect(page.locator(SPOKEN)).to_be_empty()
    page.evaluate("window.said = []")
    page.locator(SPOKEN).evaluate(
        "spoken => new MutationObserver(() => window.said.push(spoken.textContent)).observe(spoken, {childList: true})"
    )
    drag(page, page.locator(".handle").first, steps=20)
    expect(page.locator(SPOKEN)).to_contain_text("dot product")
    page.wait_for_timeout(500)
    assert len(page.evaluate("window.said")) == 1
    assert page.locator(".explorable output[aria-live=off]").count() == page.locator(".explorable output").count()


@pytest.mark.parametrize("word", LIVE)
def test_what_a_drag_does_a_click_or_a_text_can_do(page, word):
    """WCAG 2.5.7: each field that a handle sets is also set by a number, a slider, a menu, a click or a text."""
    open_page(page, word)
    nodes = list(flatten(PAGES[word].view(permalink.defaults(fields_of(word)))).values())
    dragged = {target for node in nodes if node["kind"] == "handle" for target in node["sets"].values() if target}
    clicked = {target for node in nodes if node["kind"] == "plane" for target in (node["click"] or {}).values()}
    typed = {node["field"] for node in nodes if node.get("field") and node["kind"] != "handle"}
    chosen = {node["field"] for node in nodes if node["kind"] in ("matrix", "choice", "menu", "tokens", "player")}
    picked = {field for node in nodes if node["kind"] == "matrix" for field in node["pick"].values()}
    for target in dragged:
        field = target.partition(".")[0]
        assert target in clicked | typed | picked or field in chosen | picked, f"only a drag sets {target}"


def test_with_reduced_motion_a_played_run_jumps(page):
    page.emulate_media(reduced_motion="reduce")
    open_page(page, "gradient_descent")
    page.get_by_role("button", name="Play").click()
    page.wait_for_url(re.compile("steps="))
    agrees(page, "gradient_descent")


def test_the_focus_goes_on_when_what_had_it_is_gone(page):
    open_page(page, "dot_product")
    page.get_by_role("button", name=re.compile("Take the tour")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_focused()
    page.keyboard.press("Control+z")
    page.wait_for_url(re.compile("/dot_product$"))
    agrees(page, "dot_product")
