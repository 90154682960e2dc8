"""Gives every test run an Airflow of its own, before anything imports Airflow."""

import os
import tempfile
from pathlib import Path

import pytest

DAGS = Path(__file__).resolve().parents[1]

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="dumul-airflow-")
os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(DAGS)
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"


@pytest.fixture(scope="session")
def bag():
    """All DAGs, loaded as Airflow's DAG processor loads them."""
    from airflow.dag_processing.dagbag import BundleDagBag  # noqa: PLC0415

    return BundleDagBag(dag_folder=str(DAGS), bundle_path=DAGS, bundle_name="dumul")


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """A real stack of this machine, started for these tests; the one in the folder DUMUL_STACK where that is set."""
    from stack import ROOT, Stack  # noqa: PLC0415

    if not (ROOT / "local" / "stack" / "target" / "classpath").exists():
        pytest.skip("needs a build: ./dumul test, or mvn package before")
    home = tmp_path_factory.mktemp("airflow")
    given = os.environ.get("DUMUL_STACK")
    running = Stack(Path(given) if given else tmp_path_factory.mktemp("stack"), home)
    running.migrate()
    if given:
        yield running
        return
    try:
        running.start()
        yield running
    finally:
        running.stop()
