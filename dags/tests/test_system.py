"""
Runs the DAGs, and then the snippets of docs/sql.md as they stand there, for real: on Kafka, HBase, Kafka Streams,
Spark, Iceberg and the API. In this order.
"""

import datetime
import os
import re
import subprocess
import sys
import time

import pytest
from pyiceberg.catalog import load_catalog
from stack import ROOT

PAGE = (ROOT / "docs" / "sql.md").read_text()

EVENTS = 24
PATIENCE = 180


def views(prefix, count):
    """Views of two stores by three users, one an hour back from now, so that they touch two days at least."""
    now = datetime.datetime.now(datetime.UTC)
    return [
        {
            "specversion": "1.0",
            "id": f"{prefix}-{i}",
            "source": "/tests/dags",
            "type": "store.viewed",
            "time": (now - datetime.timedelta(hours=i)).isoformat(timespec="milliseconds"),
            "subject": f"user-{i % 3}",
            "data": {
                "store_id": f"store-{i % 2}",
                "region": "mapo",
                "platform": "ios",
                "app_version": "1.0.0",
                "session": f"{prefix}-{i}",
            },
        }
        for i in range(count)
    ]


def answer(stack):
    """The views of both stores, merged and by part, and the receipt."""
    merged = batch = speed = 0
    for store in ("store-0", "store-1"):
        reply = stack.ask(f"/v1/metrics/store-views?key={store}&window=4d&parts=true")
        merged += reply["value"]
        batch += reply["parts"]["batch"]["value"]
        speed += reply["parts"]["speed"]["value"]
    return (merged, batch, speed), reply["receipt"]


def awaiting(stack, expected):
    """Waits until the speed view has come up to an answer."""
    deadline = time.monotonic() + PATIENCE
    while (found := answer(stack)[0]) != expected:
        assert time.monotonic() < deadline, f"{found} (expected: {expected})"
        time.sleep(0.5)


def column(stack, table, name):
    """A column of a table, read without Spark."""
    catalog = load_catalog("dumul", type="sql", uri=f"sqlite:///{stack.folder}/catalog.db", init_catalog_tables="false")
    return catalog.load_table(f"dumul.{table}").scan(selected_fields=(name,)).to_arrow()[name].to_pylist()


@pytest.fixture(scope="module")
def published(stack):
    """The stack after one run of the epoch DAG, over events, as many duplicates and one event that breaks a rule."""
    wrong = views("wrong", 1)
    del wrong[0]["data"]["region"]
    assert stack.send(views("first", EVENTS))["accepted"] == EVENTS
    assert stack.send(views("first", EVENTS))["accepted"] == EVENTS
    assert stack.send(wrong)["quarantined"] == 1
    stack.test_dag("epoch")
    return stack


def test_the_epoch_dag_publishes_what_was_sent(published):
    status = published.batch("status")
    assert (status["closed"], status["landed"], status["published"]["epoch"]) == (0, 0, 0)
    parts, receipt = answer(published)
    assert parts == (EVENTS, EVENTS, 0)
    assert receipt["published"]["epoch"] == 0


def test_the_tables_hold_every_record_once(published):
    assert sorted(column(published, "quarantine", "verdict")) == ["duplicate"] * EVENTS + ["rejected"]
    assert len(set(column(published, "activity", "id"))) == len(column(published, "activity", "id")) == EVENTS


def test_a_backfill_in_the_middle_of_an_epoch_changes_no_answer(published):
    assert published.send(views("second", 10))["accepted"] == 10
    awaiting(published, (EVENTS + 10, EVENTS, 10))
    before = published.batch("status")["published"]
    today = datetime.datetime.now(datetime.UTC).date()
    days = {"from": str(today - datetime.timedelta(days=2)), "to": str(today + datetime.timedelta(days=1))}
    published.test_dag("backfill", **days)
    after = published.batch("status")["published"]
    assert after["epoch"] == before["epoch"]
    assert after["number"] > before["number"]
    assert answer(published)[0] == (EVENTS + 10, EVENTS, 10)


def test_the_next_epoch_takes_over_what_was_in_the_speed_view(published):
    published.test_dag("epoch")
    assert published.batch("status")["published"]["epoch"] == 1
    assert answer(published)[0] == (EVENTS + 10, EVENTS + 10, 0)


def test_maintenance_changes_no_answer(published):
    published.test_dag("maintenance")
    assert answer(published)[0] == (EVENTS + 10, EVENTS + 10, 0)
    assert len(column(published, "activity", "id")) == EVENTS + 10


def snippets(language, section):
    """The snippets of a section in a language."""
    text = re.search(rf"^### {section}$(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL).group(1)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def spark(published):
    """What Spark answers to the page's question, as the other snippets print it."""
    rows = published.sql(snippets("sql", "Spark SQL")[0])
    return [f"{row['type']} {row['events']} {row['users']}" for row in rows]


def test_spark_answers(spark):
    assert spark == ["store.viewed 34 3"]


@pytest.mark.parametrize("section", ["PyIceberg", "DuckDB"])
def test_another_engine_answers_the_same(published, spark, section):
    (snippet,) = snippets("python", section)
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        env=os.environ | {"DUMUL": str(published.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == spark


def test_states_of_sketches_merge_in_sql(published):
    rows = published.sql(snippets("sql", "Spark SQL")[1])
    assert [(row["store"], round(float(row["visitors"]))) for row in rows] == [("store-0", 3), ("store-1", 3)]
