# Two commands: `make screen` sets up and screens the sample corpus, `make test` sets up and checks everything.
# `make` alone lists the rest. Needed: make, and Python 3.11 or later with its venv module.

PYTHON =
VENV   = .venv

PY    = $(VENV)/bin/python
READY = $(VENV)/.ready

.PHONY: help screen test docs format bench bench-quick bench-speed bench-damage bench-formats bench-reasoning bench-peers bench-panel bench-bulk bench-reports clean
.DELETE_ON_ERROR:
.SUFFIXES:

# Goals that rewrite what others read are done one after the other, whatever -j says.
ifneq ($(filter clean format,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# The tools come from $(VENV) and nowhere else.
unexport PYTHONPATH PYTHONHOME

help:
	@echo 'make screen   print the sample corpus, screen it, write the report and say where it is'
	@echo 'make test     lint, format check, types, tests'
	@echo 'make docs     build the pages of the rules'
	@echo 'make format   put the code in its form'
	@echo 'make bench    all benchmarks in a quarter of an hour: results, tables and plots in benchmarks/results/full, and the READMEs'
	@echo 'make bench-quick  the same, small, in two minutes: benchmarks/results/quick'
	@echo 'Larger, or alone:'
	@echo 'make bench-speed  speed, beside a bare floor'
	@echo 'make bench-damage  how well a wrong figure is found: damage done to consistent disclosures'
	@echo 'make bench-formats  files of every kind beside the text of the same disclosure'
	@echo 'make bench-reasoning  the rule engine beside CLIPS and experta'
	@echo 'make bench-peers  whose spending is unusual: anomalies found, reasons, false alarms, time'
	@echo 'make bench-panel  a real panel: what contradicts what, what is unusual across the years and among the peers'
	@echo 'make bench-bulk  runs in bulk: two workers beside one, what all but screening costs, kills, poison, Dask'
	@echo 'make bench-reports  reports of 10,000 units: time, sizes, how soon the pages answer, LibreOffice reads the workbook'
	@echo 'make clean    remove what make made, $(VENV) too'
	@echo
	@echo 'PYTHON=python3.12 chooses the interpreter, VENV=.venv-3.12 another environment beside .venv.'

# Findings are what the sample is for, so exit status 1 is well here. A crash of Python is 1 too: the report must be there.
screen: $(READY)
	@rm -rf build/sample build/screen
	@$(PY) -m mingcha_datasets --out build/sample
	@$(VENV)/bin/mingcha screen build/sample --out build/screen --report html || [ $$? -eq 1 ]
	@for f in findings.jsonl run.json report/index.html; do [ -f "build/screen/$$f" ] \
	    || { echo "make screen: mingcha wrote no build/screen/$$f" >&2; exit 1; }; done
	@echo
	@echo 'documents  build/sample/'
	@echo 'report     build/screen/report/index.html   to look at, in a browser'
	@echo 'findings   build/screen/findings.jsonl      one a line'
	@echo 'the run    build/screen/run.json            what was read, what each rule could say'

# A file's tests stay in one process, in their order: what a module sets up, a browser or a pool, is there once. `logical`,
# because two threads of one core are two here; no more than four, for each takes a gigabyte, and tests start processes of their own.
test: $(READY)
	@echo '== ruff'
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@echo '== mypy'
	@$(PY) -m mypy
	@echo '== pytest'
	@$(PY) -m pytest -n logical --maxprocesses 4 --dist loadfile

# A warning, such as a link that leads nowhere, is an error: properdocs.yml says strict.
docs: $(READY)
	@$(PY) -m properdocs build --quiet
	@echo 'documentation  build/docs/index.html'

format: $(READY)
	@$(PY) -m ruff check --fix-only --quiet
	@$(PY) -m ruff format

# A quarter of an hour on two processors that do nothing else. Status 1: a bar is missed, and which is said; results are there then too.
bench: $(READY)
	@$(PY) -m benchmarks.run; status=$$?; [ $$status -le 1 ] && $(PY) -m benchmarks.figures && exit $$status

bench-quick: $(READY)
	@$(PY) -m benchmarks.run --size quick

bench-speed: $(READY)
	@$(PY) benchmarks/speed.py

bench-damage: $(READY)
	@$(PY) benchmarks/damage.py

# The scan takes a minute; nothing else does.
bench-formats: $(READY)
	@rm -rf build/formats
	@$(PY) -m mingcha_datasets --out build/formats --as all >/dev/null
	@$(PY) -m benchmarks.formats --folder build/formats --texts build/formats --times

# experta gets an environment of its own in build/.
bench-reasoning: $(READY)
	@$(PY) -m benchmarks.reasoning

# A quarter of an hour on two processors; `--quick` takes half a minute, `--full` adds a million units. A bar not met is status 1.
bench-peers: $(READY)
	@$(PY) -m benchmarks.peers --out build/peers

bench-panel: $(READY)
	@$(PY) -m benchmarks.panel --out build/panel

# A quarter of an hour on two processors that do nothing else; `--full` measures 20,000 documents and takes an hour.
bench-bulk: $(READY)
	@$(PY) -m benchmarks.bulk

# Half an hour on two processors, most of it to make and screen the documents; `--run DIR` takes a run that is there.
bench-reports: $(READY)
	@$(PY) -m benchmarks.reports

clean:
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@for d in engine datasets docs tests benchmarks; do \
	    [ ! -d $$d ] || find $$d -name __pycache__ -type d -prune -exec rm -rf {} +; done
	@[ ! -f '$(VENV)/pyvenv.cfg' ] || rm -rf '$(VENV)'

# Made anew when pyproject.toml or constraints.txt changes, so that no package of yesterday hides a missing one of today.
$(READY): pyproject.toml constraints.txt
	@python=; for p in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$p; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo 'Mingcha needs Python 3.11 or later; $(or $(PYTHON),python3) is $(if $(PYTHON),,missing or )not such a one.' >&2; \
	    echo 'Install one, or name it: make PYTHON=/path/to/python3.11' >&2; exit 1; \
	fi; \
	if [ -e '$(VENV)' ] && [ ! -f '$(VENV)/pyvenv.cfg' ]; then \
	    echo '$(VENV) is there and is no virtual environment; it stays as it is. Name another: make VENV=DIR' >&2; exit 1; \
	fi; \
	echo "setting up $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --clear '$(VENV)' || { \
	    echo "$$python cannot make a virtual environment; some systems keep that part in a package of its own, python3-venv." >&2; \
	    exit 1; }
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
