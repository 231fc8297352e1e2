# Needs only make and Python 3.11 or newer. Everything is installed into .venv, in versions that are pinned.

PYTHON ?=
ARGS ?=
JOBS ?= 3

bin := .venv/bin
pip := $(bin)/python -m pip --disable-pip-version-check --no-input -qq
pins := requirements/constraints.txt
# An environment holds its own path, so one that was moved with its folder is made anew.
usable := test -x $(bin)/pip && $(bin)/python -c '' && grep -qF "$$(pwd -P)/.venv" .venv/pyvenv.cfg

.PHONY: help learn discord slack run test test-long check format messages schemas picture gallery bench always
.DELETE_ON_ERROR:

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST))

learn: .venv/.terminal ## start learning in the terminal; ARGS="m06.l1" goes to one activity
	@$(bin)/courseware learn $(ARGS)

discord: .venv/.discord ## let people learn in Discord, with DISCORD_TOKEN set; ARGS="--check" says what is missing
	@$(bin)/courseware discord $(ARGS)

slack: .venv/.slack ## let people learn in Slack, with its tokens set; ARGS="--check" says what is missing
	@$(bin)/courseware slack $(ARGS)

run: .venv/.discord .venv/.slack ## serve Discord and Slack from one process; ARGS="--slack" only one of them
	@$(bin)/courseware run $(or $(ARGS),--discord --slack)

test: .venv/.dev ## run every test; ARGS="-k name" for some
	$(bin)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

test-long: .venv/.dev ## run the property tests with many more examples
	HYPOTHESIS_PROFILE=long $(bin)/python -m pytest -n $(JOBS) --dist worksteal -m hypothesis $(ARGS)

check: .venv/.dev ## format, lint, import contracts, types, messages, documents, wheel
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/lint-imports
	$(bin)/mypy
	$(bin)/python tools/messages.py --check
	$(bin)/python -m pytest -q tests/project $(ARGS)

format: .venv/.dev ## put the code into its one format
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

messages: .venv/.dev ## bring the message catalogues up to date with the sentences in the sources
	$(bin)/python tools/messages.py

schemas: .venv/.dev ## write the published schemas of screens and intents
	$(bin)/python tools/schemas.py

picture: .venv/.dev ## draw the picture of the terminal in the README
	$(bin)/python tools/picture.py

gallery: .venv/.gallery ## draw the screens of Discord into the folder gallery; needs Chromium
	$(bin)/python tools/gallery.py $(or $(ARGS),gallery)

bench: .venv/.bench ## measure against floors and write docs/benchmarks.md; ARGS="goal3" for some
	$(bin)/python -m benchmarks $(ARGS)

# The build backend comes first, pinned as well, so that pip need not fetch another for the build.
.venv/.terminal: .venv/pyvenv.cfg pyproject.toml $(pins)
	@$(pip) install -c $(pins) hatchling
	@$(pip) install -c $(pins) --no-build-isolation -e '.[terminal]'
	@touch $@

.venv/.discord: .venv/.terminal
	@$(pip) install -c $(pins) --no-build-isolation -e '.[terminal,discord]'
	@touch $@

.venv/.slack: .venv/.terminal
	@$(pip) install -c $(pins) --no-build-isolation -e '.[terminal,slack]'
	@touch $@

.venv/.dev: .venv/.terminal requirements/dev.txt
	@echo "Installing the development tools."
	@$(pip) install -r requirements/dev.txt
	@touch $@

.venv/.gallery: .venv/.dev requirements/gallery.txt
	@echo "Installing what draws the screens of Discord."
	@$(pip) install -r requirements/gallery.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	@echo "Installing what ours is measured against."
	@$(pip) install -r requirements/bench.txt
	@touch $@

.venv/pyvenv.cfg: $(shell { $(usable); } 2>/dev/null || echo always)
	@sh tools/venv.sh $(if $(PYTHON),"$(PYTHON)")
