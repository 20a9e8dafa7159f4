#!/bin/sh
# Makes the environment: a Python 3.11-3.13, uv from its own hash-pinned lock, then everything else from ours.
# No package address is named here: pip's and uv's own configuration decides where packages come from.
set -eu
venv=$1

suits() {
    "$1" - <<'PY' 2>/dev/null
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PY
}

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && suits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    cat >&2 <<'TEXT'
SLRT needs Python 3.11, 3.12 or 3.13 with its venv module, and found none.
    Debian 12, Ubuntu:  apt-get install python3 python3-venv   (Ubuntu 22.04: python3.11 python3.11-venv)
    macOS:              brew install python@3.12
Then run the command again, or name one: PYTHON=/path/to/python3.12 make run
TEXT
    exit 1
}

python=$(find_python)
if ! { [ -x "$venv/bin/python" ] && suits "$venv/bin/python"; }; then
    echo "Making the environment in $venv with $python ..."
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
sh scripts/packages.sh "$venv" requirements/dev.txt
"$venv/bin/uv" pip install --quiet --offline --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
echo "The environment is ready."
