# What a person does with Plinth. Each target checks what it needs, sets it up inside the project or says in one line what
# to install, and ends with one line. Long output of builds is shown only when they fail.

SHELL := bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup tools build demo test lint generate install measure bench

# What is kept between clones, where there is a place for it. Nothing depends on it.
cache_home := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
PLINTH_CACHE ?= $(shell mkdir -p '$(cache_home)/plinth' 2>/dev/null && test -w '$(cache_home)/plinth' && echo '$(cache_home)/plinth')
CARGO_TARGET_DIR ?= $(or $(addsuffix /target,$(PLINTH_CACHE)),$(CURDIR)/target)
CARGO_TERM_PROGRESS_WHEN ?= never
export PLINTH_CACHE CARGO_TARGET_DIR CARGO_TERM_PROGRESS_WHEN

tools := acceptance-tests/tools
quietly := @$(tools)/quietly
need := @$(tools)/need
python := $(or $(PLINTH_PYTHON),acceptance-tests/.venv/bin/python)
release := $(CARGO_TARGET_DIR)/release/terraform-provider-plinth

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '|'

setup: ## make the Python environment of the AWS emulator, where it is not as it should be
	$(need) cargo python >/dev/null
	@test -n '$(PLINTH_PYTHON)' || $(tools)/quietly 'setting up the AWS emulator' $(tools)/venv

tools: ## build OpenTofu, the second tool that the tests run, where there is Go
	@if command -v go >/dev/null; then \
	    $(tools)/quietly 'building OpenTofu' $(tools)/tofu; \
	elif ! command -v tofu >/dev/null; then \
	    echo 'skipping OpenTofu: there is no Go to build it with, and no tofu on PATH'; \
	    test -z '$(PLINTH_REQUIRE_TOFU)'; \
	fi

# One build for everything: the same packages with the same features, whether they are run or tested.
build:
	$(need) cargo
	$(quietly) 'building the provider' cargo build --workspace --bins --locked

demo: ## build the standard layout in an embedded AWS with real Terraform, and walk in by its one entrance
	$(need) cargo cli python >/dev/null
	@$(MAKE) setup build
	@'$(CARGO_TARGET_DIR)/debug/demo'

test: ## run all tests: of the emulator, of the crates, and with real Terraform and OpenTofu
	$(need) cargo python >/dev/null
	@$(MAKE) setup tools
	$(need) cli
	@PLINTH_CACHE='$(PLINTH_CACHE)' PYTHON='$(python)' $(tools)/test

lint: ## check format, lints and, where cargo-deny is installed, licences and sources
	$(need) cargo
	@cargo fmt --all --check
	$(quietly) 'running clippy' cargo clippy --workspace --all-targets --locked -- -D warnings
	@if cargo deny --version >/dev/null 2>&1; then \
	    $(tools)/quietly 'running cargo deny' cargo deny check bans licenses sources; \
	else \
	    echo 'skipping cargo deny: it is not installed (cargo install --locked cargo-deny)'; \
	fi
	@echo 'make lint: nothing to complain about'

generate: ## rewrite what is generated from the schema: docs/ and provider/schema.json
	$(need) cargo
	@UPDATE=1 $(tools)/quietly 'rewriting docs/ and provider/schema.json' cargo test --locked -p terraform-provider-plinth --test generated
	@git status --short -- docs provider/schema.json
	@echo 'make generate: done'

install: ## build a release and put it where Terraform and OpenTofu look for local providers
	$(need) cargo
	$(quietly) 'building a release' cargo build --release --locked -p terraform-provider-plinth
	@$(tools)/install '$(release)'

measure: ## build a release and measure it: size, start to handshake line, resident memory
	$(need) cargo
	$(quietly) 'building a release' cargo build --release --locked -p terraform-provider-plinth
	$(quietly) 'building the measuring program' cargo build --locked -p acceptance-tests --bin measure
	@PLINTH_PROVIDER_BINARY='$(release)' '$(CARGO_TARGET_DIR)/debug/measure'

bench: ## measure VPCs, organizations and the generator: calls, time and memory; FULL=1 for VPCs in 20 accounts x 17 regions
	$(need) cargo python >/dev/null
	@$(MAKE) setup
	$(quietly) 'building a release' cargo build --release --locked -p terraform-provider-plinth
	$(quietly) 'building a release of the generator' cargo build --release --locked -p plinth --example regeneration_speed
	$(quietly) 'building the measuring program' cargo build --workspace --bins --locked
	@$(if $(FULL),BENCH_ACCOUNTS=20) PLINTH_PROVIDER_BINARY='$(release)' PLINTH_PYTHON='$(python)' \
	    '$(CARGO_TARGET_DIR)/debug/bench' $(BENCH_JSON)
	@echo 'Repositories of 10, 100 and 1,000 accounts x 4 regions, generated, left alone, and changed:'
	@'$(CARGO_TARGET_DIR)/release/examples/regeneration_speed' 10 100 1000
