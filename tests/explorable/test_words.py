"""Numbers as people read them, and the little markup of the texts."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorable import formula as f
from explorable.words import degrees, inline, num, p, panel, readouts, said, shorten, show

EXPONENT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read_back(text):
    power = re.fullmatch(r"(−?)(?:([\d.]+)×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    if not power:
        return float(text.replace("−", "-"))
    sign, mantissa, exponent = power.groups()
    return float(f"{'-' if sign else ''}{mantissa or 1}e{exponent.translate(EXPONENT)}")


@given(st.floats(-1e307, 1e307), st.integers(1, 6))
def test_a_shown_number_is_the_number_to_its_digits(value, digits):
    shown = read_back(show(value, digits))
    assert shown == pytest.approx(value, rel=0.5001 * 10 ** (1 - digits), abs=0)
    assert "-" not in show(value, digits)
    assert len(show(value, digits)) <= digits + 9


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.0, 4, "0"), (-0.0, 4, "0"), (math.nan, 4, "undefined"), (math.inf, 4, "∞"), (-math.inf, 4, "−∞"),
     (1e-4, 4, "0.0001"), (9.99996e-5, 4, "1.000×10⁻⁴"), (999999.4, 4, "999999"), (1e6, 4, "10⁶"), (-1e-9, 2, "−10⁻⁹"),
     (1.1e-9, 1, "1×10⁻⁹"), (2e-9, 4, "2×10⁻⁹"),
     (-2.5, 4, "−2.5"), (1 / 3, 4, "0.3333"), (123456.0, 4, "123456"), (5e-324, 2, "4.9×10⁻³²⁴"), (2.0, 1, "2"),
     (100.0, 3, "100"), (0.1 + 0.2, 4, "0.3"), (0.3 + 1e-14, 4, "0.3000"), (1 - 1e-14, 4, "1.000"),
     (9.9999, 4, "10.00"), (0.99996, 4, "1.000")],
)  # fmt: skip
def test_numbers_people_meet(value, digits, text):
    assert show(value, digits) == text


def test_a_live_number_carries_all_its_digits():
    tag, properties, text = num(1 / 3, "third", "knob", digits=2)
    assert (tag, text) == ("output", "0.33")
    assert properties == {"label": "third", "role": "knob", "value": repr(1 / 3)}


def test_an_angle_is_in_degrees_and_may_be_undefined():
    assert degrees(math.pi / 2, "angle")[2] == "90.0°"
    assert degrees(math.nan, "angle")[2] == "undefined"
    assert said("creep", "regime")[1] == {"label": "regime", "role": None}


@pytest.mark.parametrize(
    ("text", "parts"),
    [("plain", ["plain"]), ("a *b* c", ["a ", ["em", {}, "b"], " c"]), ("**b**", [["strong", {}, "b"]]),
     ("`x = 1`", [["code", {}, "x = 1"]]), (":first[a]", [["span", {"role": "first"}, "a"]]),
     ("[soft](/softmax?T=2)", [["a", {"href": "/softmax?T=2"}, "soft"]]),
     ("**a *b* :knob[c]**", [["strong", {}, "a ", ["em", {}, "b"], " ", ["span", {"role": "knob"}, "c"]]]),
     ("[x](https://evil.example)", ["[x](https://evil.example)"]), ("[x](javascript:1)", ["[x](javascript:1)"]),
     (":nobody[a]", [":nobody[a]"]), ("<b>", ["<b>"]),
     ("3 * 4 = 12", ["3 * 4\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}12"]), ("", [])],
)  # fmt: skip
def test_markup(text, parts):
    assert inline(text) == parts


def test_a_hole_holds_a_number_and_what_is_in_it_is_not_read_again():
    assert inline("*{x}* and {y}", x="**bold**", y=num(1, "y")) == [
        ["em", {}, "**bold**"], " and ", ["output", {"label": "y", "role": None, "value": "1.0"}, "1"],
    ]  # fmt: skip
    with pytest.raises(KeyError, match="nothing"):
        inline("{nothing}")


@pytest.mark.parametrize(
    ("text", "before", "kept", "after"),
    [("it is {x}.", ["it is "], ["."], []),
     ("at :knob[h] = {x}, so", ["at "], [["span", {"role": "knob"}, "h"], " = ", ","], [" so"]),
     ("a bend of λmax = {x} here", ["a bend of "], ["λmax", " = "], [" here"]), ("λ = {x}", [], ["λ", " = "], [])],
)  # fmt: skip
def test_a_number_shares_its_line_with_its_name_and_its_full_stop(text, before, kept, after):
    x = num(1, "x")
    after_it = [part for part in kept if part in list(".,")]
    named = kept[: len(kept) - len(after_it)]
    assert inline(text, x=x) == [*before, ["span", {"keep": True}, *named, x, *after_it], *after]


def test_a_number_that_equals_nothing_stands_alone():
    x = num(1, "x")
    assert inline("of {x} words", x=x) == ["of ", x, " words"]
    assert inline("*a* or {x} = {y}", x=x, y=x) == [["em", {}, "a"], " or ", ["span", {"keep": True}, x, " = ", x]]


@given(st.text(max_size=60).filter(lambda text: "{" not in text))
def test_markup_never_fails_and_keeps_every_word(text):
    def texts(part):
        return part if isinstance(part, str) else "".join(map(texts, part[2:]))

    words = "".join(map(texts, inline(text)))
    assert set(words) <= {*text, "\N{NO-BREAK SPACE}"}
    assert all(letter in words for letter in text if letter.isalnum()) or "](/" in text or ":" in text


def test_a_closed_panel_costs_nothing():
    from types import SimpleNamespace

    closed = panel(SimpleNamespace(open=frozenset()), "more", "More", lambda: pytest.fail("computed"))
    assert closed["children"] == []
    opened = panel(SimpleNamespace(open=frozenset({"more"})), "more", "More", lambda: [p("here")])
    assert opened["children"] == [p("here")]
    assert readouts(num(1, "one"))["items"] == [num(1, "one")]


@pytest.mark.parametrize(
    ("part", "tag"),
    [("w", "mi"), ("ηλ", "mi"), ("2", "mn"), ("2.5", "mn"), ("−2", "mn"), ("=", "mo"), ("−", "mo"), ("∇", "mo")],
)
def test_a_string_in_a_formula_is_what_it_is_made_of(part, tag):
    assert f.row(part)[2][0] == tag


def test_formulas():
    assert f.frac("a", "2") == ["mfrac", {}, ["mi", {}, "a"], ["mn", {}, "2"]]
    assert f.signed(-2.0) == f.row("(", ["mn", {}, "−2"], ")")
    power = ["mn", {"role": "loss"}, "−9"]
    assert f.num(2e-9, "loss") == ["msup", {}, ["mn", {"role": "loss"}, "2×10"], power]
    assert f.signed(-2e10) == f.row("(", ["msup", {}, ["mn", {}, "−2×10"], ["mn", {}, "10"]], ")")
    assert f.signed(2.0, "loss") == ["mn", {"role": "loss"}, "2"]
    assert f.total(f.row("i", "=", "1"), "n")[0] == "munderover"
    assert f.total("i")[0] == "munder"
    assert f.grid([["1", "2"], ["3", "4"]])[3] == [
        "mtr",
        {},
        ["mtd", {}, ["mn", {}, "3"]],
        ["mtd", {}, ["mn", {}, "4"]],
    ]
    assert f.text("of you")[2] == "of\N{NO-BREAK SPACE}you"
    block = f.formula("two lines", f.row("a"), f.root("b"))
    assert [line[0] for line in block["inline"]] == ["math", "math"]


def test_a_full_stop_stays_on_the_line_of_its_number():
    parts = inline("At {x}, it is {y}. So {z}", x=num(1, "x"), y="plain", z=num(2, "z"))
    assert parts[1] == ["span", {"keep": True}, num(1, "x"), ","]
    assert parts[2:] == [" it is ", "plain", ". So ", num(2, "z")]


@given(st.text(max_size=100), st.integers(1, 60))
def test_a_text_that_is_cut_says_so(text, longest):
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
