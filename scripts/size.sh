#!/usr/bin/env bash
# How much travels before a person can use an object list; fails over the ceiling.
source "$(dirname "$0")/env.sh"
scripts/page.sh
node scripts/size.mjs dist
