# make demo    a graph out of the sample articles, from nothing
# make test    installs what the tests need, checks the code, runs everything
# make check   format, lint, types, layers (no tests)
# make bench   articles and claims per second, and memory
# make models  train the language pipelines again (hours)
# make clean   remove what the others made

# The first Python that is new enough; `make PYTHON=/path/to/python demo` takes another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?=

# Chromium has another name on other systems; tests/render/conftest.py reads this.
KG_CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
ifneq ($(KG_CHROMIUM),)
export KG_CHROMIUM
endif

.DEFAULT_GOAL := help
.PHONY: help demo test check bench models clean tools

help:
	@sed -n 's/^# //p;/^$$/q' Makefile

demo: $(VENV)/demo.installed
	$(BIN)/kg demo

test: tools $(VENV)/test.installed check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/test.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/demo.installed
	$(BIN)/python benchmarks/bench.py

models: $(VENV)/train.installed
	cd training && ../$(BIN)/python -m weasel run all

# Chromium, a Chinese font, Java and Maven (which fetches Neo4j), where they are missing.
tools:
	.ci/tools

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); .ci/tools venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/demo.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	touch $@

$(VENV)/test.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[test,check]"
	touch $@ $(VENV)/demo.installed

$(VENV)/train.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable ".[train]"
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist demo.kgl* graph.html
	find kg extractors tests training benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
