# Sourced by check.sh and test.sh: runs named steps one after the other, goes on after a failure, and tells at the end
# what passed, what failed and what was skipped.

RESULTS=$(mktemp -d)
trap 'rm -rf "$RESULTS"' EXIT
FAILED=()
SKIPPED=()
NOTES=()

# step NAME COMMAND…: what the command says on a line that begins with "NOTE: " is named at the end.
step() {
  local name=$1 began=$SECONDS said
  shift
  say "$name"
  if "$@" 2>&1 | tee "$RESULTS/log"; then
    echo "   $((SECONDS - began)) s"
  else
    FAILED+=("$name")
    echo "   FAILED after $((SECONDS - began)) s: $name"
  fi
  while read -r said; do note "$said"; done < <(sed -n 's/^NOTE: //p' "$RESULTS/log")
  cat "$RESULTS/log" >>"$RESULTS/all"
}

# skip WHAT WHY: in CI a failure, elsewhere named at the end.
skip() {
  if [ "${CI:-}" = true ]; then
    FAILED+=("$1: $2")
  else
    SKIPPED+=("$1: $2")
  fi
}

# note WHAT: named at the end, and neither a failure nor a skip: nobody counts on it.
note() { NOTES+=("$1"); }

# Each test that a cargo or Playwright run counted. Playwright tells how many in all and by outcome, on lines of their own.
totals() {
  sed 's/\x1b\[[0-9;]*m//g' "$RESULTS/all" | awk '
    /^test result: / { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) passed += $i; if ($(i + 1) ~ /^failed/) failed += $i } }
    /^  [0-9]+ passed/ { passed += $1 }
    /^  [0-9]+ (failed|interrupted|did not run)$/ { failed += $1 }
    END { printf "%d %d\n", passed, failed }'
}

summary() {
  local passed failed each
  read -r passed failed < <(totals)
  say "Summary after $((SECONDS / 60)) min $((SECONDS % 60)) s"
  for each in ${NOTES[@]+"${NOTES[@]}"}; do echo "NOTE     $each"; done
  for each in ${SKIPPED[@]+"${SKIPPED[@]}"}; do echo "SKIPPED  $each"; done
  for each in ${FAILED[@]+"${FAILED[@]}"}; do echo "FAILED   $each"; done
  [ ${#SKIPPED[@]} -gt 0 ] || [ ${#FAILED[@]} -gt 0 ] || echo "Nothing failed, nothing was skipped."
  # A step that failed before it could count its tests is at least one failure.
  [ ${#FAILED[@]} -eq 0 ] || [ "$failed" -gt 0 ] || failed=${#FAILED[@]}
  echo "$passed passed, $failed failed"
  [ ${#FAILED[@]} -eq 0 ]
}

# What both make check and make test begin with. One profile and one selection of packages throughout, so that nothing
# is compiled twice; warnings are errors by argument rather than by RUSTFLAGS, for the same reason.
native_steps() {
  step "Format" cargo fmt --all --check
  step "Lints, native" cargo clippy --workspace --all-targets --locked -- -D warnings
  step "Lints, wasm" cargo clippy -p frontend -p viewer -p checksums -p columns --target wasm32-unknown-unknown --locked -- -D warnings
  step "Documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
  step "Tests: unit, property, integration, layers" cargo test --workspace --locked --no-fail-fast
}
