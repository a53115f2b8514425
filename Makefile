# hub-outbox: what a developer does with it. `make` alone lists it.
# Needs a Node.js with npm, 20 or newer; the Node that runs the code is pinned in package-lock.json.

.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

INSTALLED := node_modules/.package-lock.json
INSTALLED_BENCH := scripts/bench/node_modules/.package-lock.json
NODE := node_modules/.bin/node
# A small nursery: half the memory of a process for the same throughput.
RUN := $(NODE) --max-semi-space-size=4 --import tsx
TEST := $(RUN) --test --test-reporter=spec --test-concurrency=2 \
	--test-global-setup=test/support/database/global-setup.ts

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

# Run by make itself, without a shell or npm between: Ctrl-C reaches the program exactly once.
.PHONY: run
run: $(INSTALLED) ## Start everything and print what to try; Ctrl-C stops it
	@$(RUN) src/main.ts start --demo

# Without a shell between, as `run` is.
.PHONY: demo
demo: $(INSTALLED) ## Start everything beside a sandbox marketplace that sends live traffic; Ctrl-C stops it
	@$(RUN) scripts/sandbox/demo.ts

.PHONY: pictures
pictures: $(INSTALLED) ## Take pictures of every screen of the demo that runs in another terminal
	@$(RUN) scripts/pictures/main.ts

.PHONY: screens
screens: $(INSTALLED) ## Measure every screen of the panel over a million events (minutes; ONLY=painel for some)
	@$(RUN) scripts/screens/main.ts $(if $(ONLY),--only '$(ONLY)')

.PHONY: migrate
migrate: $(INSTALLED) ## Bring the database up to date, and stop
	@$(RUN) src/main.ts migrate

.PHONY: test
test: $(INSTALLED) ## Run every test on a PostgreSQL of its own
	@$(TEST) 'test/**/*.test.ts'

.PHONY: test-containers
test-containers: export TEST_DATABASE := containers
test-containers: $(INSTALLED) ## Run the same tests on testcontainers' PostgreSQL (needs Docker)
	@$(TEST) 'test/**/*.test.ts'

.PHONY: fase-02
fase-02: $(INSTALLED) ## Run the contract's own list of tests
	@$(TEST) 'test/fase_02/**/*.test.ts'

.PHONY: check check-types check-lint check-format check-dead-code check-architecture check-schema
check: check-types check-lint check-format check-dead-code check-architecture check-schema ## Types, lint, format, dead code, architecture, schema listing (-j2: two at a time)
check-types: $(INSTALLED_BENCH)
	@echo 'types';        tsc --noEmit
check-lint: $(INSTALLED_BENCH)
	@echo 'lint';         eslint --config scripts/eslint.config.js .
check-format: $(INSTALLED_BENCH)
	@echo 'format';       prettier --log-level warn --check $(FORMATTED)
check-dead-code: $(INSTALLED_BENCH)
	@echo 'dead code';    knip --no-progress
check-architecture: $(INSTALLED_BENCH)
	@echo 'architecture'; $(RUN) --test --test-reporter=dot 'test/architecture/*.test.ts'
check-schema: $(INSTALLED_BENCH)
	@echo 'schema';       $(RUN) scripts/dump-schema.ts --check

.PHONY: bench
bench: $(INSTALLED_BENCH) ## Measure it beside its peers (half an hour; goes on where it was stopped; ONLY=drain for one)
	@$(RUN) scripts/bench/main.ts $(if $(ONLY),--only $(ONLY))

.PHONY: bench-full
bench-full: $(INSTALLED_BENCH) ## The same with a million events, three million waiting and half an hour of load (hours)
	@$(RUN) scripts/bench/main.ts --full $(if $(ONLY),--only $(ONLY))

.PHONY: format
format: $(INSTALLED) ## Rewrite the sources in the project's format
	@prettier --log-level warn --write $(FORMATTED)

FORMATTED := '{src,scripts,test}/**/*.{ts,tsx}' 'src/panel/assets/*.{css,js}' 'scripts/*.js' '*.json' '!package-lock.json'

# npm must not run on the Node that it is about to replace, hence the PATH of the system.
$(INSTALLED): package-lock.json
	@PATH='$(SYSTEM_PATH)'; command -v npm >/dev/null || { \
	  echo 'npm not found: install Node.js 20 or newer with npm, then try again' >&2; exit 1; }; \
	echo 'installing npm packages ...' >&2; \
	npm ci --include=dev --loglevel=error >/dev/null
	@$(NODE) --version >/dev/null 2>&1 || { rm -f $@; \
	  echo 'the pinned Node was not installed: is "npm config get ignore-scripts" true?' >&2; exit 1; }
	@touch $@

# The peers, and no part of the product: only what measures and what checks needs them.
$(INSTALLED_BENCH): scripts/bench/package-lock.json $(INSTALLED)
	@PATH='$(SYSTEM_PATH)'; echo 'installing what it is measured against ...' >&2; \
	npm ci --prefix scripts/bench --loglevel=error >/dev/null
	@touch $@
