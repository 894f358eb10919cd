#!/usr/bin/env bash
# clients.sh [--install | FILTER…]: real programs at the S3 side of a debug build: snippets, sizes, trees, commands.
#
# CELLIER_CLIENTS  folder of the programs (default: .clients; some 1.1 GB)
source "$(dirname "$0")/env.sh"

CELLIER_CLIENTS="${CELLIER_CLIENTS:-$PWD/.clients}"
export CELLIER_CLIENTS

# packages NAME REQUIREMENTS: a virtual environment, made anew when what it should hold changed.
packages() {
  local folder=$CELLIER_CLIENTS/$1 wanted=scripts/clients/$2
  cmp -s "$wanted" "$folder/.installed" && return 0
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$folder/.installed"
}

# s3fs reads tables by the pandas and pyarrow of the other environment, and S3 by its own botocore, which comes first.
lend_packages() {
  local lender borrower
  lender=$(echo "$CELLIER_CLIENTS"/main/lib/python3*/site-packages)
  borrower=$(echo "$CELLIER_CLIENTS"/s3fs/lib/python3*/site-packages)
  echo "$lender" >"$borrower/zz-main.pth"
}

# A program with the object_store crate, compiled once for each of its versions.
object_store() {
  local wanted
  wanted=$(cat scripts/clients/object-store/Cargo.lock scripts/clients/object-store/src/main.rs | cksum)
  [ "$(cat "$CELLIER_CLIENTS/.object-store" 2>/dev/null)" = "$wanted" ] && return 0
  cargo install --quiet --locked --force --root "$CELLIER_CLIENTS" --target-dir "$CELLIER_CLIENTS/target" \
    --path scripts/clients/object-store
  echo "$wanted" >"$CELLIER_CLIENTS/.object-store"
}

# MinIO's client, which Debian has from version 13 on: unpacked, and never installed. apt keeps its lists of that version
# here, and asks the mirror it is told to ask for this machine's own.
minio_client() {
  local apt=$CELLIER_CLIENTS/apt mirror
  [ -x "$CELLIER_CLIENTS/bin/mc" ] && return 0
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | sed -n 1p) || true
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$CELLIER_CLIENTS/bin"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian/} trixie main" >"$apt/sources.list"
  local ways=(-o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Dir::Etc::sourcelist="$apt/sources.list"
    -o Dir::Etc::sourceparts=- -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)")
  if apt-get -qq "${ways[@]}" update >"$apt/log" 2>&1 &&
    (cd "$apt" && apt-get -qq "${ways[@]}" download minio-client && dpkg-deb -x minio-client_*.deb root) >>"$apt/log" 2>&1; then
    mv "$apt/root/usr/bin/minio-client" "$CELLIER_CLIENTS/bin/mc"
    rm -rf "$apt"
  fi
}

install_clients() {
  mkdir -p "$CELLIER_CLIENTS"
  packages main requirements.txt
  packages s3fs requirements-s3fs.txt
  lend_packages
  object_store
  minio_client
}

# What comes with the system and not from here.
for each in rclone curl python3; do
  command -v "$each" >/dev/null || fail "$each is not installed (Debian: apt-get install rclone curl python3-venv)."
done
install_clients
[ "${1:-}" = --install ] && exit 0
left_out=()
if [ ! -x "$CELLIER_CLIENTS/bin/mc" ]; then
  # A mirror that does not answer is no fault of ours: no failure, but told at the end of the whole run.
  echo "NOTE: MinIO Client was not run, Debian 13 does not give it: $(tail -n 1 "$CELLIER_CLIENTS/apt/log")" >&2
  left_out=(--skip clients::snippets::mc::)
fi
# The programs share the cores with the gateway, so few tests run at a time.
exec cargo test --workspace --locked --no-fail-fast --test it -- --ignored --test-threads=3 ${left_out[@]+"${left_out[@]}"} clients::"${1:-}"
