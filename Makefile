# Aliases for start.py; `make` alone prints them with what they do.
.DEFAULT_GOAL := help
.PHONY: help run test fast races browser engine slow measured bar check lint types arch fmt demo migrations messages compile openapi lock

help: ## print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

run: ## the whole site on http://127.0.0.1:8000 (make run PORT=8001 for another)
	python3 start.py run --port $(or $(PORT),8000)

test: ## all tests that need no server and no browser
	python3 start.py test

fast: ## only what failed last time, and stop at the first failure
	python3 start.py test --last-failed --exitfirst

races: ## the tests that need PostgreSQL and Redis (set DATABASE_URL and REDIS_URL)
	python3 start.py test --races

browser: ## the tests that drive Chromium
	python3 start.py test --browser

engine: ## the long proofs of the matching engine
	python3 start.py test --engine

slow: ## the tests that repeat something for seconds
	python3 start.py test --slow

measured: ## the slow tests that time something, with nothing beside them
	python3 start.py test --measured

bar: ## crowds and killed processes on PostgreSQL and Redis, with the figures (set DATABASE_URL and REDIS_URL)
	python3 start.py test --bar

check: ## style, types, import contracts, spelling, migrations, settings
	python3 start.py check

lint: ## style only, mending what can be mended
	.venv/bin/ruff check --fix .

types: ## types only
	.venv/bin/mypy

arch: ## import contracts and the tests about the program itself
	.venv/bin/lint-imports
	python3 start.py test tests/architecture

fmt: ## format every Python file
	.venv/bin/ruff format .

demo: ## fill the database with an invented town (make demo SIZE=region for more)
	python3 start.py manage demo --size $(or $(SIZE),town) --seed 1

migrations: ## write the migration for changed models (make migrations APP=events NAME=add_venue)
	python3 start.py manage makemigrations $(APP) --name $(NAME)

messages: ## collect the texts to translate (needs gettext)
	python3 start.py manage makemessages --locale kk --locale ru --no-obsolete --ignore '.*' --ignore tests

compile: ## turn the catalogues into what Django reads (needs gettext)
	python3 start.py manage compilemessages --ignore '.*'

openapi: ## write docs/openapi.json from the code
	python3 start.py manage export_openapi_schema --api config.api.api --indent 2 --output docs/openapi.json

lock: ## renew requirements/ from pyproject.toml (needs uv)
	uv pip compile -q --generate-hashes --universal --no-header --no-emit-index-url --no-annotate \
		pyproject.toml -o requirements/run.txt
	uv pip compile -q --generate-hashes --universal --no-header --no-emit-index-url --no-annotate \
		pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	uv pip compile -q --generate-hashes --universal --no-header --no-emit-index-url --no-annotate \
		pyproject.toml --group bench -c requirements/run.txt -o requirements/bench.txt
