#!/usr/bin/env bash
# Measures what README and the page promise, prints it and writes docs/benchmarks.md.
# bench.sh [ready] [store] [listing] [s3] [tls] [sharing] [opening] [scrolling] [million] [hashing] [zip] [preview] [memory]: only these, without writing the page.
source "$(dirname "$0")/env.sh"
scripts/build.sh
cargo build --release --locked -p embedded --examples
scripts/e2e.sh --install
export GATEWAY_BIN="${CARGO_TARGET_DIR:-$PWD/target}/release/cellier"
export STORE_BIN="${CARGO_TARGET_DIR:-$PWD/target}/release/examples/store"
export HOP_BIN="${CARGO_TARGET_DIR:-$PWD/target}/release/examples/hop"
export LOAD_BIN="${CARGO_TARGET_DIR:-$PWD/target}/release/examples/load"
# Against a server that is none of ours, too, where one is named or can be started.
if [ -n "${S3_TEST_ENDPOINT:-}" ] || command -v radosgw >/dev/null; then
  exec scripts/rgw/with.sh node scripts/bench/main.mjs "$@"
fi
exec node scripts/bench/main.mjs "$@"
