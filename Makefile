# Two commands for a new machine: `make run` and `make test`.
.DELETE_ON_ERROR:
.PHONY: run test test-plain test-sqlite test-postgresql test-browser test-crash test-live test-wordpress check bench bench-match bench-match-speed lock translations translations-compiled clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/all.txt
PLAIN_VENV := .venv-plain
MO := src/sasando/locale/id/LC_MESSAGES/django.mo
WORKERS ?= 2
# What was compiled is kept, whatever the machine says: tests start this program often.
export PYTHONDONTWRITEBYTECODE :=
PLAIN := $(addprefix tests/,documents trust rendering matching matching_pictures plugins channels_builtin messengers platforms live_simulcast desk_lens education_rules accounts_package)

run: $(BIN)/.ready $(MO)  ## serve the sample desk
	$(BIN)/sasando demo

test: test-plain test-sqlite test-postgresql test-browser test-crash test-live test-wordpress

test-plain: $(PLAIN_VENV)/.ready  ## the plain rooms, in an environment without Django
	$(PLAIN_VENV)/bin/python -m pytest -c tests/plain.ini -q -n $(WORKERS) -m "not live" $(PLAIN)

test-sqlite: $(BIN)/.ready $(MO)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m "not browser and not crash and not live and not wordpress" $(addprefix --ignore=,$(PLAIN))

test-postgresql: $(BIN)/.ready $(MO)  ## those that touch the database, on a PostgreSQL that they start
	SASANDO_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m "not browser and not crash and not live and not wordpress" $(addprefix tests/,parties elections desk channels claims education live reach partnership openness accounts retention site demo)

test-browser: $(BIN)/.ready $(MO)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m browser tests/browser tests/live tests/site

test-crash: $(BIN)/.ready $(MO)
	$(BIN)/python -m pytest -q -m crash tests/crash  # alone: what is killed and judged by time shares no core

test-live: $(PLAIN_VENV)/.ready  ## simulcasts with ffmpeg to real RTMP servers
	$(PLAIN_VENV)/bin/python -m pytest -c tests/plain.ini -q -n 4 --dist worksteal -m live tests/live_simulcast  # they mostly wait

test-wordpress: $(BIN)/.ready $(MO)  ## hand-overs to a real WordPress with MariaDB, which the tests start
	$(BIN)/python -m pytest -q -m wordpress tests/wordpress

check: $(BIN)/.ready $(MO)  ## format, lint, types, imports, templates, migrations, translations
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint src
	$(BIN)/python -m tests.house.migrations_complete
	$(BIN)/python -m tests.house.translations_complete

bench: $(BIN)/.ready $(MO)
	$(BIN)/python -m bench

bench-match: $(BIN)/.ready  ## matching beside what others would do; needs the evaluation data
	$(BIN)/python -m bench.match

bench-match-speed: $(BIN)/.ready  ## how fast a message is matched among 100,000, beside others
	$(BIN)/python -m bench.match_speed 100000

lock:  ## make the lock file anew; it names no index
	$(BIN)/uv pip compile pyproject.toml requirements/dev.in --extra web -o $(LOCK) $(COMPILE)
	$(BIN)/uv pip compile pyproject.toml requirements/plain.in -o requirements/plain.txt -c $(LOCK) $(COMPILE)
COMPILE := --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links --quiet

$(BIN)/.ready: $(LOCK) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(LOCK)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(PLAIN_VENV)/.ready: requirements/plain.txt $(BIN)/.ready
	$(PYTHON) -m venv $(PLAIN_VENV)
	$(BIN)/uv pip sync --quiet --python $(PLAIN_VENV)/bin/python --require-hashes requirements/plain.txt
	$(BIN)/uv pip install --quiet --python $(PLAIN_VENV)/bin/python --no-deps --no-build-isolation --editable .
	touch $@

$(MO): src/sasando/locale/id/LC_MESSAGES/django.po
	msgfmt --check -o $@ $<

translations: $(BIN)/.ready  ## gather the strings of the code into the catalogue
	cd src/sasando && ../../$(BIN)/python -m django makemessages --locale id --no-location --no-wrap --ignore "rendering/*"

clean:
	rm -rf $(VENV) $(PLAIN_VENV) build
