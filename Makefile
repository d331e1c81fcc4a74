# make help says what there is; everything is installed into .venv, nothing outside the folder but Debian packages.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
# Hundreds of tests start a command: compiled anew each time, one takes half as long again.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin
CATALOGUES := src/clave/web/locale
PYTHON_FOLDERS := $(wildcard src tests benchmarks docs)
# What the checks need of the settings, with a database in memory and a secret of this moment.
SETTINGS := DJANGO_SETTINGS_MODULE=clave.web.settings CLAVE_DATABASE_URL=sqlite://:memory:

# uv takes the index that pip is configured with on this machine.
define UV
pip_says() { $(RUN)/pip config get "$$1" 2>/dev/null || true; }; \
export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(pip_says global.index-url)}}"; \
export UV_INDEX="$${UV_INDEX:-$${PIP_EXTRA_INDEX_URL:-$$(pip_says global.extra-index-url)}}"; \
export UV_FIND_LINKS="$${UV_FIND_LINKS:-$${PIP_FIND_LINKS:-$$(pip_says global.find-links)}}"; \
[ -n "$$UV_DEFAULT_INDEX" ] || unset UV_DEFAULT_INDEX; [ -n "$$UV_INDEX" ] || unset UV_INDEX; \
[ -n "$$UV_FIND_LINKS" ] || unset UV_FIND_LINKS; \
export UV_INDEX_STRATEGY=unsafe-best-match VIRTUAL_ENV="$$PWD/$(VENV)"; $(RUN)/uv
endef

.PHONY: help setup demo serve test check packages office messages catalogues client lock drill bench pictures site clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

setup: $(VENV)/.ready catalogues ## Install Clave into .venv, from the locked and hashed requirements

$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Clave needs Python 3.11 or newer: make setup PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. Run: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)/pip install -qq --disable-pip-version-check uv

$(VENV)/.ready: requirements.lock | $(VENV)/bin/uv
	@$(UV) pip install --quiet --compile-bytecode --require-hashes --requirement requirements.lock
	@$(UV) pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@$(UV) pip install --quiet --compile-bytecode --require-hashes --requirement requirements-dev.lock
	@touch $@

catalogues: $(VENV)/.ready
	@if ls $(CATALOGUES)/*/LC_MESSAGES/*.po >/dev/null 2>&1; then \
	  $(RUN)/pybabel --quiet compile --domain django --directory $(CATALOGUES); fi

demo: setup ## Build the demo company, print its users and serve it (PORT=8000)
	@$(RUN)/clave demo --port $(PORT)

serve: setup ## Serve your own data (settings: docs/handbook/settings.md)
	@$(RUN)/clave migrate && $(RUN)/clave serve --port $(PORT)

packages:
	@needed=""; \
	command -v chromium >/dev/null || needed="$$needed chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || needed="$$needed postgresql-15"; \
	[ -x /usr/sbin/mariadbd ] || needed="$$needed mariadb-server"; \
	command -v xgettext >/dev/null || needed="$$needed gettext"; \
	command -v java >/dev/null || needed="$$needed openjdk-17-jre-headless"; \
	[ -z "$$needed" ] && exit 0; \
	[ "$$(id -u)" = 0 ] || { echo "The tests need Debian packages. Run: sudo apt-get install --no-install-recommends$$needed"; exit 1; }; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$needed >/dev/null

test: packages setup $(VENV)/.ready-dev ## Run the whole suite on SQLite, then what meets a database on PostgreSQL
	@echo "On SQLite:"; $(RUN)/pytest -n 2 -m "not drill" --database sqlite
	@echo "On PostgreSQL:"; $(RUN)/pytest -n 2 -m "not drill" --database postgresql

check: setup $(VENV)/.ready-dev ## Look at style, types, arrows, templates, security, migrations, catalogues, settings
	$(RUN)/ruff check $(PYTHON_FOLDERS)
	$(RUN)/ruff format --check $(PYTHON_FOLDERS)
	$(RUN)/mypy
	$(RUN)/lint-imports --config .importlinter
	$(RUN)/djlint src/clave --lint --quiet
	$(RUN)/bandit --quiet --recursive src --configfile pyproject.toml
	$(SETTINGS) $(RUN)/python -m django makemigrations --check --dry-run
	CLAVE_SECRET_KEY="$$($(RUN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" $(SETTINGS) \
	  $(RUN)/python -m django check --deploy --fail-level WARNING

messages: packages setup $(VENV)/.ready-dev ## Collect every marked string into the catalogues
	@cd src/clave && DJANGO_SETTINGS_MODULE=clave.web.settings ../../$(RUN)/python -m django makemessages \
	  --locale es --no-obsolete --no-location --ignore static

client: setup $(VENV)/.ready-dev ## Write the Python client anew from the schema of the API
	@$(SETTINGS) $(RUN)/python -m clave.web.client_writing

lock: $(VENV)/.ready-dev ## Write the locked requirements anew
	@for name in requirements requirements-dev; do \
	  $(UV) pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --output-file $$name.lock $$name.in >/dev/null; done

office:
	@command -v soffice >/dev/null && exit 0; \
	[ "$$(id -u)" = 0 ] || { echo "The drill needs LibreOffice. Run: sudo apt-get install --no-install-recommends libreoffice-impress"; exit 1; }; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends libreoffice-impress >/dev/null

drill: packages office setup $(VENV)/.ready-dev ## Run the long proofs: kills, restarts, nonsense, giants; the table of promises at the end
	@echo "On PostgreSQL:"; $(RUN)/pytest -n 0 -m drill --timeout 3600 --database postgresql
	@echo "On SQLite:"; $(RUN)/pytest -n 0 -m "drill or proof" --timeout 3600

bench: setup $(VENV)/.ready-dev ## Measure against the limits we set ourselves
	@for script in benchmarks/*.py; do $(RUN)/python "$$script"; done

pictures: packages setup $(VENV)/.ready-dev ## Make the pictures of the handbook anew, from the demo company
	@$(RUN)/python -m docs.pictures

site: setup $(VENV)/.ready-dev ## Build the documentation as a site in build/site
	@$(RUN)/mkdocs build --strict --quiet && echo "build/site/index.html"

clean: ## Remove what can be made again, and no data
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage src/*.egg-info
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
