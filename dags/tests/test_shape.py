"""Loads every DAG and holds its shape. Needs no database and no engine."""

import copy
import itertools
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from conftest import DAGS

from dumul import settings

NAMES = {"backfill", "epoch", "maintenance", "quality", "recover"}


def edges(dag):
    return {(task.task_id, below) for task in dag.tasks for below in task.downstream_task_ids}


def test_every_file_loads(bag):
    assert bag.import_errors == {}
    assert set(bag.dags) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_what_holds_for_every_dag(bag, name):
    dag = bag.dags[name]
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert len(dag.doc_md) > 100
    for task in dag.tasks:
        assert task.retries == 5
        assert task.retry_exponential_backoff == 2
        if task.task_type == "ApprovalOperator":
            assert task.response_timeout == timedelta(days=7)
            continue
        assert task.execution_timeout == timedelta(hours=6)
        known = {"Answer", "BatchCommand", "CheckQuality", "ListDays", "TriggerDagRunOperator"}
        assert task.task_type in known


def test_the_epoch_goes_from_close_to_publish_and_edges(bag):
    path = ["close", "land", "touched", "recompute", "audit", "publish", "edges"]
    assert edges(bag.dags["epoch"]) == set(itertools.pairwise(path))


def test_the_closing_time_is_the_runs_own(bag):
    close = bag.dags["epoch"].get_task("close")
    assert close.arguments[:2] == ["close", "--at"]
    assert "data_interval_end" in close.arguments[2]
    assert "now" not in close.arguments[2]


def test_recompute_is_mapped_and_an_empty_list_does_not_stop_the_epoch(bag):
    dag = bag.dags["epoch"]
    assert dag.get_task("recompute").is_mapped
    # A map over nothing is skipped: audit must go on then, and must not where something failed.
    assert dag.get_task("audit").trigger_rule == "none_failed"
    assert dag.get_task("publish").trigger_rule == "all_success"


def test_a_publication_is_announced(bag):
    for name in ("epoch", "backfill"):
        outlets = bag.dags[name].get_task("publish").outlets
        assert [asset.name for asset in outlets] == ["dumul-published"]


def test_a_backfill_moves_no_epoch(bag):
    dag = bag.dags["backfill"]
    assert edges(dag) == {("recompute", "publish")}
    assert dag.schedule is None
    assert {task.arguments[0] for task in dag.tasks} == {"recompute", "publish"}


def test_nothing_is_recovered_that_nobody_has_seen(bag):
    dag = bag.dags["recover"]
    assert edges(dag) == {("dry_run", "approve"), ("approve", "recover"), ("recover", "epoch")}
    assert dag.get_task("dry_run").arguments[:2] == ["recover", "--dry-run"]
    assert "--dry-run" not in dag.get_task("recover").arguments
    assert {dag.get_task(name).trigger_rule for name in ("recover", "epoch")} == {"all_success"}


def test_the_approval_shows_what_the_dry_run_found(bag):
    found = {
        "matched": 7,
        "recovered": 4,
        "throughLog": 3,
        "besideLog": 1,
        "alreadyThere": 1,
        "failing": 2,
        "failures": {"SCHEMA /data/amount": 2},
        "unrecoverable": 0,
        "samples": [{"from": "1/0/3", "changes": ['/data/amount: "1" -> 1']}],
        "digest": "abc",
    }
    ti = SimpleNamespace(xcom_pull=lambda task_ids: found)
    context = {"ti": ti, "params": {"rule": "r.yaml"}}
    dag = bag.dags["recover"]
    approve, recover = (copy.copy(dag.get_task(name)) for name in ("approve", "recover"))
    approve.render_template_fields(context)
    recover.render_template_fields(context)
    assert "| recovered | 4 |" in approve.body
    assert "* still wrong: SCHEMA /data/amount: 2" in approve.body
    assert '* 1/0/3: /data/amount: "1" -> 1' in approve.body
    assert recover.arguments == ["recover", "--rule", "r.yaml", "--digest", "abc"]


def test_upkeep_of_both_stores(bag):
    dag = bag.dags["maintenance"]
    assert {task.task_id for task in dag.tasks} == {"maintain", "expire"}
    assert edges(dag) == set()


@pytest.mark.parametrize(
    ("variable", "text"),
    [("DUMUL_DAYS_PER_TASK", "0"), ("DUMUL_DAYS_PER_TASK", "x"), ("DUMUL_PARALLEL_RECOMPUTES", "")],
)
def test_a_wrong_setting_says_what_was_expected(variable, text):
    done = subprocess.run(
        [sys.executable, "-c", "import dumul.settings"],
        env={"PYTHONPATH": str(DAGS), variable: text},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert f"{variable}: {text} (expected: a whole number above 0)" in done.stderr


def test_schedules_are_settings(monkeypatch):
    monkeypatch.setenv("DUMUL_EPOCH_SCHEDULE", "never")
    monkeypatch.setenv("DUMUL_REPORT_SCHEDULE", "0 * * * *")
    assert settings.schedule("EPOCH", "* * * * *") is None
    assert settings.schedule("REPORT", "* * * * *").expression == "0 * * * *"


def test_a_new_installation_waits_for_its_first_time(bag):
    for name in ("epoch", "maintenance", "quality"):
        timetable = bag.dags[name].schedule
        assert bag.dags[name].start_date is None
        assert timetable.timezone == "UTC"
        assert timetable.run_immediately is False
