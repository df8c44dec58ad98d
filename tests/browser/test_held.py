"""What is held in every browser test is seen to fail: each fault is planted once, and must be found."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fuzz import Wrong, answers, held
from tests.browser.harness import ROOT, WIDE, Watch, checked, log_of, open_page, serve, troubles
from tests.pages_under_test import SHOWN

BOX = "body => { body.append(document.createElement('p')); body.lastChild.dataset.testid = 'stException'; }"
IMAGE = "body => { body.append(new Image()); body.lastChild.src = 'http://planted.example/x'; }"
PLANTED = {
    "an error box": (BOX, "body"),
    "console ['planted": ("() => console.error('planted')", "body"),
    "uncaught: ": ("() => void setTimeout(() => { throw Error('planted'); })", "body"),
    "a script of a reader ran": ("() => { window.__x = 1; }", "body"),
    "only on screen": ("shown => { shown.dataset.value = '0.123'; }", SHOWN),
    "only computed": ("shown => shown.remove()", SHOWN),
    "the badge is red": ("badge => { badge.dataset.tone = 'bad'; }", ".badge"),
    "foreign ['http://planted.example/x']": (IMAGE, "body"),
    "foreign ['ws://planted.example/y']": ("() => void new WebSocket('ws://planted.example/y')", "body"),
}


@pytest.fixture(scope="module")
def window(browser: Browser, server: str):
    context = browser.new_context(base_url=server, **WIDE)
    yield context
    context.close()


@pytest.fixture
def watched(window, server):
    """A page with a watch of its own, which nobody looks at after the test."""
    watch = Watch(server)
    watch.over(window)
    return window.new_page(), watch


def planted(watched, script: str, where: str) -> Page:
    page, watch = watched
    open_page(page, "softmax")
    checked(page)
    held(page, watch)
    page.locator(where).first.evaluate(script)
    page.wait_for_timeout(100)
    return page


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_on_a_page_is_found(watched, fault):
    page = planted(watched, *PLANTED[fault])
    with pytest.raises(Wrong) as wrong:
        held(page, watched[1], seconds=0.3)
    assert fault in str(wrong.value)
    page.close()


def test_a_page_that_does_not_answer_is_found(watched):
    page, watch = watched
    page.add_init_script("addEventListener('click', (event) => event.stopImmediatePropagation(), true)")
    with pytest.raises(Wrong, match="softmax does not answer"):
        answers(page, watch, "softmax")
    page.close()


def test_what_a_watch_saw_fails_the_test(watched):
    page = planted(watched, *PLANTED["console ['planted"])
    with pytest.raises(AssertionError, match="planted"):
        watched[1].saw_nothing()
    page.close()


def test_a_servers_trouble_is_found_and_a_reader_sees_no_word_of_it(browser: Browser):
    failing = ROOT / "build" / "failing.py"
    failing.parent.mkdir(exist_ok=True)
    failing.write_text("raise RuntimeError('a secret in the error')")
    with serve(str(failing)) as address:
        page = browser.new_page()
        page.goto(address)
        page.get_by_test_id("stException").wait_for()
        assert "secret" not in page.content()
        assert "a secret in the error" in troubles(address)
        assert troubles(address, since=len(log_of(address).read_text())) == ""
        page.close()
