#!/usr/bin/env bash
# Stops the daemons of RGW_DIR, by their pid files, and removes the folder.
set -euo pipefail
DIR=${RGW_DIR:?set RGW_DIR to the folder start.sh printed}
[ -f "$DIR/ceph.conf" ] || { echo "$DIR holds no Ceph of the tests" >&2; exit 1; }

pids=()
for name in client.rgw mgr.x osd.0 mon.a; do
  [ -f "$DIR/run/$name.pid" ] && pids+=("$(cat "$DIR/run/$name.pid")")
done
# Nothing in it is kept, so nothing has to be ended in order.
for pid in ${pids[@]+"${pids[@]}"}; do kill -9 "$pid" 2>/dev/null || true; done
rm -rf "$DIR"
