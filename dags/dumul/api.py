"""The few calls of Airflow's REST API that a machine of one needs. Imports nothing of Airflow."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

USER = "admin"


class Api:
    """
    A client of the API server at ``url``; the password of the user ``admin`` is read from Airflow's file of passwords.

    Every call raises OSError (as ``urllib.error.HTTPError``) where the server cannot be reached or refuses.
    """

    def __init__(self, url: str, passwords: Path) -> None:
        self.url = url.rstrip("/")
        self.passwords = passwords
        self.token: str | None = None

    def health(self) -> dict[str, Any]:
        """How the components are; needs no password."""
        return self._ask("/api/v2/monitor/health")

    def dag(self, dag: str) -> dict[str, Any]:
        """What the server knows about a DAG."""
        return self._ask(f"/api/v2/dags/{dag}", token=self._token())

    def trigger(self, dag: str, conf: dict[str, Any]) -> str:
        """Starts a run and returns its id. The run has no logical date, so any number of runs may start at once."""
        run = self._ask(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf}, self._token())
        return run["dag_run_id"]

    def tasks(self, dag: str, run: str) -> dict[str, str | None]:
        """The state of each task of a run; a mapped task's name ends with its index, as ``recompute[0]``."""
        listed = self._ask(f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances", token=self._token())
        return {_name(task): task["state"] for task in listed["task_instances"]}

    def wait(self, dag: str, run: str, seconds: float) -> str:
        """Waits for the end of a run and returns its state; the state so far where the time is over before."""
        deadline = time.monotonic() + seconds
        state = "unknown"
        while state not in {"success", "failed"} and time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):  # a busy server is asked again
                state = self._ask(f"/api/v2/dags/{dag}/dagRuns/{run}", token=self._token())["state"]
            time.sleep(1)
        return state

    def _token(self) -> str:
        if self.token is None:
            password = json.loads(self.passwords.read_text())[USER]
            self.token = self._ask("/auth/token", {"username": USER, "password": password})["access_token"]
        return self.token

    def _ask(self, path: str, body: dict[str, Any] | None = None, token: str | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers)  # noqa: S310 - http by design
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return json.load(response)


def _name(task: dict[str, Any]) -> str:
    return task["task_id"] if task["map_index"] < 0 else f"{task['task_id']}[{task['map_index']}]"
