# `make app` opens the app, `make test` runs the tests. Both create .venv and install on their first run only.

# TensorFlow exists for Python 3.11 to 3.13: the first of these that is there and in that range is used.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
BIN = .venv/bin
# Two processes that take a file of tests at a time, in the order of the files: the long ones do not come last.
SIDE_BY_SIDE = --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: app test test-slow test-all lint clean

app: .venv/app-installed
	$(BIN)/python -m streamlit run streamlit_app.py

# What promises seconds comes last and alone: beside other tests no machine is quiet.
test: .venv/dev-installed
	$(BIN)/python -m pytest -m "not slow and not timing" $(SIDE_BY_SIDE)
	$(BIN)/python -m pytest -m "not slow and timing"

test-slow: .venv/dev-installed
	$(BIN)/python -m pytest -m "slow and not timing" $(SIDE_BY_SIDE)
	$(BIN)/python -m pytest -m "slow and timing"

test-all: test test-slow

lint: .venv/dev-installed
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

.venv/created:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv was found; install one, or say make PYTHON=/path/to/python."; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/app-installed: .venv/created requirements.txt
	@echo "Installing what the app needs into .venv (once; a few minutes, about 2 GB with TensorFlow)."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev-installed: .venv/app-installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv
