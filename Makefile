# make demo    the main job on the shipped example, with an embedded mail server
# make test    lint, types, import rules and all tests
# Both set up what they need in .venv; nothing outside this folder is touched, but for a browser where none is found.

VENV := .venv
BIN := $(VENV)/bin
# The first Python of 3.11 or newer; PYTHON=/path/to/python overrides it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
EXAMPLE := examples/magazine
# Some images and servers set it: every process of the tests would then compile all of the code again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo preview test lint types check-imports unit browser docs screenshots bench pythons clean

help:
	@sed -n 's/^# //p' Makefile | head -3

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "digest needs Python 3.11 or newer: install it, or name it with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python's venv module is missing. Debian, Ubuntu: sudo apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	@echo "Installing digest into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: $(VENV)/.runtime
	@rm -rf $(EXAMPLE)/issues $(EXAMPLE)/state $(EXAMPLE)/outbox
	@$(BIN)/digest run -c $(EXAMPLE)/digest.toml
	@echo "Look at it: make preview"

preview: $(VENV)/.runtime
	@$(BIN)/digest preview -c $(EXAMPLE)/digest.toml

test: lint types check-imports unit

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy

check-imports: $(VENV)/.dev
	@$(BIN)/lint-imports --no-cache

browser: $(VENV)/.dev
	@$(BIN)/python tests/browser/chromium.py --install

unit: $(VENV)/.dev browser
	@$(BIN)/python -m pytest -rs --numprocesses=auto --dist=loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

docs: $(VENV)/.dev
	@$(BIN)/python docs/commands_reference.py
	@$(BIN)/python -m sphinx -q -W --keep-going docs docs/_build
	@echo "Look at it: docs/_build/index.html"

screenshots: $(VENV)/.dev browser
	@$(BIN)/python docs/screenshots.py

bench: $(VENV)/.dev
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

pythons: $(VENV)/.dev
	@$(BIN)/python tests/packaging/each_python.py

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
