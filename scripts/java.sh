#!/bin/sh
# Prints the folder of a Java for Spark (17 or later), installing it where that is ours to do (root on Debian).
set -eu

suits() {
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p') || return 1
    [ "${version:-0}" -ge 17 ]
}

find_java() {
    for candidate in "${JAVA_HOME:-}" "$(readlink -f "$(command -v java || true)" 2>/dev/null | sed 's|/bin/java$||')" \
        /usr/lib/jvm/java-17-openjdk-* /usr/lib/jvm/java-21-openjdk-* \
        /opt/homebrew/opt/openjdk@17 /usr/local/opt/openjdk@17; do
        if [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] && suits "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

find_java && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Java 17 for Spark ..." >&2
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless
    } >&2
    find_java && exit 0
fi
echo "No Java 17 or later was found, so Spark cannot run. Install it (Debian: apt-get install openjdk-17-jre-headless;" >&2
echo "macOS: brew install openjdk@17), or name its folder in JAVA_HOME." >&2
exit 1
