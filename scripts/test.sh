#!/usr/bin/env bash
# Everything. Installs what it needs where it may (Debian packages, as root); elsewhere it uses CHROMIUM and
# S3_TEST_ENDPOINT where they are set, and names what had to be skipped. With CI=true nothing may be skipped.
source "$(dirname "$0")/env.sh"
source scripts/steps.sh

RGW_PROGRAMS="radosgw ceph-mon ceph-osd ceph-mgr ceph radosgw-admin"
RGW_PACKAGES="radosgw ceph-mon ceph-osd ceph-mgr ceph-common"

have_all() { for each in "$@"; do command -v "$each" >/dev/null || return 1; done; }
rgw_at_hand() { [ -n "${S3_TEST_ENDPOINT:-}" ] || have_all $RGW_PROGRAMS curl; }
clients_at_hand() { have_all rclone curl python3 && python3 -c 'import ensurepip' 2>/dev/null; }
# Lists for programs are run by these; where one is not installed, its test says nothing.
LIST_PROGRAMS="wget curl aria2c rclone aws"
browser_at_hand() { [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

install_packages() {
  local packages=""
  browser_at_hand || packages="chromium"
  rgw_at_hand || packages="$packages $RGW_PACKAGES curl"
  clients_at_hand || packages="$packages rclone curl python3-venv"
  have_all $LIST_PROGRAMS || packages="$packages wget curl aria2 rclone awscli"
  [ -n "$packages" ] || return 0
  if [ "$(id -u)" != 0 ] || ! have_all apt-get; then return 0; fi
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $packages
}

# What runs against any S3 server: straight at it, and through Cellier in front of it.
REAL_TESTS="upstream:: s3::differential::"

# The gateway's own integration tests again, against a server that is none of ours; the program was built by then.
real_servers() {
  if rgw_at_hand; then
    step "Integration tests against Ceph RGW, straight and through Cellier" \
      scripts/rgw/with.sh cargo test --workspace --locked --no-fail-fast --test it -- $REAL_TESTS
    step "End to end: cellier serve, Ceph RGW, oidc-provider" scripts/rgw/with.sh scripts/e2e.sh --config playwright.serve.config.ts
  else
    skip "Integration and end-to-end tests against a real S3 server" \
      "no S3_TEST_ENDPOINT, and Ceph RGW is not installed (Debian: apt-get install $RGW_PACKAGES)"
  fi
}

# Nobody packages Garage, and it takes a quarter of an hour to compile: it is asked where somebody has it.
garage_too() {
  if [ -n "${GARAGE_BIN:-}" ] || have_all garage; then
    step "Integration tests against Garage, straight and through Cellier" \
      scripts/garage/with.sh cargo test --workspace --locked --no-fail-fast --test it -- $REAL_TESTS
  else
    note "Garage was not asked: no GARAGE_BIN, and no garage on PATH (cargo install garage --version 2.5.0 --locked)"
  fi
}

# Programs that people use, at the S3 side; the tests were built by then.
real_clients() {
  if clients_at_hand; then
    step "Programs: snippets, sizes, trees, commands, over http and https" scripts/clients.sh
  else
    skip "Real programs at the S3 side" "rclone, curl and Python's venv are not all there (Debian: apt-get install rclone curl python3-venv)"
  fi
}

scripts/prerequisites.sh
step "Debian packages: browser, Ceph RGW, programs of people and of lists" install_packages
step "Tools of the page" scripts/tools.sh
step "The page, as it ships" scripts/page.sh
step "Size" node scripts/size.mjs dist
have_all $LIST_PROGRAMS || skip "Lists run by the programs they are for" "not all of $LIST_PROGRAMS are installed (Debian: apt-get install wget curl aria2 rclone awscli)"
native_steps

real_clients
garage_too

# Playwright's own browser is the way on a laptop; e2e.sh gets it when there is none.
export GATEWAY_BIN="${CARGO_TARGET_DIR:-$PWD/target}/debug/cellier"
step "Packages of the end-to-end tests" scripts/e2e.sh --install
if [ -f e2e/node_modules/.browser ]; then
  real_servers
  step "End to end: the demo in a browser" scripts/e2e.sh
else
  skip "End-to-end tests" "no browser: set CHROMIUM to a Chromium or Chrome program"
fi
summary
