"""The table of contents is the only list of pages, and it is true."""

from pathlib import Path

import pytest

from explorable import contents
from explorable.contents import TOPICS, neighbours

PAGES = Path(__file__).parents[2] / "pages"


def test_every_page_is_listed_and_every_listed_page_is_there():
    files = {path.stem for path in PAGES.glob("*.py")} - {"__init__"}
    assert {topic.word for topic in TOPICS} == files
    assert len(contents.BY_WORD) == len(TOPICS)


def test_home_comes_first_and_nothing_stands_on_what_comes_later():
    words = [topic.word for topic in TOPICS]
    assert words[0] == "home"
    for i, topic in enumerate(TOPICS):
        assert set(topic.after) <= set(words[:i])


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.word)
def test_each_topic_has_a_title_and_a_question(topic):
    assert topic.title
    assert topic.question[-1] in ".?"
    assert topic.word.isidentifier()
    assert topic.word.islower()


def test_neighbours_lead_through_the_whole_app():
    at, walked = "home", ["home"]
    while following := neighbours(at)[1]:
        assert neighbours(following.word)[0].word == at
        at = following.word
        walked.append(at)
    assert walked == [topic.word for topic in TOPICS]
    assert neighbours("home")[0] is None
