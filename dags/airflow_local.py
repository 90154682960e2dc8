"""
Runs Airflow on one machine: the API server with the UI, the scheduler and the DAG processor, on SQLite.

    .dumul/venv/bin/python dags/airflow_local.py --home .dumul/airflow --port 8080

It prints ``airflow: ready at URL`` on standard output once a run can start, and stays until SIGTERM, SIGINT or the end
of a component; then everything that it started is gone, running tasks included. What tasks need (``DUMUL_BATCH`` and
the other settings of the DAGs) they get from its environment. All is kept in the home folder: a second start goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import http.client
import importlib.metadata
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from pathlib import Path

import psutil

from dumul.api import USER, Api

DAGS = Path(__file__).resolve().parent
STOP_SECONDS = 15
READY_SECONDS = 300

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


class Refused(Exception):  # noqa: N818 - it is what the machine lacks, said in one line
    """Why Airflow cannot start here."""


def main(arguments: list[str]) -> int:
    """Starts, waits, stops; returns the exit status."""
    options = parse(arguments)
    home = options.home.resolve()
    try:
        with hold(home):
            return run(home, options.host, options.port)
    except Refused as refusal:
        print(f"airflow: {refusal}", file=sys.stderr)
        return 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="airflow_local.py", description="Runs Airflow on one machine.")
    parser.add_argument("--home", type=Path, default=DAGS.parent / ".dumul" / "airflow", help="where all is kept")
    parser.add_argument("--host", default="127.0.0.1", help="where the UI and the API listen (default %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="their port (default %(default)s)")
    return parser.parse_args(arguments)


def hold(home: Path):
    """Holds the home folder for this process alone, until the file that is returned is closed."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (home / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refused(f"home: {home} (expected: a folder that no other Airflow is running in)") from None
    return lock


def run(home: Path, host: str, port: int) -> int:
    """Everything between having the home folder and having left nothing behind."""
    require_free(host, port)
    adopt_orphans()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, interrupt)
    components: list[subprocess.Popen] = []
    try:
        environment = configure(home, host, port)
        migrate(home, environment, components)
        start(home, environment, components)
        wait_until_ready(Api(f"http://{host}:{port}", passwords(home)), components)
        print(f"airflow: ready at http://{host}:{port} (user {USER}, password in {passwords(home)})", flush=True)
        while True:
            check(components)
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(components)


def interrupt(signum: int, frame: object) -> None:
    """Ends the wait; a second signal during the clean-up changes nothing."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def require_free(host: str, port: int) -> None:
    """Says which port is taken before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"port: {host}:{port} (expected: a free port; {error.strerror})") from None


def adopt_orphans() -> None:
    """Makes this process the parent of whatever its descendants leave behind, so that stopping finds them all."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def configure(home: Path, host: str, port: int) -> dict[str, str]:
    """The environment of every component. Secrets are files that only their owner reads, never variables."""
    secret_files(home)
    url = f"http://{host}:{port}"
    settings = {
        "CORE__DAGS_FOLDER": DAGS,
        "CORE__LOAD_EXAMPLES": False,
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": False,
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": 4,
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "CORE__FERNET_KEY_CMD": read_command(home / "fernet.key"),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": passwords(home),
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "API__HOST": host,
        "API__PORT": port,
        "API__BASE_URL": url,
        "API__WORKERS": 1,
        "API__SECRET_KEY_CMD": read_command(home / "api.key"),
        "API_AUTH__JWT_SECRET_CMD": read_command(home / "jwt.key"),
        "LOGGING__BASE_LOG_FOLDER": home / "logs",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": 60,
        "DAG_PROCESSOR__REFRESH_INTERVAL": 60,
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": 60,
        "WORKERS__MIN_HEARTBEAT_INTERVAL": 1,
        "USAGE_DATA_COLLECTION__ENABLED": False,
    }
    ours = {f"AIRFLOW__{key}": str(value) for key, value in settings.items()}
    return os.environ | ours | {"AIRFLOW_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def secret_files(home: Path) -> None:
    """Makes what is missing of the keys and the password of the UI, each in a file of mode 0600."""
    write_once(home / "fernet.key", urlsafe_b64encode(secrets.token_bytes(32)).decode())
    write_once(home / "api.key", secrets.token_hex(32))
    write_once(home / "jwt.key", secrets.token_hex(64))
    write_once(passwords(home), json.dumps({USER: secrets.token_urlsafe(12)}))


def write_once(file: Path, text: str) -> None:
    """Writes a file of mode 0600 where there is none."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as out:
        out.write(text)


def read_command(file: Path) -> str:
    """The command by which Airflow reads a secret."""
    return f"cat {shlex.quote(str(file))}"


def passwords(home: Path) -> Path:
    """The file with the UI's users and their passwords, as Airflow's simple auth manager keeps it."""
    return home / "passwords.json"


def migrate(home: Path, environment: dict[str, str], components: list[subprocess.Popen]) -> None:
    """Makes the database or brings it up to this version of Airflow; nothing where it is there already."""
    stamp = home / "migrated"
    version = importlib.metadata.version("apache-airflow-core")
    if (home / "airflow.db").exists() and stamp.exists() and stamp.read_text() == version:
        return
    print("airflow: making its database (once)", file=sys.stderr, flush=True)
    migration = launch(home, environment, "db", "migrate")
    components.append(migration)
    if migration.wait() != 0:
        raise Refused(f"db migrate failed (see {home / 'db.log'})")
    components.remove(migration)
    stamp.write_text(version)


def start(home: Path, environment: dict[str, str], components: list[subprocess.Popen]) -> None:
    """Starts the components. No task defers, so there is no triggerer; logs are read as files, so no log servers."""
    components.append(launch(home, environment, "api-server"))
    components.append(launch(home, environment, "scheduler", "--skip-serve-logs"))
    components.append(launch(home, environment, "dag-processor"))


def launch(home: Path, environment: dict[str, str], *command: str) -> subprocess.Popen:
    """One airflow command in a process group of its own, its output in a log file; it ends when this process does."""
    library = ctypes.CDLL(None)

    def end_with_parent() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    with (home / f"{command[0]}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "airflow", *command],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has one thread
        )


def wait_until_ready(api: Api, components: list[subprocess.Popen]) -> None:
    """Waits until the scheduler is at work and has the epoch DAG."""
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(api):
        check(components)
        if time.monotonic() > deadline:
            raise Refused(f"not ready after {READY_SECONDS} s (see the logs in the home folder)")
        time.sleep(0.5)


def is_ready(api: Api) -> bool:
    """Whether a run of the epoch DAG could start now."""
    try:
        return api.health()["scheduler"]["status"] == "healthy" and api.dag("epoch")["dag_id"] == "epoch"
    except (OSError, http.client.HTTPException):
        return False


def check(components: list[subprocess.Popen]) -> None:
    """Refuses to go on where a component has ended by itself."""
    for component in components:
        if component.poll() is not None:
            raise Refused(f"{component.args[3]} ended with status {component.returncode} (see its log)")


def stop(components: list[subprocess.Popen]) -> None:
    """Ends the components and all that they left behind. The API server goes last: tasks tell it how they ended."""
    servers = {component.pid for component in components if "api-server" in component.args}
    end(signal.SIGTERM, servers, seconds=8)
    end(signal.SIGTERM, set(), seconds=8)
    end(signal.SIGKILL, set(), seconds=5)


def end(signum: int, spared: set[int], seconds: int) -> None:
    """Signals all descendants but the spared ones and theirs, and waits for their end."""
    me = psutil.Process()
    keep = spared | {child.pid for pid in spared if psutil.pid_exists(pid) for child in children(psutil.Process(pid))}
    alive = [child for child in children(me) if child.pid not in keep]
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signum)
    psutil.wait_procs(alive, timeout=seconds)


def children(process: psutil.Process) -> list[psutil.Process]:
    """All descendants of a process, none where it is gone."""
    return process.children(recursive=True) if process.is_running() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
