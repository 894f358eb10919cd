#!/usr/bin/env bash
# Puts the page's tools, in exactly these versions, into .tools/; what is already on PATH in the right version is used.
source "$(dirname "$0")/env.sh"

TRUNK=0.21.14
WASM_SPLIT=0.2.4
# wasm-bindgen's command and library have to be of one version.
WASM_BINDGEN=$(awk -F '"' '/^name = "wasm-bindgen"$/ { getline; print $2; exit }' Cargo.lock)

if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
  say "Adding Rust's WebAssembly target"
  rustup target add wasm32-unknown-unknown
fi

# Tools are not shipped: the quick profile takes half the time of their own.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1

# install PROGRAM CRATE VERSION [FEATURE]
install() {
  [ "$("$1" --version 2>/dev/null | awk '{ print $2 }')" = "$3" ] && return
  # Not every program tells its version; cargo remembers what it installed.
  grep -qs "^\"$2 $3 " .tools/.crates.toml && return
  say "Installing $2 $3 into .tools (once, a few minutes)"
  cargo install --locked --quiet --root .tools --no-default-features ${4:+--features "$4"} "$2@$3"
}
install trunk trunk "$TRUNK"
install wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN"
# Cuts the page into what is needed at once and what is fetched when needed.
install wasm-split-cli wasm_split_cli_support "$WASM_SPLIT" build-binary
