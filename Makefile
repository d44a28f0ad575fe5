# How many tests run side by side, each with a LibreOffice of its own.
JOBS ?= 2
# How many cases a rule `make parity` tries.
CASES ?= 2000
# How many units the larger county of `make bench` has; 1,000 take most of an hour.
MANY ?= 280
# How many units `make load` has.
UNITS ?= 300
# Where `make offline-bundle` puts its folder, and what for: windows, linux, or one Python alone such as windows-3.12; all when nothing is said.
BUNDLE ?= dist/shijibu-offline
PLATFORMS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint parity fuzz bench load docs pictures bare offline-bundle

help: ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile

setup: ## .venv with the command `shijibu` and everything the tests need
	@scripts/setup.sh

demo: ## sets up the command and makes up a county's year, from roster to result, in demo/
	@scripts/setup.sh demo
	.venv/bin/shijibu demo --out demo

test: ## all tests
	@scripts/setup.sh office
	.venv/bin/pytest -n $(JOBS) --dist worksteal

lint: setup ## the style of the code, and its types
	.venv/bin/ruff check
	.venv/bin/mypy

parity: ## Python and formulas against each other in LibreOffice, CASES a rule
	@scripts/setup.sh office
	SHIJIBU_PARITY_CASES=$(CASES) .venv/bin/pytest -n $(JOBS) --dist worksteal tests/parity

fuzz: ## mutated returns and parts, CASES of each
	@scripts/setup.sh
	SHIJIBU_FUZZ_CASES=$(CASES) .venv/bin/pytest -n $(JOBS) --dist worksteal tests/fuzz

bench: setup ## the speed that the documentation speaks of, measured here and written into docs/performance.md
	SHIJIBU_BENCH_UNITS=70 SHIJIBU_BENCH_MANY=$(MANY) SHIJIBU_BENCH_PAGE=docs/performance.md .venv/bin/pytest -s -o timeout=3600 tests/benchmarks

load: setup ## UNITS units handing in at the desk within ten minutes, and 1,200 files at once, and what it costs this computer
	SHIJIBU_LOAD_UNITS=$(UNITS) SHIJIBU_LOAD_SECONDS=600 .venv/bin/pytest -s -o timeout=3600 tests/benchmarks/test_load.py
	SHIJIBU_LOAD_HEAP="1000 200" .venv/bin/pytest -s -o timeout=3600 tests/desk/test_jobs.py -k heap

docs: setup ## the generated pages of docs/ and the JSON Schema of scheme files
	.venv/bin/python scripts/write_docs.py

pictures: setup ## the pictures of the documents (the desk's in Chinese: Chromium with its languages)
	.venv/bin/python scripts/scheme_pictures.py
	.venv/bin/python -m scripts.desk_pictures

bare: ## the README's two commands in a bare Debian (root and debootstrap needed), as root and as an ordinary user
	scripts/bare.sh

offline-bundle: ## a folder that installs Shijibu on a computer without internet, resolved for each system (BUNDLE, PLATFORMS)
	@scripts/setup.sh demo
	.venv/bin/shijibu bundle $(BUNDLE) $(addprefix --platform ,$(PLATFORMS))
