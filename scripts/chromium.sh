#!/bin/sh
# Prints the path of a Chromium for the browser tests, installing it where that is ours to do (root on Debian).
set -eu

find_chromium() {
    for candidate in "${SLRT_CHROMIUM:-}" chromium chromium-browser google-chrome \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

find_chromium && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests ..." >&2
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
    } >&2
    find_chromium && exit 0
fi
echo "No Chromium was found, so the browser tests cannot run. Install it (Debian: apt-get install chromium; macOS:" >&2
echo "brew install --cask chromium), or name one in SLRT_CHROMIUM." >&2
exit 1
