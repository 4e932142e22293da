# Rådslag: `make run` for a living site, `make test` for the suite, `make help` for the rest.

SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
export PORT
# Else every process of the tests compiles Django and Wagtail anew.
unexport PYTHONDONTWRITEBYTECODE
# A developer's own settings never reach what checks the code.
TEST_ENV := env -u DATABASE_URL DJANGO_SETTINGS_MODULE=radslag.settings.test
PRODUCTION_ENV := env DJANGO_SETTINGS_MODULE=radslag.settings.production \
	SECRET_KEY=only-to-check-the-settings-4b1f9c7e2d8a6053-not-for-a-site \
	DATABASE_URL=postgresql://radslag@127.0.0.1/radslag ALLOWED_HOSTS=example.org PUBLIC_URL=https://example.org \
	EMAIL_URL=smtp+tls://127.0.0.1:25 DEFAULT_FROM_EMAIL=radslag@example.org

.PHONY: help run test test-rest test-nightly shares coverage mutants bench backup restore screenshots contact-sheet lint format lock messages clean base dev
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: base ## Install, migrate, load the demo into an empty site, serve at http://127.0.0.1:$PORT/
	@exec $(PY) manage.py serve --port $(PORT)

test: dev ## Run the test suite: rules, pages, races, browser
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) .ci/suite.py --share=first $(ARGS)

test-rest: dev ## Run the tests of pages and of the browser that ten minutes do not hold
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) .ci/suite.py --share=rest $(ARGS)

test-nightly: dev ## All tests at full scale, then coverage and mutants
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@status=0; $(TEST_ENV) $(PY) .ci/suite.py --nightly $(ARGS) || status=1; \
	for one in covered mutants; do $(TEST_ENV) $(PY) .ci/$$one.py || status=1; done; exit $$status

shares: dev ## Choose anew which tests `make test` runs and which are left to `make test-rest`
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) .ci/shares.py

coverage: dev ## Branches that the suite runs: at least 95 %, of counting and voting 100 %
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) .ci/covered.py $(ARGS)

mutants: dev ## Small changes of counting and voting that the tests notice: at least 90 %
	@$(TEST_ENV) $(PY) .ci/mutants.py $(ARGS)

bench: dev ## Speed: pages, ballots, counts and conversations against yardsticks of the same run
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@status=0; for one in pages ballots counting threads; do echo "== $$one"; $(TEST_ENV) $(PY) benchmarks/$$one.py || status=1; done; exit $$status

lint: dev ## Style, types, templates, security, migrations, translations, deployment settings
	@sh .ci/lint.sh "$(PY)" "$(TEST_ENV)" "$(PRODUCTION_ENV)"

format: dev ## Let ruff put the Python code into shape
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

messages: dev ## Bring the catalogues up to date with the code and compile them
	$(TEST_ENV) $(PY) manage.py messages
	$(TEST_ENV) $(PY) manage.py messages --compile

backup: base ## Copy database and media into a new folder in TO=…
	@$(PY) manage.py backup --to "$(TO)"

restore: base ## Put the backup FROM=… into an empty database and empty media
	@$(PY) manage.py restore --from "$(FROM)"

screenshots: dev ## Take the pictures of README.md and of the handbook anew
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) e2e/screenshots.py
	@$(TEST_ENV) $(PY) e2e/handbook_pictures.py

contact-sheet: dev ## Photograph every state of every page, wide and narrow, light and dark, into var/contact-sheet/
	@$(TEST_ENV) $(PY) manage.py messages --compile
	@$(TEST_ENV) $(PY) e2e/contact_sheet.py $(ARGS)

lock: dev ## Pin the newest versions that pyproject.toml allows
	.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --upgrade \
		--quiet --custom-compile-command "make lock" --output-file requirements/base.txt
	.venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --upgrade \
		--quiet --custom-compile-command "make lock" --constraint requirements/base.txt \
		--output-file requirements/dev.txt

clean: ## Remove what was installed and the tools' caches; the data in var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache

base:
	@sh .ci/install.sh base

dev: base
	@sh .ci/install.sh dev
