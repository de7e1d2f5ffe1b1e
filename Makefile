# Two doors: `make run` and `make test`. Everything they need they install themselves.
.PHONY: run test test-full web check bench fuzz guard-oracle
SHELL := /bin/bash

run: ## Build and start on https://localhost:8443 with a demo team
	./scripts/setup run
	./scripts/build-web
	cargo build --release --locked --bin countersign
	./target/release/countersign serve --demo

test: ## Everything that is checked before a change lands
	./scripts/setup test
	./scripts/test

test-full: ## What tries to break the product, for an hour; STEPS="kills upload" for some of it
	./scripts/setup full
	./scripts/build-web
	./scripts/test-full $(STEPS)

check: ## Formatting, lints and house rules only
	cargo fmt --all --check
	cargo run --quiet --package xtask -- tidy
	cargo clippy --workspace --all-targets --locked -- -D warnings

bench: ## Speed and memory beside nginx and raw SQLite, in one run
	./scripts/setup bench
	./scripts/build-web
	cargo build --release --locked --bin countersign
	./scripts/bench

guard-oracle: ## The guard beside libmodsecurity on 100,000 altered requests
	./scripts/setup bench
	./scripts/guard-oracle

fuzz: ## Each fuzz target for a minute
	./scripts/setup run
	./scripts/fuzz

web:
	./scripts/build-web
