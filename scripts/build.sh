#!/usr/bin/env bash
# Builds what ships: one program with the page inside, target/release/cellier.
#
# Compiled twice: once to count, while it answers a storage's worth of requests (scripts/bench/training.mjs), where its
# ways lead, and once laid out by that ("profile-guided optimisation"): a request takes a quarter to a third less of the processor.
# `build.sh --quick` compiles it once.
source "$(dirname "$0")/env.sh"
scripts/prerequisites.sh
scripts/page.sh

TARGET="${CARGO_TARGET_DIR:-$PWD/target}"
COUNTED="$TARGET/counted.profdata"

quick() {
  cargo build --release --locked -p cellier
  exit
}

[ "${1:-}" = --quick ] && quick
# What reads the counts has to be of the compiler's own LLVM; rustup brings it.
PROFDATA="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | awk '/^host/ { print $2 }')/bin/llvm-profdata"
[ -x "$PROFDATA" ] || rustup component add llvm-tools || true
if [ ! -x "$PROFDATA" ]; then
  say "Without rustup's llvm-tools it is compiled once: requests will take a third more of the processor"
  quick
fi

say "Compiling what counts"
COUNTING="$TARGET/counting"
RUSTFLAGS="-Cprofile-generate=$COUNTING/counts" cargo build --release --locked -p cellier --target-dir "$COUNTING"
if [ "$COUNTING/release/cellier" -nt "$COUNTED" ]; then
  say "Counting"
  cargo build --release --locked -p embedded --examples
  rm -rf "$COUNTING/counts"
  GATEWAY_BIN="$COUNTING/release/cellier" STORE_BIN="$TARGET/release/examples/store" LOAD_BIN="$TARGET/release/examples/load" \
    node scripts/bench/training.mjs
  "$PROFDATA" merge --output "$COUNTED" "$COUNTING/counts"
fi
say "Compiling what ships"
RUSTFLAGS="-Cprofile-use=$COUNTED" cargo build --release --locked -p cellier --target-dir "$TARGET/counted"
mkdir -p "$TARGET/release"
cp --remove-destination "$TARGET/counted/release/cellier" "$TARGET/release/cellier"
