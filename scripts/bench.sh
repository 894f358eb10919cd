#!/usr/bin/env bash
# Measures what README and the page promise, prints it and writes docs/benchmarks.md.
# bench.sh [ready] [store] [listing] [s3] [tls] [sharing] [opening] [million] [hashing] [zip] [preview] [memory]: only these; the page is written once each
# was measured with the program as it is.
source "$(dirname "$0")/env.sh"
scripts/e2e.sh --install
exec scripts/bench/with.sh node scripts/bench/main.mjs "$@"
