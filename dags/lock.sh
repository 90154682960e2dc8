#!/usr/bin/env bash
# Writes requirements.txt from pyproject.toml: every version, with hashes, for every Python that it allows. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
uv lock --upgrade
uv export --quiet --no-emit-project --no-header --format requirements-txt --output-file requirements.txt
rm uv.lock # it names the hosts it was resolved from
