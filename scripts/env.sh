# Sourced first by every script: stops at the first failure, stands in the project's root, finds its own tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PATH="$PWD/.tools/bin:$PATH"
# Trunk 0.21 reads NO_COLOR as true or false only, and stops at NO_COLOR=1.
unset NO_COLOR
# The gateway embeds this folder, so it has to exist before the first compilation.
mkdir -p dist

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
