# Staydown: `make demo` shows the main job, `make test` runs the tests. Each sets up what it needs.

SHELL := /bin/bash
PYTHON ?= $(shell scripts/find-python)
BIN := .venv/bin
SYNAPSE := .synapse/.ready
READY := .venv/.ready
TEST_READY := .venv/.ready-for-tests
BENCH_READY := .venv/.ready-for-bench
FUZZ_READY := .venv/.ready-for-fuzz
FUZZ_SECONDS ?= 120

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test check bench fuzz clean requirements screenshots

help:
	@echo "make demo    the main job on throw-away data, then a console to look around"
	@echo "make test    all checks and all tests, on SQLite and on PostgreSQL"
	@echo "make check   ruff, mypy and the import rules"
	@echo "make bench   the benchmarks (figures: docs/benchmarks.md)"
	@echo "make fuzz    coverage-guided fuzzing of the mirror engine, FUZZ_SECONDS=120"
	@echo "make setup   only install what the others need"
	@echo "make clean   remove what the above made"

setup: $(READY) $(SYNAPSE)

demo: $(READY) $(SYNAPSE)
	@$(BIN)/staydown demo $(DEMO)

check: $(TEST_READY)
	@echo "— ruff"; $(BIN)/ruff check . && $(BIN)/ruff format --check -q .
	@echo "— mypy"; $(BIN)/mypy
	@echo "— import rules"; $(BIN)/lint-imports --no-cache | tail -n 4

test: $(TEST_READY) $(SYNAPSE) check
	@echo "— tests on SQLite"; $(BIN)/pytest $(TESTS)
	@echo "— what touches a database, on PostgreSQL"; $(BIN)/pytest --postgresql $(TESTS)

bench: $(BENCH_READY)
	@$(BIN)/python -m benchmarks $(BENCH)

fuzz: $(FUZZ_READY)
	@rm -rf .fuzz
	@NUMBA_BOUNDSCHECK=1 NUMBA_CACHE_DIR=$(CURDIR)/.fuzz $(BIN)/python -m tests.fuzz.mirrors_texts -max_total_time=$(FUZZ_SECONDS) -max_len=4000 -rss_limit_mb=4096

clean:
	rm -rf .venv .synapse .fuzz build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The compiled files name versions only: no index, no place on this machine.
requirements: requirements/base.in requirements/dev.in requirements/ray.in requirements/spark.in requirements/bench.in requirements/fuzz.in requirements/synapse.in
	@for name in base dev bench fuzz synapse; do \
	  uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate -q requirements/$$name.in -o requirements/$$name.txt; done

$(READY): requirements/base.txt pyproject.toml scripts/system-packages
	@scripts/system-packages run
	@echo "• Making .venv with $$($(PYTHON) --version) (about a minute the first time)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq -r requirements/base.txt
	@$(BIN)/pip install -qq --no-deps --no-build-isolation -e . 2>/dev/null \
	  || $(BIN)/pip install -qq --no-deps -e .
	@touch $@

$(TEST_READY): $(READY) requirements/dev.txt
	@scripts/system-packages test
	@echo "• Installing what the tests need"
	@$(BIN)/pip install -qq -r requirements/dev.txt
	@touch $@

$(BENCH_READY): $(TEST_READY) requirements/bench.txt
	@echo "• Installing the peers that are measured beside the mirror engine"
	@$(BIN)/pip install -qq -r requirements/bench.txt
	@touch $@

$(FUZZ_READY): $(TEST_READY) requirements/fuzz.txt
	@$(BIN)/pip install -qq -r requirements/fuzz.txt
	@touch $@

$(SYNAPSE): requirements/synapse.txt
	@echo "• Installing a Matrix homeserver beside it, in .synapse (about half a minute)"
	@$(PYTHON) -m venv .synapse
	@.synapse/bin/pip install -qq -r requirements/synapse.txt
	@touch $@
