# Everything runs from .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

BENCHMARKS := $(addprefix benchmark-,fidelity speed tables objectives memory text oracle batch \
	new-users)

.PHONY: help demo test check format docs constraints clean torture audit \
	container-check $(BENCHMARKS)

help:
	@echo "make demo    train on a bundled table, generate, score and draw: about 4 minutes"
	@echo "make test    run all tests"
	@echo "make check   lint, format, import directions and types"
	@echo "make format  mend lint and format"
	@echo "make docs    the documentation as a site: build/site/index.html"
	@echo "make torture  kills, faults and damage; about 25 minutes"
	@echo "make audit   known vulnerabilities of the packages of constraints.txt"
	@echo "make container-check  the steps of Containerfile, in an empty folder; some minutes"
	@echo "the figures of docs/: make $(BENCHMARKS)"

$(VENV)/installed: setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	f"rnngan needs Python 3.11, 3.12 or 3.13, and {sys.executable} is {v[0]}.{v[1]}. Try: make PYTHON=python3.12")'
	@echo "installing into $(VENV), some minutes the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@$(PIP) --editable '.[test]'
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/rnngan demo --output demo-run --force

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q tests/project/test_imports.py tests/project/test_types.py

format: $(VENV)/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/installed-docs: $(VENV)/installed
	@$(PIP) --editable '.[docs]'
	@touch $@

docs: $(VENV)/installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --config-file docs/site/mkdocs.yml
	@echo "build/site/index.html"

$(VENV)/installed-audit: $(VENV)/installed
	@$(PIP) 'pip-audit>=2.10'
	@touch $@

audit: $(VENV)/installed-audit
	@$(BIN)/python .ci/audit.py

container-check:
	$(PYTHON) .ci/container.py

$(BENCHMARKS): benchmark-%: $(VENV)/installed
	$(BIN)/python benchmarks/$(subst -,_,$*).py $(OPTIONS)

benchmark-fidelity benchmark-tables: OPTIONS = $(if $(DATA),--data $(DATA))
benchmark-objectives: OPTIONS = objectives-runs $(if $(DATA),--data $(DATA))
benchmark-text: OPTIONS = text-runs --train $(TRAIN) --test $(TEST)
benchmark-batch: $(VENV)/installed-test

torture: $(VENV)/installed
	$(BIN)/python benchmarks/torture.py

constraints:  # after a change of dependencies: the newest versions that work together
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis
