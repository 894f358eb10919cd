#!/usr/bin/env bash
# Builds the page into dist/ as it ships, unless dist/ already comes from the very same sources: an untouched dist/ is
# what lets the gateway, which embeds it, not be built again.
source "$(dirname "$0")/env.sh"
scripts/tools.sh

STAMP=target/page.stamp
sources() {
  find frontend gateway/api style public scripts/page scripts/page.sh scripts/tools.sh Trunk.toml Cargo.toml Cargo.lock .cargo -type f 2>/dev/null |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum
  trunk --version
  rustc --version
}
now=$(sources | cksum)
if [ -f dist/index.html ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$now" ]; then
  exit 0
fi

say "Building the page"
rm -f "$STAMP"
# Erased view types make the page an eighth smaller than static ones. Relocations let it be cut (scripts/page/split.mjs).
# No path of the machine that built it ships.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--cfg erase_components -Clink-args=--emit-relocs --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates --remap-path-prefix=$PWD=cellier"
trunk build --release
mkdir -p target
printf '%s\n' "$now" >"$STAMP"
