#!/usr/bin/env bash
# with.sh COMMAND…: runs the command against a Garage of its own.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
exports=$("$HERE/start.sh")
eval "$exports"
trap '"$HERE/stop.sh"' EXIT
"$@"
