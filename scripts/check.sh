#!/bin/sh
# Every check that needs no database, all of them even after a failure, then the count.
bin=$1
failed=""
# The type checker reads the settings; those of a demonstration do.
export SLRT_DEMO=1 SLRT_VAR="${SLRT_VAR:-var/test}" DATABASE_URL=

run() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed $name"
}

run style "$bin/ruff" check .
run layout "$bin/ruff" format --check --quiet .
run types "$bin/mypy" slrt
run floors "$bin/lint-imports" --no-logo
run house "$bin/python" -m pytest -q tests/house

set -- $failed
if [ $# -gt 0 ]; then
    echo "$# of 5 checks failed: $*"
    exit 1
fi
echo "All 5 checks passed."
