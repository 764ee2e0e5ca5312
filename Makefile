# The developer's commands; `make` alone lists them. They use the environment in .venv, which
# `python3 -m venv .venv && .venv/bin/pip install -r requirements-dev.txt` makes.
BIN ?= .venv/bin
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --generate-hashes \
	--no-emit-index-url --no-strip-extras --python-version 3.11 --custom-compile-command "make requirements" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help requirements test test-all lint format check bench docs golden sample words

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*##/\1 -/p' Makefile

requirements:  ## compile the .in files; UPGRADE=--upgrade takes the newest versions
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in

test:  ## the tests that take seconds
	$(BIN)/python -m pytest

test-all:  ## all tests, and how much of the code they reach
	$(BIN)/python -m pytest -m "not benchmark" --cov

lint:  ## what can be judged without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=scripts $(BIN)/lint-imports --no-logo

format:  ## lay out the code, and mend what can be mended by rule
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint test  ## before every commit

bench:  ## measure; figures go to var/bench.json and docs/benchmarks.md
	$(BIN)/python -m pytest -m benchmark -n 0 -p no:cacheprovider tests/benchmarks

docs:  ## write docs/configuration.md anew from the settings
	PYTHONPATH=scripts $(BIN)/python -m tests.configuration_page docs/configuration.md

golden:  ## write the golden messages in tests/data/golden anew; read the difference before committing
	$(BIN)/python -m tests.golden

words:  ## learn anew what words weigh, from tests/data/answers, into config/phrases/learned.txt
	PYTHONPATH=scripts $(BIN)/python -m tests.learn_words config/phrases/learned.txt

sample:  ## write config/sample_practitioners.xlsx anew
	$(BIN)/python -m tests.make_sample config/sample_practitioners.xlsx
