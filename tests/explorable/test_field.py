"""Each kind of field reads what it writes, and refuses the rest in words."""

import pytest

from explorable import field, permalink
from mathcore.errors import MathInputError

PAIRS = field.rows((0, 10), (-5, 5), most=2)


def test_each_kind_of_field_reads_what_it_writes():
    fields = {
        "n": field.number(1.5, 0, 2), "w": field.whole(3, 0, 9), "c": field.choice("a", "abc"),
        "f": field.flag(), "l": field.numbers((1, -2.5), least=1, most=3), "o": field.opened(),
        "m": field.matrix([[1, 2], [3, 4]]), "t": field.words("the cat", most=3),
    }  # fmt: skip
    texts = {"n": "0.25", "w": "7", "c": "b", "f": "1", "l": "1,2,-3", "o": "a,b", "m": "1,2;3,4;5,6", "t": "ein Hund"}
    state, notices = permalink.read(fields, {name: [text] for name, text in texts.items()})
    assert not notices
    assert permalink.write(fields, state) == texts


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [(field.number(1, 0, 2), "3", "between 0 and 2"), (field.whole(1, 0, 9), "1.5", "whole number"),
     (field.choice("a", "ab"), "z", "one of a, b"), (field.flag(), "yes", "0 or 1"),
     (field.numbers((1,), least=1, most=2), "1,2,3", "1 to 2 numbers, not 3"),
     (field.matrix([[1]]), "1,2;3", "different lengths"), (field.matrix([[1]], most=2), "1;2;3", "2 rows"),
     (field.matrix([[1]], most=9, across=2), "1,2,3", "2 columns"),
     (field.words("a", most=2), "a b c", "1 to 2 words"), (field.words("a", most=2), "x" * 21, "20 printable"),
     (field.opened(), "a b", "panel names"), (field.number(1, 0, 2), "2" * permalink.LONGEST, "characters")],
)  # fmt: skip
def test_a_refusal_says_what_would_be_right(kind, text, words):
    with pytest.raises(MathInputError, match=words):
        kind.read(text)


@pytest.mark.parametrize("text", ["", "1,2", "1,2;3,-4.5"])
def test_rows_survive_their_text(text):
    assert PAIRS.write(PAIRS.read(text)) == text


@pytest.mark.parametrize("text", ["1", "1,2;", ";", "1,2,3", "1,2;1,2;1,2", "11,0", "1,-6", "1,x", "1,2;3"])
def test_what_is_not_such_rows_is_refused(text):
    with pytest.raises(MathInputError):
        PAIRS.read(text)


def test_a_line_is_one_line():
    formula = field.line("x^2", longest=10)
    assert formula.read("  sin(x) ") == "sin(x)"
    for text in ("", "   ", "x" * 11, "x\ny", "x\x00"):
        with pytest.raises(MathInputError):
            formula.read(text)
