#!/bin/sh
# Runs every measurement under bench/, each a program that prints its own table. Peers that only measurements need are
# installed from a lock of their own; what needs Spark is left out, and said so, where there is no Java.
set -eu
bin=$1
sh scripts/packages.sh "$(dirname "$bin")" requirements/bench.txt
if java=$(sh scripts/java.sh); then
    export JAVA_HOME="$java"
fi
found=0
for program in bench/*.py; do
    [ -e "$program" ] || continue
    found=1
    echo "== $program"
    "$bin/python" "$program"
done
[ $found = 1 ] || { echo "There is no measurement under bench/." >&2; exit 1; }
