# Everything is set up in .venv and node_modules; nothing else on the machine is changed,
# but for Chromium, which `make test` installs with apt where it is missing and may do so.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: book build notebooks zip test tests-in-browsers tests-elsewhere test-all bench mutation lock clean

book: build
	$(BIN)/python -m secbook serve

build: .venv/installed
	$(BIN)/python -m secbook build

# The chapters as notebooks, beside their sources, to be opened in JupyterLab.
notebooks: .venv/installed
	$(BIN)/python -m secbook notebooks

# The book in one file, _build/book.zip: unpack it and open index.html.
zip: .venv/installed
	$(BIN)/python -m secbook zip

test: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m secbook build
	$(BIN)/node node_modules/typescript/bin/tsc --project jsconfig.json
	$(BIN)/node --test "tests/**/*.test.js"
	$(MAKE) --jobs=2 --output-sync=line --keep-going tests-in-browsers tests-elsewhere

# Side by side: a browser mostly waits.
tests-in-browsers:
	$(BIN)/pytest -m "not long" tests/browser

tests-elsewhere:
	$(BIN)/pytest -m "not long" --ignore tests/browser

test-all: test
	$(BIN)/pytest -m long

bench: build
	$(BIN)/python -m bench

# An hour or more; can be stopped and resumed. See CONTRIBUTING.md.
mutation: .venv/installed
	$(BIN)/pip install --quiet -e ".[mutation]" -c constraints.txt
	$(BIN)/python -m tests.mutation

lock: .venv/installed
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --extra book --extra test --extra mutation --upgrade pyproject.toml --output-file constraints.txt

clean:
	rm -rf _build .venv node_modules

.venv/installed: pyproject.toml requirements.txt constraints.txt
	$(PYTHON) -m venv .venv || { echo "make needs python3 with venv (Debian: apt-get install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt -e ".[book,test]" -c constraints.txt
	touch $@
