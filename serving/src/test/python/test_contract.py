"""Holds the running server to its contract, openapi.yaml, with requests that schemathesis draws from it."""

import os
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

load_all_checks()

SERVING = Path(__file__).resolve().parents[3]
CONTRACT = SERVING / "src" / "main" / "resources" / "openapi.yaml"
WRITES = re.compile("(send|validate|mutate|evict|create|alter|delete)[A-Z].*")
EXAMPLES = int(os.environ.get("DUMUL_CONTRACT_EXAMPLES", "60"))


def classpath() -> str:
    target = SERVING / "target"
    core = SERVING.parent / "core" / "target" / "test-classes"
    listed = (target / "classpath").read_text()
    return os.pathsep.join([str(target / "test-classes"), str(target / "classes"), str(core), listed])


@pytest.fixture(scope="session")
def server():
    """A server on stores in memory; it ends when its input is closed."""
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classpath(), "io.dumul.serving.Sandbox", "0", "2000"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout:
                if line.startswith("ready "):
                    break
            else:
                pytest.fail("the server ended before it was ready")
            yield line.split()[1]
        finally:
            process.stdin.close()
            process.wait(30)


def test_the_contract_is_served(server):
    with urllib.request.urlopen(f"{server}/openapi.yaml") as response:
        assert response.read() == CONTRACT.read_bytes()


schema = schemathesis.openapi.from_path(CONTRACT)


@schema.auth()
class ApiKey:
    """The key that has the role which an operation needs."""

    def get(self, case, _context):
        return "writer-key" if WRITES.match(case.operation.definition.raw.get("operationId")) else "reader-key"

    def set(self, case, key, _context):
        case.headers = {**(case.headers or {}), "X-Api-Key": key}


def drawn(examples):
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )


@schema.exclude(path_regex="^/graph/").parametrize()
@drawn(EXAMPLES)
def test_the_server_keeps_its_contract(server, case):
    # What the definitions say of metrics, keys and events is not in the contract, so a good form may still be refused.
    excluded = [positive_data_acceptance]
    if case.operation.path.startswith("/v1/events"):
        excluded.append(negative_data_rejection)  # a wrong event goes into the log, as quarantined
    case.call_and_validate(base_url=server, excluded_checks=excluded)


# There are three times as many paths of edges, much alike.
@schema.include(path_regex="^/graph/").parametrize()
@drawn(max(4, EXAMPLES // 8))
def test_edges_keep_their_contract(server, case):
    case.call_and_validate(base_url=server, excluded_checks=[positive_data_acceptance])
