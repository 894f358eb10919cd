#!/usr/bin/env bash
# Stops the Garage of GARAGE_DIR, by its pid file, and removes the folder.
set -euo pipefail
DIR=${GARAGE_DIR:?set GARAGE_DIR to the folder start.sh printed}
[ -f "$DIR/garage.toml" ] || { echo "$DIR holds no Garage of the tests" >&2; exit 1; }

# Nothing in it is kept, so nothing has to be ended in order.
[ ! -f "$DIR/garage.pid" ] || kill -9 "$(cat "$DIR/garage.pid")" 2>/dev/null || true
rm -rf "$DIR"
