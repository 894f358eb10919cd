#!/usr/bin/env bash
# Starts a single-node Ceph RGW on loopback, without systemd, as the real S3 server of the tests: monitor, one OSD and
# the gateway, about 20 s and 0.6 GB of memory. Prints the shell exports the tests read; everything else goes to stderr.
#
# RGW_DIR   folder for its data and logs (default: a new temporary one)
# RGW_PORT  port of the S3 endpoint (default: a free one)
#
# Needs radosgw, ceph-mon, ceph-osd, ceph-mgr and ceph-common (Debian 12: Ceph 16.2).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)

# Their admin sockets live in it, and a socket's path holds 107 bytes at most: hence not below target/.
DIR=${RGW_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/cellier-rgw.XXXXXX")}
CONF=$DIR/ceph.conf
trap 'code=$?; if [ $code -ne 0 ]; then tail -n 20 "$DIR"/log/*.log >&2; RGW_DIR=$DIR "$HERE/stop.sh"; fi; exit $code' EXIT

# free_ports COUNT: that many ports nobody listens on, each different.
free_ports() {
  node -e 'const { createServer } = require("node:net");
    const servers = Array.from({ length: +process.argv[1] }, () => createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(servers.map((s) => s.address().port).join(" ")); servers.forEach((s) => s.close()); }, 50);' "$1"
}
read -r MON_V2 MON_V1 FREE < <(free_ports 3)
PORT=${RGW_PORT:-$FREE}
ENDPOINT=http://127.0.0.1:$PORT

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
uuid() { cat /proc/sys/kernel/random/uuid; }
# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || { echo "rgw: gave up waiting for: $*" >&2; return 1; }
    sleep 0.2
  done
}

mkdir -p "$DIR"/{mon,mgr/x,osd/0,log,run}
FSID=$(uuid)
cat >"$CONF" <<CONF
[global]
fsid = $FSID
mon_host = [v2:127.0.0.1:$MON_V2,v1:127.0.0.1:$MON_V1]
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
ms_bind_ipv6 = false
ms_bind_port_min = 16800
ms_bind_port_max = 17300
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 2
mon_data_avail_crit = 1
run_dir = $DIR/run
admin_socket = $DIR/run/\$cluster-\$name.asok
pid_file = $DIR/run/\$name.pid
log_file = $DIR/log/\$name.log
mon_cluster_log_file = $DIR/log/cluster.log
keyring = $DIR/keyring
crash_dir = $DIR/crash
[mon]
mon_data = $DIR/mon/\$id
[mgr]
mgr_data = $DIR/mgr/\$id
mgr_initial_modules =
mgr_disabled_modules = rook
[osd]
osd_data = $DIR/osd/\$id
osd_objectstore = bluestore
bluestore_block_size = 21474836480
bluestore_block_create = true
bluestore_block_db_create = false
bluestore_block_wal_create = false
bluestore_fsck_on_mount = false
osd_memory_target = 1073741824
osd_op_num_shards = 2
osd_op_num_threads_per_shard = 1
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:$PORT tcp_nodelay=1
rgw_thread_pool_size = 64
rgw_enable_apis = s3, iam, sts, admin
# What is overwritten gives its place back soon: the benchmarks write more than the device holds.
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
rgw_s3_auth_use_sts = true
rgw_sts_key = $(random 8)
rgw_crypt_require_ssl = false
rgw_verify_ssl = false
rgw_dns_name = localhost
rgw_lc_debug_interval = 10
CONF

{
  ceph-authtool --create-keyring "$DIR/keyring" --gen-key -n mon. --cap mon 'allow *'
  for name in client.admin osd.0 mgr.x client.rgw; do
    ceph-authtool "$DIR/keyring" --gen-key -n "$name" --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  done
  monmaptool --create --clobber --fsid "$FSID" --addv a "[v2:127.0.0.1:$MON_V2,v1:127.0.0.1:$MON_V1]" "$DIR/monmap"
  ceph-mon -c "$CONF" --mkfs -i a --monmap "$DIR/monmap" --keyring "$DIR/keyring"
  ceph-mon -c "$CONF" -i a
  timeout 30 ceph -c "$CONF" -s
  OSD=$(uuid)
  ceph -c "$CONF" osd new "$OSD"
  ceph-osd -c "$CONF" -i 0 --mkfs --osd-uuid "$OSD"
  ceph-osd -c "$CONF" -i 0
  ceph-mgr -c "$CONF" -i x
  wait_for 60 sh -c "timeout 10 ceph -c '$CONF' osd stat | grep -q '1 up'"
  radosgw -c "$CONF" -n client.rgw --keyring "$DIR/keyring"
  wait_for 120 curl -s -o /dev/null "$ENDPOINT/"
} >"$DIR/log/start.log" 2>&1 || { cat "$DIR/log/start.log" >&2; exit 1; }

# Three users, so that tests can show that one does not reach what another has. Made anew at each start: there are no
# credentials to leave lying about.
user() {
  radosgw-admin -c "$CONF" user create --uid "$1" --display-name "$1" --max-buckets 0 --access-key "$2" --secret-key "$3" \
    >>"$DIR/log/start.log" 2>&1
}
MAIN_KEY=M$(random 9) MAIN_SECRET=$(random 20) ALT_KEY=A$(random 9) ALT_SECRET=$(random 20)
STRANGER_KEY=S$(random 9) STRANGER_SECRET=$(random 20)
user main "$MAIN_KEY" "$MAIN_SECRET"
user alternate "$ALT_KEY" "$ALT_SECRET"
user stranger "$STRANGER_KEY" "$STRANGER_SECRET"

cat <<EXPORTS
export RGW_DIR='$DIR'
export S3_TEST_ENDPOINT='$ENDPOINT'
export S3_TEST_SERVER='ceph-rgw'
export S3_TEST_REGION='default'
export S3_TEST_ACCESS_KEY='$MAIN_KEY'
export S3_TEST_SECRET_KEY='$MAIN_SECRET'
export S3_TEST_ALTERNATE_ACCESS_KEY='$ALT_KEY'
export S3_TEST_ALTERNATE_SECRET_KEY='$ALT_SECRET'
export S3_TEST_STRANGER_ACCESS_KEY='$STRANGER_KEY'
export S3_TEST_STRANGER_SECRET_KEY='$STRANGER_SECRET'
EXPORTS
