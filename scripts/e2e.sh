#!/usr/bin/env bash
# e2e.sh [--install | PLAYWRIGHT ARGUMENTS…]: end-to-end tests on the built page and a debug build of the gateway.
#
# CHROMIUM     browser to drive (default: the system's, else Playwright's own, downloaded)
# GATEWAY_BIN  gateway to drive (default: built now)
# E2E_FULL=1   every combination of screen, state, language, theme and width
source "$(dirname "$0")/env.sh"

browser() {
  if [ -n "${CHROMIUM:-}" ]; then echo "$CHROMIUM"; else command -v chromium || command -v chromium-browser || true; fi
}

install_packages() {
  local marker=e2e/node_modules/.installed
  if ! cmp -s e2e/package-lock.json "$marker"; then
    npm ci --prefix e2e --no-audit --no-fund
    cp e2e/package-lock.json "$marker"
  fi
  rm -f e2e/node_modules/.browser
  if [ -n "$(browser)" ] || (cd e2e && npx playwright install chromium); then
    touch e2e/node_modules/.browser
  else
    echo "No browser: set CHROMIUM, or let 'npx playwright install chromium' reach the network." >&2
  fi
}

install_packages
[ "${1:-}" = --install ] && exit 0
[ -f e2e/node_modules/.browser ] || exit 1

if [ -z "${GATEWAY_BIN:-}" ]; then
  scripts/prerequisites.sh
  scripts/page.sh
  # As scripts/test.sh builds it: one selection of packages gives one set of features, and nothing is compiled twice.
  cargo test --workspace --locked --no-run --test it --examples
  GATEWAY_BIN="${CARGO_TARGET_DIR:-$PWD/target}/debug/cellier"
fi
[ -x "$GATEWAY_BIN" ] || fail "$GATEWAY_BIN, the gateway to drive, is not there: build it, or set GATEWAY_BIN."
# Playwright starts it from e2e/.
GATEWAY_BIN=$(realpath "$GATEWAY_BIN")
export GATEWAY_BIN CHROMIUM="$(browser)"

cd e2e
npx tsc --noEmit
exec npx playwright test "$@"
