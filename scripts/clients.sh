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

install_clients() {
  mkdir -p "$CELLIER_CLIENTS"
  packages main requirements.txt
  packages s3fs requirements-s3fs.txt
  lend_packages
  object_store
}

# What comes with the system and not from here.
for each in rclone curl python3; do
  command -v "$each" >/dev/null || fail "$each is not installed (Debian: apt-get install rclone curl python3-venv)."
done
install_clients
[ "${1:-}" = --install ] && exit 0
# The programs share the cores with the gateway, so few tests run at a time.
exec cargo test --workspace --locked --no-fail-fast --test it -- --ignored --test-threads=3 clients::"${1:-}"
