# Every command of this project. `make run` needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-deep test-fresh test-cuda mutants fuzz pictures audit bench lint serve load faults soak
run: .venv/installed
	$(BIN)/streamlit run app.py

# Several at a time; what looks at the clock runs alone.
MANY := $(BIN)/pytest --quiet --numprocesses auto --maxprocesses 4
ALONE := tests/deploy tests/browser/test_cold.py tests/browser/test_reconnect.py
test: .venv/tested lint
	OMP_NUM_THREADS=1 $(MANY) --ignore=tests/browser --ignore=tests/deploy
	OMP_NUM_THREADS=1 $(MANY) tests/browser $(addprefix --ignore=,$(ALONE))
	$(BIN)/pytest $(ALONE)

test-deep: .venv/tested
	$(BIN)/pytest -m deep tests/mathcore

test-fresh: .venv/tested
	$(BIN)/pytest -m fresh tests/deploy

test-cuda: .venv/tested
	$(BIN)/pytest -m cuda tests/mathcore/test_verify.py
	$(BIN)/python -m bench.on_cuda

# Every small change of the mathematics a tool can think of, in a copy; an hour or two.
mutants: .venv/tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt mutmut
	$(BIN)/python -m bench.mutants

EVENTS ?= 5000
SEED ?= 1
fuzz: .venv/tested
	$(BIN)/python -m tests.browser.fuzz --events $(EVENTS) --seed $(SEED)

# New reference pictures, after a change of the look that was meant; then look at build/contact-sheet.png.
pictures: .venv/tested
	$(BIN)/python -m tests.browser.pictures
	$(BIN)/python -m tests.browser.contact_sheet

# Known vulnerabilities of everything pinned; asks PyPI, and fails where it cannot ask.
audit: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[audit]"
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

lint: .venv/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/basedpyright

bench: .venv/tested
	$(BIN)/python -m bench

# For a class. SITE=class.example.org serves HTTPS under that name; without it, everyone in the room can come in.
PORT ?= 8501
SITE ?= :$(PORT)
serve: .venv/installed
	$(BIN)/python -m deploy.serve --site "$(SITE)" --hosts "$(HOSTS)" --embed-in "$(EMBED_IN)"

STUDENTS ?= 100
RATE ?= 5
HOURS ?= 1
load: .venv/tested
	$(BIN)/python -m bench.load --students $(STUDENTS) --rate $(RATE)

faults: .venv/tested
	$(BIN)/python -m bench.load_faults --students $(STUDENTS) --rate $(RATE)

soak: .venv/tested
	$(BIN)/python -m bench.soak --hours $(HOURS)

# The environment is made again when the list of dependencies changes.
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	$(BIN)/python -m tests.browser.install
	touch $@
