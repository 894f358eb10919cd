#!/usr/bin/env bash
# Starts a single-node Garage on loopback as another real S3 server of the tests, in about a second. Prints the shell
# exports that the tests read; everything else goes to stderr.
#
# GARAGE_BIN  the program (default: garage on PATH; cargo install garage --version 2.5.0 --locked)
# GARAGE_DIR  folder for its data and log (default: a new temporary one)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
GARAGE=${GARAGE_BIN:-$(command -v garage || true)}
[ -n "$GARAGE" ] || { echo "garage: no GARAGE_BIN, and no garage on PATH" >&2; exit 1; }

DIR=${GARAGE_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/cellier-garage.XXXXXX")}
export GARAGE_CONFIG_FILE=$DIR/garage.toml RUST_LOG=${RUST_LOG:-garage=warn}
trap 'code=$?; if [ $code -ne 0 ]; then tail -n 20 "$DIR"/garage.log >&2; GARAGE_DIR=$DIR "$HERE/stop.sh"; fi; exit $code' EXIT

# free_ports COUNT: that many ports nobody listens on, each different.
free_ports() {
  node -e 'const { createServer } = require("node:net");
    const servers = Array.from({ length: +process.argv[1] }, () => createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(servers.map((s) => s.address().port).join(" ")); servers.forEach((s) => s.close()); }, 50);' "$1"
}
read -r RPC S3 ADMIN < <(free_ports 3)
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

mkdir -p "$DIR"/{meta,data}
cat >"$GARAGE_CONFIG_FILE" <<CONF
metadata_dir = "$DIR/meta"
data_dir = "$DIR/data"
db_engine = "sqlite"
metadata_fsync = false
data_fsync = false
replication_factor = 1
rpc_bind_addr = "127.0.0.1:$RPC"
rpc_public_addr = "127.0.0.1:$RPC"
rpc_secret = "$(random 32)"
[s3_api]
s3_region = "garage"
api_bind_addr = "127.0.0.1:$S3"
root_domain = ".s3.localhost"
[admin]
api_bind_addr = "127.0.0.1:$ADMIN"
CONF

"$GARAGE" server >"$DIR/garage.log" 2>&1 &
echo $! >"$DIR/garage.pid"
deadline=$((SECONDS + 60))
until "$GARAGE" status >/dev/null 2>&1; do
  [ $SECONDS -lt $deadline ] || { echo "garage: it does not answer" >&2; exit 1; }
  sleep 0.1
done

# Three accounts, so that tests can show that one does not reach what another has. Made anew at each start.
MAIN_KEY=GK$(random 12) MAIN_SECRET=$(random 32)
ALT_KEY=GK$(random 12) ALT_SECRET=$(random 32)
STRANGER_KEY=GK$(random 12) STRANGER_SECRET=$(random 32)
account() {
  "$GARAGE" key import --yes -n "$1" "$2" "$3"
  "$GARAGE" key allow --create-bucket "$2"
}
{
  node=$("$GARAGE" node id -q | cut -d@ -f1)
  "$GARAGE" layout assign -z here -c 10G "$node"
  "$GARAGE" layout apply --version 1
  account main "$MAIN_KEY" "$MAIN_SECRET"
  account alternate "$ALT_KEY" "$ALT_SECRET"
  account stranger "$STRANGER_KEY" "$STRANGER_SECRET"
} >>"$DIR/garage.log" 2>&1

cat <<EXPORTS
export GARAGE_DIR='$DIR'
export S3_TEST_ENDPOINT='http://127.0.0.1:$S3'
export S3_TEST_SERVER='garage'
export S3_TEST_REGION='garage'
export S3_TEST_ACCESS_KEY='$MAIN_KEY'
export S3_TEST_SECRET_KEY='$MAIN_SECRET'
export S3_TEST_ALTERNATE_ACCESS_KEY='$ALT_KEY'
export S3_TEST_ALTERNATE_SECRET_KEY='$ALT_SECRET'
export S3_TEST_STRANGER_ACCESS_KEY='$STRANGER_KEY'
export S3_TEST_STRANGER_SECRET_KEY='$STRANGER_SECRET'
EXPORTS
