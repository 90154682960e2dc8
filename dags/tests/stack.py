"""A real stack of one machine: Kafka, HBase, the speed layer and the API, in a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ["kafka", "hbase", "speed", "serving"]


@dataclass(frozen=True)
class Stack:
    """A stack that runs, and the Airflow home of its DAG runs."""

    folder: Path
    airflow: Path

    def start(self):
        """Starts its processes, on ports that are free now."""
        self._dumul("start", "--port-base", str(free_ports(8)), *PROCESSES)

    def stop(self):
        """Stops what runs."""
        self._dumul("stop")

    def batch(self, *arguments):
        """Runs a batch command and returns what it answered."""
        return json.loads(self._dumul("batch", *arguments).splitlines()[-1])

    def sql(self, query):
        """Runs a query of Spark SQL and returns its rows."""
        return [json.loads(line) for line in self._dumul("batch", "sql", "--format", "json", query).splitlines()]

    def send(self, events):
        """Sends events to the collector and returns how many of each fate there were."""
        return self._http("/v1/events", "write", json.dumps(events).encode())["counts"]

    def ask(self, path):
        """What the API answers."""
        return self._http(path, "read")

    def _http(self, path, role, body=None):
        key = next(words[2] for words in map(str.split, self._lines("api-keys")) if role in words[1])
        headers = {"X-Api-Key": key, "Content-Type": "application/cloudevents-batch+json"}
        request = urllib.request.Request(f"{self.api}{path}", body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - our own server
            return json.load(response)

    @property
    def api(self):
        """Where the HTTP API is."""
        ports = dict(line.split("=", 1) for line in self._lines("conf/local.properties") if "=" in line)
        return f"http://127.0.0.1:{ports['serving-port']}"

    def test_dag(self, dag, **params):
        """Runs a DAG for real, in one process, as ``airflow dags test`` does; returns its log."""
        done = self._airflow("dags", "test", dag, "--conf", json.dumps(params))
        assert done.returncode == 0, done.stdout[-5000:]
        return done.stdout

    def migrate(self):
        """Makes Airflow's database."""
        assert self._airflow("db", "migrate").returncode == 0

    def _airflow(self, *arguments):
        environment = os.environ | {
            "AIRFLOW_HOME": str(self.airflow),
            "DUMUL_BATCH": f"{ROOT}/dumul batch --dir {self.folder}",
            "DUMUL_DAYS_PER_TASK": "2",
        }
        return subprocess.run(
            [sys.executable, "-m", "airflow", *arguments],
            env=environment,
            cwd=self.airflow,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=3600,
            check=False,
        )

    def _dumul(self, command, *arguments):
        done = subprocess.run(
            [str(ROOT / "dumul"), command, "--dir", str(self.folder), *arguments],
            capture_output=True,
            text=True,
            timeout=3600,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def _lines(self, file):
        return [line for line in (self.folder / file).read_text().splitlines() if line and not line.startswith("#")]


def free_ports(count):
    """The first of ``count`` ports in a row that nobody listens on now."""
    for base in range(21000, 31000, count):
        if all(is_free(base + i) for i in range(count)):
            return base
    raise OSError("no free ports")


def is_free(port):
    """Whether nobody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
