"""Texts that are no formula, or want to be more than one: refused in one sentence, at once, and never run."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.formula import parse_formula

X = np.array([0.3, 1.0, 2.5])
SECONDS = 600
"""How long the fuzz lasts."""

HOSTILE = [
    "__import__('os').getpid()",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "open('/etc/passwd').read()",
    "lambda: 0",
    "[x for x in (1,)]",
    "x if x else x",
    "x and x",
    "not x",
    "x == x",
    "x < 1",
    "x; x",
    "x\nx",
    "x\n",
    "x\N{NO-BREAK SPACE}",
    "2X",
    "import os",
    "exec('1')",
    "eval('1')",
    "f'{x}'",
    "'x'",
    '"x"',
    "b'x'",
    "x[0]",
    "{x}",
    "{1: 2}",
    "(x,)",
    "*x",
    "**x",
    "x := 1",
    "x = 1",
    "await x",
    "yield x",
    "globals()",
    "getattr(x, 'y')",
    "sin",
    "sin()",
    "sin(x, x)",
    "sin(x=x)",
    "sin(*x)",
    "sin(**x)",
    "x(x)",
    "1(x)(",
    "e(x)(x",
    "x!",
    "x % 2",
    "x // 2",
    "x @ x",
    "x & 1",
    "x | 1",
    "x << 2",
    "~x",
    "0x10",
    "1_000",
    "1j",
    "True",
    "None",
    "nan",
    "inf",
    "y",
    "X",
    "os",
    "1e999",
    "１",
    "ｘ",
    "х",
    "sin\u200b(x)",
    "x\x00",
    "$x",
    "`x`",
    "x?",
    "\\x41",
    "#",
    "x # 1",
    "...",
    "1..2",
    "1.2.3",
    "x 2",
    "2 2",
    "",
    " ",
    "(",
    ")",
    "()",
    "((x)",
    "x+",
    "*",
    "/x",
    "^x",
    "x^^2",
    "x***2",
    "+" * 250,
    "((((" * 40 + "x",
    "-" * 150 + "x",
    "(" * 100 + "x" + ")" * 100,
    "x+" * 99 + "x",
    "sin(" * 40 + "x" + ")" * 40,
    "factorial(9)",
    "print(x)",
    "exit()",
    "sinx",
    "xx",
    "x1",
    "if",
    "else x",
    "None(x)",
    "_",
    "__",
    "%00",
    "<script>alert(1)</script>",
    "\N{RIGHT-TO-LEFT OVERRIDE}x",
    "x\ud800",
    "1if 1else 1",
    "0or x",
    "1is 1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_refuses_what_is_not_arithmetic(text):
    with pytest.raises(MathInputError) as error:
        parse_formula(text)
    assert str(error.value).endswith(".")
    assert text.strip().isalpha() or len(text.strip()) < 3 or text.strip() not in str(error.value)


@pytest.mark.parametrize("text", ["2 2", "x 2", "(x)2"])
def test_the_place_of_a_missing_operator_is_told(text):
    with pytest.raises(MathInputError, match=rf"^An operator is missing before the number at position {len(text)}\."):
        parse_formula(text)


def test_the_largest_formula_is_read_and_no_larger_one():
    widest = "-" + "+".join(["(x+x+x+x+x)"] * 10)  # 50 x, 49 sums and a sign
    assert parse_formula(widest).value(np.array([1.0])) == 40
    with pytest.raises(MathInputError, match="100 parts"):
        parse_formula("-" + widest)
    assert parse_formula("x" + " " * 199).value(X).tolist() == X.tolist()
    with pytest.raises(MathInputError, match="200 characters"):
        parse_formula("x" + " " * 200)


@pytest.mark.parametrize(("before", "after"), [("-", ""), ("+", ""), ("sin(", ")"), ("", "+x"), ("x^", "")])
def test_the_deepest_formula_is_read_and_no_deeper_one(before, after):
    deepest = before * 29 + "x" + after * 29
    assert parse_formula(deepest).text == deepest
    with pytest.raises(MathInputError, match="30 deep"):
        parse_formula(before + deepest + after)


def test_large_powers_are_infinite_at_once():
    begin = time.process_time()
    assert parse_formula("9**9**9").value(X).tolist() == [math.inf] * 3
    assert parse_formula("9^9^9^9^9^9^9").value(X).tolist() == [math.inf] * 3
    assert time.process_time() - begin < 0.5


alphabet = st.text(
    st.sampled_from("x0123456789.+-*/^() esincoqrtlgpaubh\t_,='\"[]{}:;%&|~<>!@#$\\\n\u2212"), max_size=60
)


@given(alphabet | st.text(max_size=250))
def test_never_raises_anything_else(text):
    try:
        formula = parse_formula(text)
    except MathInputError:
        return
    formula.evaluate(X)


@pytest.mark.deep
def test_ten_minutes_of_fuzz():
    """Random strings of the alphabet: nothing but a value or a sentence, and never slow."""
    rng = np.random.default_rng(int(time.time()))
    words = [
        *"x0123456789.+-*/^()^^((xx",
        "sin(",
        "exp(",
        "ln(",
        "e",
        "pi",
        " ",
        "**",
        "1e9",
        "abs(",
        ")",
        ")",
        "relu(",
        "lambda ",
        "__",
    ]
    end, worst, read = time.monotonic() + SECONDS, 0.0, 0
    while time.monotonic() < end:
        text = "".join(rng.choice(words, size=rng.integers(1, 60)).tolist())
        begin = time.process_time()
        try:
            formula = parse_formula(text)
            formula.evaluate(X)
            read += 1
        except MathInputError:
            pass
        except BaseException as error:
            raise AssertionError(repr(text)) from error
        worst = max(worst, time.process_time() - begin)
    assert read > 100
    assert worst < 0.25
