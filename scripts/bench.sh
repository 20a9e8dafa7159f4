#!/bin/sh
# Runs every measurement under bench/, each a program that prints its own table.
set -eu
bin=$1
found=0
for program in bench/*.py; do
    [ -e "$program" ] || continue
    found=1
    echo "== $program"
    "$bin/python" "$program"
done
[ $found = 1 ] || { echo "There is no measurement under bench/." >&2; exit 1; }
