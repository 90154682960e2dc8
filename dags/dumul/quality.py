"""
Asks the serving layer what is wrong with the log: what ``./dumul quality check`` runs. Imports nothing of Airflow.

The exit status is 0 where nothing is wrong, 1 where an alert fires, 2 where it could not be asked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

Alert = dict[str, Any]
SEVERITIES = ("ticket", "page")
ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".dumul"


class NotAskedError(Exception):
    """Why nothing could be asked, in one line."""


def alerts(url: str, key: str, seconds: float = 30) -> list[Alert]:
    """
    The alerts that fire now, the gravest first, as ``GET /v1/quality/alerts`` gives them.

    Raises NotAskedError where the answer is not there; that nothing is known is not that nothing is wrong.
    """
    request = urllib.request.Request(f"{url.rstrip('/')}/v1/quality/alerts", headers={"X-API-Key": key})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310 - http by design
            return json.load(response)["alerts"]
    except urllib.error.HTTPError as error:
        raise NotAskedError(f"{url}: {error.code} {_detail(error)}") from error
    except (OSError, ValueError, KeyError) as error:
        raise NotAskedError(f"{url}: {error} (expected: the serving layer)") from error


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return json.load(error)["detail"]
    except (ValueError, KeyError, OSError):
        return error.reason


def read_key(file: Path) -> str:
    """The first key in a file of API keys that may read; each line is name, roles, key."""
    try:
        for line in file.read_text().splitlines():
            parts = line.split()
            if len(parts) == 3 and not line.startswith("#") and "read" in parts[1].split(","):  # noqa: PLR2004
                return parts[2]
    except OSError as error:
        raise NotAskedError(f"{file}: {error.strerror} (expected: a file of API keys)") from error
    raise NotAskedError(f"{file}: no key that may read (expected: a line of name, roles, key)")


def lines(found: list[Alert]) -> list[str]:
    """What people read: an alert, what is wrong, and what it brought about."""
    text = []
    for alert in found:
        text.append(f"{alert['severity']} {alert['rule']} since {alert['since']}: {alert['message']}")
        for failure in alert["failures"]:
            what = " ".join(part for part in (failure["event_type"], failure["failure"], failure["path"]) if part)
            text.append(f"  {failure['events']} x {what} of {failure['app']}")
        text.extend(f"  also {other['rule']}: {other['message']}" for other in alert["also"])
    return text


def cause(alert: Alert) -> str:
    """What an alert is about; it stays the same while it fires."""
    failure = f" {_place(alert['failures'][0])}" if alert["kind"] == "new-failure" else ""
    return f"{alert['rule']} {alert['by']} {alert['subject']}{failure}"


def _place(failure: dict[str, Any]) -> str:
    return " ".join((failure["event_type"], failure["failure"], failure["path"]))


def untold(found: list[Alert], told: dict[str, str]) -> tuple[list[Alert], dict[str, str]]:
    """
    The alerts that nobody was told of, and what has been told then.

    ``told`` has the severity of each cause that was told and is not over. Where one of the alerts of a cause was told,
    the others are not told after it, unless they are graver: a new failure first, then the share that falls with it.
    """
    fresh = []
    after: dict[str, str] = {}
    for alert in found:
        causes = [cause(each) for each in (alert, *alert["also"])]
        before = max((SEVERITIES.index(told[each]) for each in causes if each in told), default=-1)
        grave = max(SEVERITIES.index(alert["severity"]), before)
        if SEVERITIES.index(alert["severity"]) > before:
            fresh.append(alert)
        after |= dict.fromkeys(causes, SEVERITIES[grave])
    return fresh, after


def local_url() -> str:
    """Where the serving layer of this machine is."""
    for file in (LOCAL / "conf" / "serving.properties", LOCAL / "conf" / "serving-0.properties"):
        if file.exists():
            settings = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
            return f"http://{settings['host']}:{settings['port']}"
    return "http://127.0.0.1:18080"


def settings() -> tuple[str, Path]:
    """The serving layer and the file of keys: DUMUL_SERVING and DUMUL_API_KEYS, or those of this machine."""
    url = os.environ.get("DUMUL_SERVING", "").strip() or local_url()
    return url, Path(os.environ.get("DUMUL_API_KEYS", "").strip() or LOCAL / "api-keys")


def main(arguments: list[str]) -> int:
    """The command line."""
    url, keys = settings()
    parser = argparse.ArgumentParser(prog="dumul quality", description="What is wrong with the log.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="lists the alerts that fire now; status 1 where there are any")
    check.add_argument("--url", default=url, help="the serving layer (default: %(default)s)")
    check.add_argument("--keys", type=Path, default=keys, help="a file of API keys (default: %(default)s)")
    check.add_argument("--json", action="store_true", help="as the API gives them")
    options = parser.parse_args(arguments)
    try:
        found = alerts(options.url, read_key(options.keys))
    except NotAskedError as error:
        print(f"dumul: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*lines(found), f"{len(found)} alerts"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
