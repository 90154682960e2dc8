#!/usr/bin/env bash
# Makes the Python environment in a folder (default .dumul/venv) from requirements.txt, hashes checked. A second call does nothing.
# PYTHON names the interpreter to use; else the first of python3, python3.13, python3.12, python3.11 that fits.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
venv=${1:-$root/.dumul/venv}
requirements=$root/requirements.txt
export UV_PYTHON_DOWNLOADS=never

fits() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if fits "$candidate"; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  echo "python: ${PYTHON:-python3} (expected: Python 3.11 to 3.13 with venv; set PYTHON to its path)" >&2
  exit 1
}

# Into an environment that has pip: by uv, which is several times as fast, and by pip where there is no uv.
install() {
  if command -v uv >/dev/null; then
    VIRTUAL_ENV=$1 uv pip install --quiet --require-hashes -r "$requirements"
  elif "$1/bin/python" -m pip install --quiet uv; then
    VIRTUAL_ENV=$1 "$1/bin/uv" pip install --quiet --require-hashes -r "$requirements"
  else
    "$1/bin/python" -m pip install --quiet --upgrade pip # an old one refuses hashed URLs
    "$1/bin/python" -m pip install --quiet --require-hashes -r "$requirements"
  fi
}

wanted=$(cksum <"$requirements")
if [ "$(cat "$venv/.installed" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  exit 0
fi
python=$(find_python)
echo "python: installing Airflow and its tools into ${venv#"$root"/} (once, about 600 MB)" >&2
rm -rf "$venv"
mkdir -p "$(dirname "$venv")"
"$python" -m venv "$venv"
install "$venv"
echo "$wanted" >"$venv/.installed"
