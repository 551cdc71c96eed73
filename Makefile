# make serve: set up what is needed and serve the site on 127.0.0.1:8000.
# make test:  set up what is needed and run every test.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: serve test lint types check bench load relevance soak audit lock messages clean tools

serve: $(VENV)/app
	$(BIN)/kb serve

test: $(VENV)/dev tools
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

check: $(VENV)/app
	$(BIN)/kb check

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks.spine

# How often the right document comes first; fails when a language has lost more than two points since the committed figures.
relevance: $(VENV)/dev
	$(BIN)/python -m benchmarks.relevance

# Two workers under the load of 400 agents for ten minutes, and under five times that.
load: $(VENV)/dev
	$(BIN)/python -m benchmarks.load $(ARGS)

# Every test with many more examples; each kind of hostile input for ten minutes, or for KB_SOAK_SECONDS.
soak: $(VENV)/dev tools
	KB_SOAK=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

# No secret in the tree, and no known weakness in a dependency; the latter is asked over the network.
audit: $(VENV)/dev
	$(BIN)/python -m pytest -q tests/security/test_secrets.py
	sh .ci/audit $(BIN)

# A browser, fonts that show every language, and PostgreSQL, for the tests.
tools:
	@sh .ci/tools

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Kotae needs Python 3.11 or newer: install it, or name it with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: install it (Debian: apt-get install python3-venv)" >&2; exit 1; }

$(VENV)/app: requirements/app.txt pyproject.toml | $(BIN)/python
	@echo "Installing Kotae into $(VENV) ..." >&2
	@$(PIP) install --require-hashes -r requirements/app.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/app | $(BIN)/python
	@echo "Installing what the tests need ..." >&2
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Choose newer versions for the lock files; needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q \
	  --extra build pyproject.toml -o requirements/app.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q \
	  --extra build --extra dev --extra postgres -c requirements/app.txt pyproject.toml -o requirements/dev.txt

# Collect the interface's words, and compile their translations.
messages: $(VENV)/dev
	$(BIN)/pybabel -q extract -F kb/web/translations/babel.cfg -k _ --no-wrap --no-location --omit-header -o kb/web/translations/messages.pot kb/web
	for l in ja es zh_Hans_CN; do $(BIN)/pybabel -q update --no-wrap --ignore-obsolete --no-fuzzy-matching -i kb/web/translations/messages.pot -d kb/web/translations -l $$l; done
	$(BIN)/pybabel -q compile -d kb/web/translations

clean:
	rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache
