#!/usr/bin/env bash
# Builds what ships: one program with the page inside, target/release/cellier.
source "$(dirname "$0")/env.sh"
scripts/prerequisites.sh
scripts/page.sh
cargo build --release --locked -p cellier
