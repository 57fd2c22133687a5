# Each target makes what it needs in .venv and changes nothing else. README.md spells the same commands out for a machine without make.

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint fix tree setup

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo ## talk to promptrec at http://127.0.0.1:7860 (PORT=8000 for another port)
	$(BIN)/promptrec serve --host $(HOST) --port $(PORT) $(ARGS)

test: $(VENV)/.dev ## run all tests on all cores (ARGS="-k store" for some of them)
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/.dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/mypy --strict

fix: $(VENV)/.dev ## mend what ruff can mend by itself: imports, old forms
	$(BIN)/ruff check --fix .

tree: ## write the README's tree of files anew
	$(PYTHON) docs/tree.py

setup: $(VENV)/.dev ## only install what the tests and tools need

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# torch first and alone: a build of it that is already there, or that was chosen by hand, is kept and no larger one taken.
$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) torch
	$(PIP) --editable '.[demo]'
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) torch
	$(PIP) --editable '.[dev]'
	touch $(VENV)/.demo $@
