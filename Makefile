# Everything runs from .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: help demo test check format constraints clean \
	benchmark-fidelity benchmark-speed benchmark-tables benchmark-long benchmark-objectives \
	benchmark-memory benchmark-text benchmark-oracle benchmark-batch benchmark-new-users torture audit

help:
	@echo "make demo    train on a bundled table, generate, score and draw: about 5 minutes"
	@echo "make test    run all tests"
	@echo "make check   lint, format and import directions"
	@echo "make format  mend lint and format"
	@echo "make torture  kills, faults and damage; about 25 minutes"
	@echo "make audit   known vulnerabilities of the packages of constraints.txt"
	@echo "make benchmark-fidelity, -speed, -tables, -long, -objectives, -memory, -text, -oracle, -batch, -new-users"
	@echo "             the figures of docs/"

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
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q tests/project/test_imports.py

format: $(VENV)/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/installed-audit: $(VENV)/installed
	@$(PIP) 'pip-audit>=2.10'
	@touch $@

audit: $(VENV)/installed-audit
	@$(BIN)/python .ci/audit.py

benchmark-speed: $(VENV)/installed
	$(BIN)/python benchmarks/speed.py

benchmark-fidelity: $(VENV)/installed
	$(BIN)/python benchmarks/fidelity.py $(if $(DATA),--data $(DATA))

benchmark-tables: $(VENV)/installed
	$(BIN)/python benchmarks/tables.py $(if $(DATA),--data $(DATA))

benchmark-long: $(VENV)/installed
	$(BIN)/python benchmarks/long.py $(or $(TABLE),data/seattle_weather.csv)

benchmark-objectives: $(VENV)/installed
	$(BIN)/python benchmarks/objectives.py objectives-runs $(if $(DATA),--data $(DATA))

benchmark-memory: $(VENV)/installed
	$(BIN)/python benchmarks/memory.py

benchmark-text: $(VENV)/installed
	$(BIN)/python benchmarks/text.py text-runs --train $(TRAIN) --test $(TEST)

benchmark-oracle: $(VENV)/installed
	$(BIN)/python benchmarks/oracle.py

benchmark-batch: $(VENV)/installed-test
	$(BIN)/python benchmarks/batch.py

benchmark-new-users: $(VENV)/installed
	$(BIN)/python benchmarks/new_users.py

torture: $(VENV)/installed
	$(BIN)/python benchmarks/torture.py

constraints:  # after a change of dependencies: the newest versions that work together
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis
