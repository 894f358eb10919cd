#!/usr/bin/env bash
# Measures what README and the page promise, prints it and writes docs/benchmarks.md.
# bench.sh [ready] [listing] [store] [scrolling]: only these, without writing the page.
source "$(dirname "$0")/env.sh"
scripts/build.sh
scripts/e2e.sh --install
export GATEWAY_BIN="${CARGO_TARGET_DIR:-$PWD/target}/release/cellier"
exec node scripts/bench/main.mjs "$@"
