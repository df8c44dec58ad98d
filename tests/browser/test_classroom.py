"""A class link, the panel that makes it, and the presenter's view with its keys."""

import time

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.harness import ready


def value(page: Page, label: str) -> str:
    return page.locator(f".explorable output[aria-label='{label}']").first.inner_text()


def test_what_a_class_link_fixes_stays(page: Page):
    page.goto("/softmax?T=0.5&lock=T&hide=words")
    ready(page)
    expect(page.get_by_label("Temperature T as a number")).to_be_disabled()
    expect(page.locator(".tokens input")).to_have_count(0)
    expect(page.get_by_text("Prepared for a class. Fixed here: Temperature T.")).to_be_visible()
    before = value(page, "entropy in bits")
    handle = page.locator("[role=slider]").first
    handle.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**z=2.1**")
    assert value(page, "entropy in bits") != before
    assert "lock=T" in page.url
    assert "T=0.5" in page.url


def test_a_teacher_makes_a_link_and_a_student_opens_it(page: Page, phone: Page):
    teacher, student = page, phone
    teacher.goto("/softmax?T=0.25")
    ready(teacher)
    teacher.locator("summary", has_text="Share with a class").click()
    teacher.get_by_role("radiogroup", name="Temperature T").get_by_role("radio", name="fixed").click()
    link = teacher.get_by_label("Link for the class", exact=True)
    expect(link).to_contain_text("lock=T")
    student.goto(link.inner_text())
    ready(student)
    expect(student.get_by_label("Temperature T as a number")).to_be_disabled()
    expect(student.get_by_label("Temperature T as a number")).to_have_value("0.25")
    expect(student.locator("summary", has_text="Share with a class")).to_have_count(0)


def test_the_presenters_keys_go_through_the_tour_and_to_the_next_page(page: Page):
    page.goto("/softmax?present=1")
    ready(page)
    ordinary = 17
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > ordinary
    expect(page.locator("[data-testid=stHeader]")).not_to_be_visible()
    page.keyboard.press("PageDown")
    page.wait_for_url("**tour=1**")
    expect(page.get_by_text("Step 1 of")).to_be_in_viewport()
    page.keyboard.press("PageDown")
    expect(page.get_by_text("Step 2 of")).to_be_in_viewport()
    page.keyboard.press("PageUp")
    expect(page.get_by_text("Step 1 of")).to_be_in_viewport()
    page.evaluate(
        "window.bare = true; (function look() { requestAnimationFrame(look);"
        " bare &&= !document.querySelector('[data-testid=stHeader]').checkVisibility(); })()"
    )
    page.keyboard.press("PageUp")  # before the first step is the page before
    page.wait_for_url("**/gradient_descent**")
    ready(page)
    page.wait_for_url("**present=1**")
    assert page.evaluate("bare"), "a class saw the menu between two pages"
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=stHeader]")).to_be_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") <= ordinary


def test_what_the_presenter_left_does_not_come_back_with_a_late_answer(page: Page):
    held, route = [], []

    def between(here: WebSocketRoute) -> None:
        server = here.connect_to_server()
        route[:] = [here]

        def ask(message: str | bytes) -> None:
            if b'"present":"1"' in message:
                held.append(b"")  # from here on, every answer
            server.send(message)

        here.on_message(ask)
        server.on_message(lambda message: held.append(message) if held else here.send(message))

    page.route_web_socket("**/_stcore/stream", between)
    page.goto("/softmax?present=1")
    ready(page)
    page.keyboard.press("PageUp")
    until = time.monotonic() + 30
    while len(held) < 2 and time.monotonic() < until:
        page.wait_for_timeout(20)
    watch = "new MutationObserver(() => seen.push(root.dataset.present)).observe(root, { attributes: true })"
    page.evaluate(f"window.seen = []; window.root = document.documentElement; {watch}")
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=stHeader]")).to_be_visible()
    late, held[:] = held[1:], []
    for message in late:
        route[0].send(message)
    page.wait_for_url(lambda url: "present" not in url)
    ready(page)
    assert page.evaluate("seen") == [None]


def test_embedded_there_is_only_the_page(page: Page):
    page.goto("/softmax?embed=true")
    ready(page)
    expect(page.locator("[data-testid=stHeader]")).not_to_be_visible()
    expect(page.locator("[data-testid=stPageLink]").first).not_to_be_visible()
    page.locator("[role=slider]").first.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**embed=true**z=2.1**")
