#!/usr/bin/env bash
# Says in one go what this machine lacks and how to get it; silent when nothing is missing.
source "$(dirname "$0")/env.sh"

RUST=$(awk -F '"' '/^rust-version/ { print $2 }' Cargo.toml)
NODE=20
missing=()

# at_least WANTED FOUND: compares the first two numbers of two versions.
at_least() {
  awk -v wanted="$1" -v found="$2" 'BEGIN {
    split(wanted, w, "."); split(found, f, ".")
    exit !(f[1] + 0 > w[1] + 0 || (f[1] + 0 == w[1] + 0 && f[2] + 0 >= w[2] + 0))
  }'
}

if ! command -v cargo >/dev/null; then
  missing+=("Rust $RUST or newer.
    Install it with rustup: https://rustup.rs (then open a new terminal).")
else
  found=$(rustc --version | awk '{ print $2 }')
  at_least "$RUST" "$found" || missing+=("Rust $RUST or newer: this is $found.
    Run: rustup update stable")
  if ! command -v rustup >/dev/null && [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
    missing+=("Rust's WebAssembly target, which your Rust does not bring.
    Install Rust with rustup instead: https://rustup.rs")
  fi
fi

if ! command -v cc >/dev/null; then
  missing+=("A C compiler (for SQLite and the cryptography).
    Debian, Ubuntu: sudo apt-get install build-essential · Fedora: sudo dnf install gcc make · macOS: xcode-select --install")
fi

if ! command -v node >/dev/null; then
  missing+=("Node.js $NODE or newer (compresses the page, drives the browser tests).
    https://nodejs.org, or: Debian 13: sudo apt-get install nodejs npm · Fedora: sudo dnf install nodejs · macOS: brew install node")
else
  found=$(node --version | tr -d v)
  at_least "$NODE" "$found" || missing+=("Node.js $NODE or newer: this is $found.
    https://nodejs.org")
fi

[ ${#missing[@]} -eq 0 ] && exit 0
{
  echo "Cellier needs what this machine does not have yet:"
  for each in "${missing[@]}"; do printf '\n  - %s\n' "$each"; done
  printf '\nThen run the same command again.\n'
} >&2
exit 1
