#!/bin/sh
# Thousands of invented rules and families on every engine, and at the end how many were compared and how many deviate.
bin=$1
export SLRT_DEMO=1 SLRT_EXAMPLES="${SLRT_EXAMPLES:-3000}"

SLRT_CHROMIUM=$(sh scripts/chromium.sh) || exit 1
JAVA_HOME=$(sh scripts/java.sh) || exit 1
export SLRT_CHROMIUM JAVA_HOME
sh scripts/packages.sh "$(dirname "$bin")" requirements/spark.txt || exit 1
exec "$bin/python" -m pytest -q tests/agree
