# Every target builds its own environment in .venv first; a plain machine needs Python 3.11, pip 23.2 and make.
PYTHON ?= python3
BIN := .venv/bin
CORPUS ?=
BENCH ?=
FUZZ ?=
COVERAGE ?=

.PHONY: demo test test-slow fuzz bench bench-crawl lint egg clean

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("reinschrift needs Python 3.11 or later; run: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: .venv/.ready  ## crawl the sample sites over loopback into data/articles
	$(BIN)/python -m crawler.demo

test: lint  ## all checks and tests
	$(BIN)/python -m pytest -n 2

test-slow: .venv/.ready  ## the slow ones too: ten kills, large sites; the hostile web has a network of its own (unshare) here as in make test
	$(BIN)/python -m pytest -n 2 -m 'slow or not slow'

fuzz: .venv/.ready  ## 20,000 mutated pages, then 12 minutes led by coverage: make fuzz FUZZ='--seed 1 --corpus <folder>' COVERAGE='--seconds 60'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	$(BIN)/python tests/fuzz/mutation_fuzz.py $(FUZZ)
	$(BIN)/python tests/fuzz/coverage_fuzz.py $(COVERAGE)

bench: .venv/.ready  ## figures against all extractors in use: make bench CORPUS=<folder> BENCH='--limit 100'
	$(BIN)/python tests/benchmarks/bench.py $(CORPUS) $(BENCH)

bench-crawl: .venv/.ready  ## a whole crawl against other crawlers, memory, a large ledger: make bench-crawl [CORPUS=<folder>] BENCH='--rounds 5'
	$(BIN)/python tests/benchmarks/bench_crawl.py $(CORPUS) $(BENCH)

lint: .venv/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

egg: .venv/.ready  ## dist/reinschrift-….egg, to deploy on scrapyd
	rm -rf build  # what an older egg left there would go into this one
	$(BIN)/python -c 'import setuptools; setuptools.setup()' --quiet bdist_egg

clean:
	rm -rf .venv build dist *.egg-info
