# The commands of the house; `make` alone lists them.
# PYTHON=... decides which Python makes .venv, ARGS=... goes to the command behind the name.

VENV = .venv
RUNTIME = sh project/make_venv.sh $(VENV) requirements.txt
TOOLS = sh project/make_venv.sh $(VENV) requirements-dev.txt
PY = $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run owner-password demo-reset test test-fast lint format bench screenshots

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s%s\n", $$1, $$2 }'

run: ## Start the shop with web and worker; PORT=8001 for another port
	@$(RUNTIME) && exec $(PY) -m project.launch

owner-password: ## Give the user "owner" a new password and print it
	@$(RUNTIME) && exec $(PY) -m project.launch owner-password

demo-reset: ## Throw the data away and load the demo boutique again; YES=1 does not ask
	@if [ "$(YES)" != 1 ]; then \
		printf 'This deletes every gown, bride and appointment of this database. Type yes: '; \
		read -r answer && [ "$$answer" = yes ] || { echo "Nothing was changed."; exit 1; }; \
	fi
	@$(RUNTIME) && $(PY) manage.py migrate --noinput -v 0 && $(PY) manage.py load_demo --reset

test: ## Run all tests this machine can run; ARGS="tests/api -k booking" picks some
	@$(TOOLS) && $(PY) -m tests.run $(ARGS)

test-fast: ## Run the quick tests on SQLite, without a browser
	@$(TOOLS) && $(PY) -m tests.run --fast $(ARGS)

lint: ## Check style, types and the direction of imports
	@$(TOOLS)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: ## Bring the code into its one form
	@$(TOOLS)
	$(PY) -m ruff check --fix --show-fixes .
	$(PY) -m ruff format .

bench: ## Measure what the promises cost
	@$(TOOLS) && $(PY) -m bench $(ARGS)

screenshots: ## Picture the main screens into var/screenshots
	@$(TOOLS) && $(PY) -m tests.screenshots $(ARGS)
