#!/usr/bin/env bash
# The quick half of scripts/test.sh: what a compiler and an embedded store can tell.
source "$(dirname "$0")/env.sh"
source scripts/steps.sh
scripts/prerequisites.sh
scripts/tools.sh

native_steps
if command -v cargo-deny >/dev/null; then
  step "Licences and advisories" cargo deny --locked check
else
  skip "Licences and advisories" "cargo-deny is not installed (cargo install --locked cargo-deny)"
fi
summary
