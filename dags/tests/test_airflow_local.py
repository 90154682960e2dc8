"""Runs the real Airflow of one machine, and sees that nothing of it is left."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time

import psutil
import pytest
from conftest import DAGS

from dumul.api import Api

PATIENCE = 300


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(home, port, **environment):
    return subprocess.Popen(
        [sys.executable, str(DAGS / "airflow_local.py"), f"--home={home}", f"--port={port}"],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def awaiting(what):
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.5)
    return found


@pytest.fixture(scope="module")
def airflow(tmp_path_factory):
    """Airflow with tasks that never end, as its launcher starts it: the process, its home and its port."""
    home, port = tmp_path_factory.mktemp("airflow") / "home", free_port()
    process = launch(home, port, DUMUL_EPOCH_SCHEDULE="never", DUMUL_BATCH="sleep 4321;")
    try:
        assert process.stdout.readline().startswith(f"airflow: ready at http://127.0.0.1:{port}"), process.stderr.read()
        yield process, home, port
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def test_only_the_owner_reads_its_secrets(airflow):
    _, home, _ = airflow
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for name in ("passwords.json", "api.key", "jwt.key", "fernet.key"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


def listening(process):
    """Where a process listens; nowhere, if it has ended meanwhile, as helpers of Airflow do."""
    try:
        connections = process.net_connections(kind="inet")
    except psutil.NoSuchProcess:
        return set()
    return {each.laddr for each in connections if each.status == psutil.CONN_LISTEN}


def test_it_listens_on_this_machine_alone(airflow):
    process, _, port = airflow
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    addresses = set().union(*map(listening, family))
    assert {address.ip for address in addresses} == {"127.0.0.1"}
    assert port in {address.port for address in addresses}


def test_a_second_one_in_the_same_home_is_refused(airflow):
    _, home, _ = airflow
    second = launch(home, free_port())
    assert second.wait(60) == 1
    assert "no other Airflow is running in" in second.stderr.read()


def test_a_taken_port_is_named(airflow, tmp_path):
    _, _, port = airflow
    second = launch(tmp_path / "home", port)
    assert second.wait(60) == 1
    assert f"port: 127.0.0.1:{port} (expected: a free port" in second.stderr.read()


def test_nothing_is_left_behind_a_running_task(airflow):
    process, home, port = airflow
    api = Api(f"http://127.0.0.1:{port}", home / "passwords.json")
    run = api.trigger("backfill", {"from": "2026-03-01", "to": "2026-03-02"})
    family = awaiting(lambda: with_task(process.pid))
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    assert run.startswith("manual__")


def with_task(pid):
    """All processes below a process, once a task's command is among them."""
    family = psutil.Process(pid).children(recursive=True)
    return family if any("4321" in part for each in family for part in cmdline(each)) else None


def cmdline(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []
