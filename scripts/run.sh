#!/usr/bin/env bash
# Builds what changed and starts the demo; its data stay in .data (remove the folder to begin anew).
source "$(dirname "$0")/env.sh"
scripts/build.sh --quick
exec "${CARGO_TARGET_DIR:-target}/release/cellier" demo --data .data "$@"
