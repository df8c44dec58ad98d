"""A matrix under a mouse, a finger and keys: what a result cell shows, and how an entry is changed."""

from playwright.sync_api import Page, expect

from tests.browser.harness import ready


def named(page: Page, name: str):
    """Find an element by its accessible name."""
    return page.get_by_label(name, exact=True).first


def test_hover_focus_and_arrow_keys_choose_a_result(page):
    page.goto("/matmul")
    ready(page)
    named(page, "C row 2 column 1").hover()
    expect(named(page, "row, column")).to_have_text("2, 1")
    expect(named(page, "entry of C")).to_have_text("6")
    named(page, "C row 2 column 1").focus()
    page.keyboard.press("ArrowUp")
    expect(named(page, "row, column")).to_have_text("1, 1")
    page.keyboard.press("ArrowRight")
    expect(named(page, "entry of C")).to_have_text("10.25")


def test_an_entry_is_typed_or_dragged_and_nonsense_keeps_the_old_value(page):
    page.goto("/matmul")
    ready(page)
    entry = named(page, "A row 1 column 1")
    entry.fill("-2.5")
    page.keyboard.press("Enter")
    expect(named(page, "C row 1 column 2")).to_have_text("−7.75")
    entry.fill("two")
    page.keyboard.press("Enter")
    expect(entry).to_have_value("−2.5")
    page.keyboard.press("Tab")
    box = entry.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + 4 * step, y)
    page.mouse.up()
    expect(entry).to_have_value("2.5")
    expect(named(page, "C row 1 column 2")).to_have_text("12.25")


def test_shapes_that_clash_are_taken_and_can_be_mended(page):
    page.goto("/matmul")
    ready(page)
    rows = page.get_by_role("spinbutton", name="Rows of B (n)", exact=True)
    rows.focus()
    page.keyboard.press("ArrowDown")
    expect(rows).to_have_text("2")
    expect(named(page, "columns of A")).to_have_text("3")
    expect(named(page, "rows of B")).to_have_text("2")
    page.get_by_role("button", name="Give A 2 columns", exact=True).click()
    expect(named(page, "multiply-adds in all")).to_have_text("8")


def test_a_run_goes_to_the_last_term(page):
    page.goto("/matmul?step=10")
    ready(page)
    expect(named(page, "sum so far")).to_have_text("4")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(named(page, "multiply-adds done")).to_have_text("11")
    page.get_by_role("button", name="Step ×10", exact=True).click()
    expect(named(page, "multiply-adds done")).to_have_text("12")
    expect(named(page, "C row 2 column 2")).to_have_text("−3")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(named(page, "entry of C")).to_be_visible()


def test_a_finger_chooses_a_result_on_a_phone(phone):
    phone.goto("/matmul")
    ready(phone)
    named(phone, "C row 2 column 2").tap()
    expect(named(phone, "row, column")).to_have_text("2, 2")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_speed_is_measured_on_a_press(page):
    page.goto("/matmul?open=speed")
    ready(page)
    expect(page.get_by_label("The same product, timed")).to_have_count(0)
    page.get_by_role("button", name="Measure now", exact=True).click()
    expect(page.get_by_label("The same product, timed")).to_contain_text("NumPy")


def test_own_words_are_ranked_while_one_types(page):
    page.goto("/dot_product?look=words")
    ready(page)
    page.get_by_role("textbox", name="Query", exact=True).fill("king - man + woman")
    page.get_by_role("textbox", name="Ranked words", exact=True).fill("queen boy crown <b>zebra</b>")
    expect(named(page, "first by cosine")).to_have_text("queen")
    expect(page.get_by_text("Not in our table: <b>zebra</b>")).to_be_visible()
