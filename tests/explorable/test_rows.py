import pytest

from explorable.permalink import line, rows
from mathcore.errors import MathInputError

field = rows((0, 10), (-5, 5), most=2)


@pytest.mark.parametrize("text", ["", "1,2", "1,2;3,-4.5"])
def test_rows_survive_their_text(text):
    assert field.write(field.read(text)) == text


@pytest.mark.parametrize("text", ["1", "1,2;", ";", "1,2,3", "1,2;1,2;1,2", "11,0", "1,-6", "1,x", "1,2;3"])
def test_what_is_not_such_rows_is_refused(text):
    with pytest.raises(MathInputError):
        field.read(text)


def test_a_line_is_one_line():
    field = line("x^2", longest=10)
    assert field.read("  sin(x) ") == "sin(x)"
    for text in ("", "   ", "x" * 11, "x\ny", "x\x00"):
        with pytest.raises(MathInputError):
            field.read(text)
