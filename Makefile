# One room, one broom: every target sets up what it needs. `make refresh` and `make test` work on a machine
# that has only python3 (3.11 or newer, with venv), make and the package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

export UV_PYTHON_DOWNLOADS := never
export DAGSTER_DISABLE_TELEMETRY := yes

.PHONY: setup refresh test lint types check ui bench aturan lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --quiet --disable-pip-version-check install uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(READY)

refresh: $(READY)
	$(BIN)/kinerja refresh

test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: $(READY)
	$(BIN)/dg check defs

ui: $(READY)
	$(BIN)/kinerja ui

bench: $(READY)
	$(BIN)/python -m benchmarks

aturan: $(READY)
	$(BIN)/python -m pipelines.quality.rule_page

lock:
	test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip --quiet install uv; }
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
