"""Links that mean harm, and links that mean a state: in Chromium, in a browser that has never been here."""

from random import Random
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from explorable import permalink
from tests.browser.fuzz import REACH
from tests.browser.harness import CHROMIUM_FLAGS, WIDE, agrees, checked, open_page
from tests.browser.payloads import ODD, XSS
from tests.browser.test_access import all_panels
from tests.pages_under_test import LIVE, READ_SHOWN, SHOWN, fields_of, legal_state

TEXTS = ".explorable input[type=text]"


def unharmed(page, server: str) -> None:
    assert page.evaluate("window.__x") is None
    assert page.url.startswith(server)


def test_the_browser_of_these_tests_knows_no_other_host():
    assert any("MAP * ~NOTFOUND" in flag for flag in CHROMIUM_FLAGS)


@pytest.mark.parametrize("word", LIVE)
def test_hostile_links_give_the_defaults_and_sentences(page, server, word):
    fields, rng = fields_of(word), Random(word)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for texts in (
        {name: rng.choice(ODD) for name in fields},
        {name: rng.choice(XSS) for name in fields} | {payload: payload for payload in XSS},
    ):
        query = urlencode(texts)
        open_page(page, word, query)
        _, notices = permalink.read(fields, {name: [text] for name, text in texts.items()})
        expect(page.locator(".explorable .notices p")).to_have_count(len(notices))
        agrees(page, word)
        unharmed(page, server)


@pytest.mark.parametrize("word", LIVE)
def test_hostile_texts_in_every_field_harm_nobody(page, server, word):
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    open_page(page, word, all_panels(word))
    count = page.locator(TEXTS).count()
    for i in range(max(count, len(XSS)) if count else 0):
        if not page.evaluate(REACH, [TEXTS, i, True]):
            break
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(XSS[i % len(XSS)])
        page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    agrees(page, word)
    unharmed(page, server)
    page.reload()
    agrees(page, word)
    unharmed(page, server)


@pytest.mark.parametrize("word", LIVE)
def test_a_link_shows_every_digit_in_another_browser(browser, server, page, word):
    link = permalink.address(fields_of(word), legal_state(word, Random(f"link {word}"), share=0.5))
    open_page(page, word, urlencode(link))
    checked(page)
    agrees(page, word)
    other = browser.new_context(base_url=server, **WIDE).new_page()
    other.goto(page.url)
    agrees(other, word)
    assert other.locator(SHOWN).evaluate_all(READ_SHOWN) == page.locator(SHOWN).evaluate_all(READ_SHOWN)
    other.context.close()
