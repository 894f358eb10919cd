#!/usr/bin/env bash
# with.sh COMMAND…: runs it with the programs that are measured, built as they ship.
source "$(dirname "$0")/../env.sh"
scripts/build.sh
cargo build --release --locked -p embedded --examples
BUILT="${CARGO_TARGET_DIR:-$PWD/target}/release"
# Beside what is built: measurements of cargo's (`cargo bench`) build that program once more, without profiles, in the same place.
MEASURED="$BUILT/../measured"
mkdir -p "$MEASURED"
cp --remove-destination "$BUILT/cellier" "$MEASURED/cellier"
export GATEWAY_BIN="$MEASURED/cellier" STORE_BIN="$BUILT/examples/store" HOP_BIN="$BUILT/examples/hop" WIRE_BIN="$BUILT/examples/wire" LOAD_BIN="$BUILT/examples/load"
# Against a server that is none of ours, too, where one is named or can be started.
if [ -n "${S3_TEST_ENDPOINT:-}" ] || command -v radosgw >/dev/null; then
  exec scripts/rgw/with.sh "$@"
fi
exec "$@"
