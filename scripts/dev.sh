#!/usr/bin/env bash
# The demo from debug builds: a change of the page reloads the browser, a change of the gateway restarts it.
source "$(dirname "$0")/env.sh"
scripts/prerequisites.sh
scripts/tools.sh
# Trunk watches all but these, and starts only where they are there (Trunk.toml).
mkdir -p target dist .data
# dist/ now holds a debug page: what ships has to be built again.
rm -f target/page.stamp
exec node scripts/dev.mjs
