"""
Starts a run of a DAG in the Airflow of this machine, waits for its end and prints the state of each task.

    .dumul/venv/bin/python dags/airflow_run.py epoch --conf '{"closing": "2026-03-01T00:00:00Z"}'

The exit status is 0 where the run succeeded, 1 where it did not or was not at its end in time.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
from pathlib import Path

from dumul.api import Api

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Runs, prints, and returns the exit status."""
    options = parse(arguments)
    api = Api(options.url, options.home / "passwords.json")
    try:
        run = api.trigger(options.dag, options.conf)
        state = api.wait(options.dag, run, options.seconds)
        for task, ended in sorted(api.tasks(options.dag, run).items()):
            print(f"{task:24} {ended}")
    except urllib.error.HTTPError as error:
        print(f"airflow: {error.code} {json.load(error).get('detail')}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"airflow: {options.url}: {error} (expected: a running Airflow)", file=sys.stderr)
        return 1
    print(f"{options.dag}: {state} ({run})")
    return 0 if state == "success" else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="airflow_run.py", description="Runs a DAG in the Airflow of this machine.")
    parser.add_argument("dag", help="epoch, backfill or maintenance")
    parser.add_argument("--conf", type=json.loads, default={}, help="the parameters, as JSON")
    parser.add_argument("--home", type=Path, default=ROOT / ".dumul" / "airflow", help="Airflow's home folder")
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="default %(default)s")
    parser.add_argument("--seconds", type=float, default=1800, help="how long to wait (default %(default)s)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
