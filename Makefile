# make = the full report; make help lists the rest.

STUDY = data/ralu
PYTHON3 = python3

.DEFAULT_GOAL := report
.SUFFIXES:
export PYTHONPATH := $(CURDIR)/src

# An active conda environment called ralu is used to run; everybody else gets .venv.
ifeq ($(notdir $(CONDA_PREFIX)),ralu)
ENV := $(CONDA_PREFIX)
else
ENV := .venv
endif

# These files are made last, so that half a set-up never passes for a whole one.
READY := $(ENV)/ralu-ready
DEV := .venv/ralu-dev-ready
LAB := .venv-lab/ralu-ready

RALU = $(ENV)/bin/python -m ralu
PIP = -m pip install -qq --disable-pip-version-check --no-input
LOCKED = $(PIP) --require-hashes --no-deps --requirement
OWN = $(PIP) --no-deps --no-build-isolation --editable .
DATA_OPTION = $(if $(DATA),--data "$(DATA)")
FAILED = || { echo "The set-up failed for the reason above; make begins it anew." >&2; exit 1; }

.PHONY: report check release diff test lab verify qc synthesize bench bench-stats simulate lint lock clean help

report: $(READY) ## the report of a study [STUDY=data/ralu DATA=folder OUT=folder JOBS=number]
	@$(RALU) report "$(STUDY)" $(DATA_OPTION) $(if $(OUT),--out "$(OUT)") $(if $(JOBS),--jobs "$(JOBS)")

check: $(READY) ## check the choices and the data of a study [STUDY= DATA=]
	@$(RALU) check "$(STUDY)" $(DATA_OPTION)

release: $(READY) ## freeze the report of a study as releases/001, 002, ... beside study.yml [STUDY= DATA= OUT=]
	@$(RALU) release "$(STUDY)" $(DATA_OPTION) $(if $(OUT),--out "$(OUT)")

diff: $(READY) ## what changed since the last release, or from OLD to NEW [STUDY= OUT= OLD= NEW= HTML=file JSON=file]
	@$(RALU) diff $(if $(OLD)$(NEW),"$(or $(OLD),$(STUDY))" "$(or $(NEW),$(STUDY))","$(STUDY)") \
	  $(if $(OUT),--out "$(OUT)") $(if $(HTML),--html "$(HTML)") $(if $(JSON),--json "$(JSON)")

test: $(DEV) ## all tests
	@.venv/bin/python -m pytest --numprocesses auto --dist loadfile

lab: $(READY) $(LAB) ## JupyterLab on the notebooks [STUDY= DATA= LAB_FLAGS=--no-browser]
	@JUPYTER_PATH="$(CURDIR)/.venv-lab/share/jupyter" $(ENV)/bin/python -m ipykernel install \
	  --prefix .venv-lab --display-name "Python 3" >/dev/null
	@RALU_STUDY="$$(realpath "$(STUDY)")" RALU_DATA="$(if $(DATA),$$(realpath "$(DATA)"))" \
	  JUPYTER_PREFER_ENV_PATH=1 .venv-lab/bin/python -m jupyterlab --config tools/lab.py $(LAB_FLAGS)

verify: $(READY) ## make the report twice, in unlike surroundings, and compare every byte [STUDY= DATA=]
	@$(ENV)/bin/python tools/verify.py "$(STUDY)" $(DATA_OPTION)

qc: $(READY) ## derive the numbers of the report again in R and compare [STUDY= DATA= OUT=]
	@$(ENV)/bin/python tools/qc/qc.py "$(STUDY)" $(DATA_OPTION) $(if $(OUT),--out "$(OUT)")

synthesize: $(READY) ## write the embedded synthetic extract again: the same bytes
	@$(RALU) synthesize

bench: ## measure time and memory, and each cell of the notebooks, in a copy [STUDY=data/ralu]
	@$(PYTHON3) tools/bench.py "$(STUDY)"

bench-stats: $(DEV) ## time and memory of the statistics beside R
	@.venv/bin/python tests/bench_stats.py

simulate: $(READY) ## how true the statistics are, by simulation: writes docs/simulation.csv again
	@$(ENV)/bin/python tools/simulate

lint: $(DEV) ## style and types
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy

lock: ## bring the locks in line with pyproject.toml (needs uv and the network)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv" >&2; exit 1; }
	@lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$$@"; } && \
	lock pyproject.toml --output-file requirements.lock && \
	lock pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock && \
	lock --group lab --output-file requirements-lab.lock
	@echo "Now carry the versions into environment.yml; make test compares them."

clean: ## remove outputs and caches; the environments stay (.venv, .venv-lab)
	@rm -rf outputs .hypothesis .mypy_cache .pytest_cache .ruff_cache

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

.venv/ralu-ready: requirements.lock pyproject.toml
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "RALU needs Python 3.11 or later: make PYTHON3=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON3) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON3) lacks venv: apt install python3-venv" >&2; exit 1; }
	@if test -e $@; then echo "Bringing .venv in line with $<."; rm $@; else \
	  echo "Setting up .venv: the packages of $<, about 850 MB, a minute or two, once."; \
	  $(PYTHON3) -m venv --clear .venv; fi $(FAILED)
	@.venv/bin/python $(LOCKED) $< $(FAILED)
	@.venv/bin/python $(OWN) $(FAILED)
	@touch $@

.venv/ralu-dev-ready: requirements-dev.lock .venv/ralu-ready
	@echo "Adding the packages of $< to .venv: about 300 MB more, half a minute."
	@.venv/bin/python $(LOCKED) $< $(FAILED)
	@touch $@

.venv-lab/ralu-ready: requirements-lab.lock
	@if test -e $@; then echo "Bringing .venv-lab in line with $<."; rm $@; else \
	  echo "Setting up .venv-lab: JupyterLab (the packages of $<), about a minute, once."; \
	  $(PYTHON3) -m venv --clear .venv-lab; fi $(FAILED)
	@.venv-lab/bin/python $(LOCKED) $< $(FAILED)
	@touch $@

ifneq ($(ENV),.venv)
$(READY): environment.yml pyproject.toml
	@echo "Adding ralu to the active conda environment $(ENV)."
	@$(ENV)/bin/python -c 'import papermill, pyreadstat, scipy, typst' || \
	  { echo "That environment lacks packages: conda env update --file environment.yml" >&2; exit 1; }
	@$(ENV)/bin/python $(OWN) $(FAILED)
	@touch $@
endif
