"""What must not stand in this code: each rule looks through every file, and each is seen to find a planted fault."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = {
    "code made from text": (r"(?<![\w.])(eval|exec|compile|__import__)\s*\(|\bnew Function\b", "*.py *.js"),
    "objects from bytes": (r"\b(pickle|marshal|shelve|dill)\b|allow_pickle|yaml\.load\b|\btorch\.load\b", "*.py"),
    "a library that runs formulas": (r"\b(sympify|parse_expr|lambdify|asteval|simpleeval|numexpr)\b", "*.py"),
    "markup made from text": (
        r"unsafe_allow_html|unsafe_allow_javascript|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write"
        r"|createContextualFragment|\.srcdoc\b|setHTML",
        "*.py *.js",
    ),
    "state that all readers share": (
        r"set_default_dtype|set_flush_denormal|torch\.manual_seed|np\.random\.(seed|rand|normal|choice)\b|np\.seterr\(",
        "*.py",
    ),
    "another host": (r"https?://(?!www\.w3\.org/|127\.0\.0\.1|localhost)[\w.-]+", "*.js *.css *.html"),
    "a colour outside the theme": (
        r"(?<![\w&-])#[0-9a-fA-F]{3,8}\b(?!['\"]?\])|\brgba?\(|\bhsla?\(",
        "*.css *.js pages/*.py",
    ),
}  # fmt: skip
PLANTED = {
    "code made from text": ["x = eval(text)", "exec(source)", "new Function(text)"],
    "objects from bytes": ["import pickle", "np.load(f, allow_pickle=True)"],
    "a library that runs formulas": ["from sympy import sympify"],
    "markup made from text": ["st.markdown(x, unsafe_allow_html=True)", "element.innerHTML = text"],
    "state that all readers share": ["torch.set_default_dtype(torch.float64)", "np.random.seed(0)"],
    "another host": ["@import 'https://fonts.example/x.css'", "fetch('http://cdn.example/x')"],
    "a colour outside the theme": ["color: #ff0000;", "fill: rgb(1 2 3)"],
}
FORBIDDEN = [("mathcore/softmax.py", "streamlit"), ("explorable/words.py", "numpy"), ("pages/softmax.py", "numpy"),
             ("explorable/words.py", "plotly")]  # fmt: skip
"""A line that breaks each contract on imports, in the order of the contracts."""
APP = ("app.py", "pages", "explorable", "mathcore", "deploy", "bench")


def found(rule: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.search(RULES[rule][0], line)]


@pytest.mark.parametrize("rule", RULES)
def test_it_stands_nowhere(rule):
    asked = ["git", "ls-files", "--", *APP]
    files = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    kinds = RULES[rule][1].split()
    looked_at = [Path(file) for file in files if any(Path(file).match(kind) for kind in kinds)]
    if rule == "state that all readers share":  # a script that a reader runs at home may set what it likes
        looked_at = [file for file in looked_at if "scripts" not in file.name]
    assert looked_at
    hits = {
        str(file): lines
        for file in looked_at
        if (ROOT / file).exists() and (lines := found(rule, (ROOT / file).read_text()))
    }
    assert hits == {}


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule, lines in PLANTED.items() for line in lines])
def test_the_rule_would_find_it(rule, line):
    assert found(rule, line)


def test_versions_with_known_holes_are_not_pinned():
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    floors = {"streamlit": (1, 54), "starlette": (1, 1)}  # CVE-2022-35918, CVE-2026-33682; CVE-2026-48818
    for name, floor in floors.items():
        assert tuple(map(int, pins[name].split(".")[:2])) >= floor


def test_every_rule_has_a_planted_fault():
    assert set(PLANTED) == set(RULES)


def contracts(folder: Path) -> str:
    """Ask import-linter about the code in a folder."""
    asked = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    told = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(asked, cwd=folder, env=told, capture_output=True, text=True, check=False).stdout


def test_each_import_contract_is_kept_and_would_find_a_planted_import(tmp_path):
    for name in ("mathcore", "explorable", "pages", "pyproject.toml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    assert f"Contracts: {len(FORBIDDEN)} kept, 0 broken." in contracts(tmp_path)
    for file, line in FORBIDDEN:
        with (tmp_path / file).open("a") as source:
            source.write(f"\nimport {line}\n")
    assert f"Contracts: 0 kept, {len(FORBIDDEN)} broken." in contracts(tmp_path)
