#!/usr/bin/env bash
# with.sh COMMAND…: runs the command against a Ceph RGW of its own, or against S3_TEST_ENDPOINT where one is given.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
if [ -z "${S3_TEST_ENDPOINT:-}" ]; then
  exports=$("$HERE/start.sh")
  eval "$exports"
  trap '"$HERE/stop.sh"' EXIT
fi
"$@"
