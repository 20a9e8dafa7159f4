#!/bin/sh
# Makes sure that minutes can be written as PDF: Pango and HarfBuzz, installed where that is ours to do (root on Debian).
# Usage: scripts/pango.sh BIN, the folder of the environment's programs.
set -eu
bin=$1

works() {
    "$bin/python" -c "import weasyprint" >/dev/null 2>&1
}

works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Pango for PDF ..." >&2
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b fonts-dejavu-core
    } >&2
    works && exit 0
fi
echo "Pango was not found, so minutes cannot be written as PDF. Install it (Debian: apt-get install libpango-1.0-0" >&2
echo "libpangoft2-1.0-0 libharfbuzz0b fonts-dejavu-core; macOS: brew install pango)." >&2
exit 1
