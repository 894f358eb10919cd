#!/usr/bin/env bash
# Draws flame graphs of the gateway that answers programs (docs/flame-*.svg). Needs Linux' perf.
source "$(dirname "$0")/env.sh"

INFERNO=0.12.8
command -v perf >/dev/null || fail "perf is not there (Debian: linux-perf)."
if ! grep -qs "^\"inferno $INFERNO " .tools/.crates.toml; then
  say "Installing inferno $INFERNO into .tools (once, a minute)"
  cargo install --locked --quiet --root .tools "inferno@$INFERNO"
fi
exec scripts/bench/with.sh node scripts/bench/flame.mjs
