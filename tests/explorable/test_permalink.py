"""The state of a page survives its address, and nothing a stranger puts into an address does harm."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorable import permalink
from mathcore.errors import MathInputError
from tests.pages_under_test import LIVE, PAGES, fields_of, legal_state

HOSTILE = [
    "nan", "NaN", "inf", "-inf", "Infinity", "1e308", "1e400", "-0", "5e-324", "1e-400", "0x10", "1_000", "１", "١٢٣",
    "", " ", "true", "null", "None", "[]", "{}", "../", "..%2f..%2fetc/passwd", "%00", "\x00",
    "<script>alert(1)</script>",
    "javascript:alert(1)", "'; drop table", "${7*7}", "{{7*7}}", "__import__('os')", "-3", "1e999", "9" * 64, "9" * 65,
    "x" * 10_000, ",", ",,", ";", "1,", "1,2,3,4,5,6,7,8,9,10,11,12,13,14", "1;2", "1,2;3", "nan,nan", "1,inf",
    "\u202e1", "1\n2", "🙂", "\ud800",
]  # fmt: skip
LISTS = [",".join(["1"] * 1_000_000), ";".join(["1,2"] * 500_000), " ".join(["word"] * 200_000)]


@pytest.mark.parametrize("word", LIVE)
@given(rng=st.randoms(use_true_random=False))
def test_a_state_survives_its_address(word, rng):
    fields, state = fields_of(word), legal_state(word, rng)
    link = permalink.address(fields, state)
    again, notices = permalink.read(fields, {name: [text] for name, text in link.items()})
    assert not notices
    assert again == state
    assert permalink.address(fields, again) == link
    assert all(len(text) <= permalink.LONGEST for text in link.values())


@pytest.mark.parametrize("word", LIVE)
def test_an_untouched_page_has_a_bare_address(word):
    assert permalink.address(fields_of(word), permalink.defaults(fields_of(word))) == {}


@pytest.mark.parametrize("word", LIVE)
@pytest.mark.parametrize("text", [*HOSTILE, *LISTS], ids=lambda text: repr(text[:20]))
def test_a_hostile_parameter_gives_the_default_and_one_sentence(word, text):
    fields = fields_of(word)
    for name, field in fields.items():
        state, notices = permalink.read(fields, {name: [text]})
        if not notices:  # then it was legal after all, and means what it says
            assert field.read(field.write(getattr(state, name))) == getattr(state, name)
            continue
        assert len(notices) == 1
        assert notices[0].endswith(".")
        assert len(notices[0]) < 300
        assert vars(state) == vars(permalink.defaults(fields))


@pytest.mark.parametrize("word", LIVE)
def test_unknown_and_repeated_parameters_are_named_once_each(word):
    fields = fields_of(word)
    name = next(iter(fields))
    good = fields[name].write(fields[name].default)
    state, notices = permalink.read(fields, {name: [good, good], "<img src=x>" * 50: ["1"], "": ["1"]})
    assert vars(state) == vars(permalink.defaults(fields))
    assert len(notices) == 3
    assert all(len(notice) < 300 for notice in notices)


@pytest.mark.parametrize("word", LIVE)
@given(text=st.text(max_size=60) | st.from_regex(r"[-+−0-9.eE,; ]{0,60}", fullmatch=True))
def test_no_text_raises_anything_but_a_sentence(word, text):
    for field in fields_of(word).values():
        try:
            value = field.read(text)
        except MathInputError:
            continue
        assert field.read(field.write(value)) == value


@pytest.mark.parametrize("word", LIVE)
def test_a_page_has_no_field_of_a_name_that_all_pages_have(word):
    assert not permalink.COMMON.keys() & PAGES[word].FIELDS.keys()


def test_a_link_holds_the_version_that_made_it():
    """Checklist M35; the one source is pyproject.toml."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert permalink.VERSION == project["version"]
    for word in LIVE:
        fields = fields_of(word)
        state, notices = permalink.read(fields, {"open": ["share"], "app": [permalink.VERSION]})
        assert not notices
        assert permalink.address(fields, state) == {"open": "share", "app": permalink.VERSION}


@pytest.mark.parametrize("other", ["0.0.1", "99.0", "2.0.0rc1"])
def test_a_link_of_another_version_opens_with_one_calm_sentence(other):
    fields = fields_of("softmax")
    state, notices = permalink.read(fields, {"T": ["0.5"], "app": [other]})
    assert state.T == 0.5
    assert notices == [
        f"This link was made with version {other} of the app, and this is {permalink.VERSION}: digits may differ."
    ]
    assert permalink.address(fields, state) == {"T": "0.5", "app": permalink.VERSION}
