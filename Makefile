# `make app` opens the app, `make test` runs the tests. Both create .venv and install on their first run only.

# TensorFlow exists for Python 3.11 to 3.13: the first of these that is there and in that range is used.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
BIN = .venv/bin
# Exactly the files that were tried, on every machine: pip refuses a file whose hash is not in the lock.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Processes that take a file of tests at a time, in the order of tests/conftest.py: the long ones come first.
SIDE_BY_SIDE = --dist loadfile --no-loadscope-reorder --numprocesses
# The files that have tests with that mark: reading all the others to leave them out takes a quarter of a minute.
MARKED = $(shell grep -rl --include='*.py' 'mark\.$(1)' tests)

# Where this is set, as in many containers, each process would translate the app and pytest its tests all over again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: app test test-slow test-all lint lock clean

app: .venv/app-installed
	$(BIN)/python -m streamlit run streamlit_app.py

# What promises seconds comes last and alone: beside other tests no machine is quiet.
test: .venv/dev-installed
	$(BIN)/python -m pytest -m "not slow and not timing" $(SIDE_BY_SIDE) 4
	$(BIN)/python -m pytest -m "not slow and timing" $(call MARKED,timing)

# Much of their time they wait for processes that were killed, locks and full disks: four share two processors.
test-slow: .venv/dev-installed
	$(BIN)/python -m pytest -m "slow and not timing" $(SIDE_BY_SIDE) 4 $(call MARKED,slow)
	$(BIN)/python -m pytest -m "slow and timing" $(call MARKED,timing)

test-all: test test-slow

lint: .venv/dev-installed
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

.venv/created:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv was found; install one, or say make PYTHON=/path/to/python."; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/app-installed: .venv/created requirements.lock
	@echo "Installing what the app needs into .venv (once: 0.5 GB to download, 2.2 GB on disk, most of it TensorFlow)."
	$(INSTALL) -r requirements.lock
	touch $@

.venv/dev-installed: .venv/app-installed requirements-dev.lock
	$(INSTALL) -r requirements-dev.lock
	touch $@

# After a change in requirements.txt or requirements-dev.txt. Packages keep their versions where the bounds allow;
# `make lock UPGRADE=--upgrade` takes the newest ones that they allow.
UPGRADE =
LOCK = .venv/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

lock: .venv/uv/installed
	$(LOCK) --output-file requirements.lock requirements.txt
	$(LOCK) --output-file requirements-dev.lock --constraints requirements.lock requirements-dev.txt

.venv/uv/installed: .venv/created
	$(BIN)/python -m venv .venv/uv
	.venv/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.13,<1"
	touch $@

clean:
	rm -rf .venv
