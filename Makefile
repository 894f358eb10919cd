# The short way to everything; the work is in scripts/. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help run build dev check test e2e size bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build everything, start the demo, print its address and people
	@scripts/run.sh

build: ## Build the program that ships (a quarter of an hour): target/release/cellier
	@scripts/build.sh

dev: ## Start the demo from a debug build; rebuild and reload the browser at each change
	@scripts/dev.sh

check: ## Quick: format, lints (native and wasm), native tests, documentation
	@scripts/check.sh

test: ## Everything: check, page, size, real servers, end to end in a browser
	@scripts/test.sh

e2e: ## End to end in a browser only; E2E_FULL=1 for every combination
	@scripts/e2e.sh $(ARGS)

size: ## Bytes and requests before an object list can be used; fails over the ceiling
	@scripts/size.sh

bench: ## Measure, print and write docs/benchmarks.md
	@scripts/bench.sh
