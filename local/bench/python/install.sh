#!/usr/bin/env bash
# Makes the Python environment of the benchmarks in a folder. A second call does nothing.
set -euo pipefail
requirements=$(dirname "$0")/requirements.txt
venv=$1
wanted=$(cksum <"$requirements")
[ "$(cat "$venv/.installed" 2>/dev/null)" != "$wanted" ] || exit 0
[ -e "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet -r "$requirements"
echo "$wanted" >"$venv/.installed"
