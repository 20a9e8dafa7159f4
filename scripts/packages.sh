#!/bin/sh
# Installs one of our hash-pinned locks into the environment: packages.sh VENV LOCK. uv does it; where it cannot, pip.
set -eu
venv=$1
lock=$2

# uv does not read pip's configuration: hand over an index that pip was told to use.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$("$venv/bin/pip" config get global.index-url 2>/dev/null || true)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
fi
if ! "$venv/bin/uv" pip install --quiet --native-tls --python "$venv/bin/python" --require-hashes -r "$lock"; then
    echo "uv could not fetch the packages; pip tries the same list." >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
