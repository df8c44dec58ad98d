import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.number import format_number, parse_matrix, parse_number

TYPED = {"2": 2, " 2 ": 2, "-0.5": -0.5, "−0.5": -0.5, "+3": 3, ".5": 0.5, "5.": 5, "1e3": 1000, "1.5E-3": 0.0015,
         "\t7\t": 7, "0e99": 0, "-0": 0, "007": 7, "1e+2": 100, "0E99": 0,
         "0" * 63 + "7": 7, "1e12": 1e12, "-1e12": -1e12}  # fmt: skip
REFUSED = ["", " ", "abc", "1_000", "0x10", "nan", "NaN", "inf", "-Infinity", "1e400", "1e999", "1e-400", "5e-325",
           "١٢٣", "１", "1,5", "1 2", "--1", "1e", "e5", ".", "+", "1.2.3", "1e5.5", "true", "null", "[]", "{}",
           "%00", "\x00", "1\n", "<script>", "1" * 65, "1e13", "−−1", "1−2", "²", "½", "1j", "1/2", "X2",
           "2X"]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TYPED.items())
def test_reads_what_people_type(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_the_rest_in_one_sentence(text):
    with pytest.raises(MathInputError) as error:
        parse_number(text)
    message = str(error.value)
    assert message.endswith(".")
    assert len(text.strip()) < 3 or text not in message


@given(st.text(max_size=80) | st.from_regex(r"[-+−0-9.eE_xn ]{0,30}"))
def test_never_raises_anything_else(text):
    for read in (parse_number, parse_matrix):
        try:
            assert np.isfinite(read(text)).all()
        except MathInputError:
            pass


@given(st.floats(-1e12, 1e12))
def test_numbers_survive_a_round_trip(x):
    text = format_number(x)
    assert parse_number(text) == x
    assert format_number(parse_number(text)) == text
    assert len(text) <= len(repr(x))


def test_range_is_the_callers():
    assert parse_number("1e300", high=1e301) == 1e300
    assert (parse_number("0", 0, 1), parse_number("1", 0, 1)) == (0, 1)
    with pytest.raises(MathInputError, match="between 0 and 1"):
        parse_number("2", 0, 1)


def test_matrix_in_every_notation():
    for text in ("1 2\n3 4", "1,2;3,4", "1\t2\r\n3\t4\n", "\n1 , 2 ;3 ,4;", "1  2;3 4"):
        np.testing.assert_array_equal(parse_matrix(text), [[1.0, 2.0], [3.0, 4.0]], strict=True)


def test_the_largest_matrices_are_accepted():
    assert parse_matrix("1;" * 64).shape == (64, 1)
    assert parse_matrix(" ".join("1" * 64)).shape == (1, 64)
    assert parse_matrix("1".ljust(4096)).shape == (1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [("1 2; 3", "Row 2 has 1 entries, but row 1 has 2"), ("", "1 to 64 rows"), (";;", "1 to 64 rows"),
     ("1 2;;3 4", "Row 2: A number is missing"), ("1,,2", "Row 1: A number is missing"), ("1 x", "Row 1"),
     ("1;" * 65, "65"), (" ".join("1" * 65), "Row 1 has 65 entries"), ("1 " * 3000, "4096 bytes"),
     ("X1 2", "Row 1: That is not"), ("\x0c1 2", "Row 1: That is not"), ("1".ljust(4097), "4096 bytes")],
)  # fmt: skip
def test_bad_matrix_names_the_row(text, message):
    with pytest.raises(MathInputError, match=message):
        parse_matrix(text)


@given(st.lists(st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=3), min_size=1, max_size=5))
def test_matrices_survive_a_round_trip(rows):
    text = "\n".join(" ".join(map(format_number, row)) for row in rows)
    np.testing.assert_array_equal(parse_matrix(text), rows)
