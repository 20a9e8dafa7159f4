#!/bin/sh
# All checks, then all tests with a real database, a real browser and a real Spark. Fails when either fails.
bin=$1
export SLRT_DEMO=1

if chromium=$(sh scripts/chromium.sh); then
    export SLRT_CHROMIUM="$chromium"
elif [ -n "${CI:-}" ]; then
    exit 1
fi
if java=$(sh scripts/java.sh) && sh scripts/packages.sh "$(dirname "$bin")" requirements/spark.txt; then
    export JAVA_HOME="$java"
elif [ -n "${CI:-}" ]; then
    exit 1
fi
if ! sh scripts/pango.sh "$bin" && [ -n "${CI:-}" ]; then
    exit 1
fi
sh scripts/check.sh "$bin"
checked=$?
[ $checked -eq 0 ] || echo "The checks failed (see above); the tests follow." >&2
"$bin/python" -m pytest --numprocesses 2 --dist loadfile
tested=$?
[ $checked -eq 0 ] || exit $checked
exit $tested
