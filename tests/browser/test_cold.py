"""Every page opens at once, with mathcore's numbers, in a browser that has never been here."""

import pytest
from playwright.sync_api import expect

from tests.browser.harness import agrees, crowd, open_page
from tests.pages_under_test import LIVE


@pytest.mark.parametrize("word", LIVE)
def test_opens_cold_within_three_seconds_with_mathcores_numbers(page, word):
    limit = 3 * crowd()
    seconds = open_page(page, word)
    expect(page.locator("h1")).to_have_count(1)
    agrees(page, word)
    assert seconds <= max(limit, 3 * crowd())
