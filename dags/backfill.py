"""The backfill DAG: recomputes a range of days and publishes them without moving an epoch."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param

from dumul import settings
from dumul.commands import BatchCommand

DOC = """
### Recompute a range of days

For a new version of a metric, a repaired aggregate or an erasure: the days `from` to `to` (both included, in
each metric's own time zone) are folded anew from the activity log, and the result is a new publication of the
epoch that is published already. Readers see all of it at once. No barrier is written and nothing is landed,
so the epochs of the log do not move.

A run that failed is simply cleared: both commands may be repeated.
"""

with DAG(
    dag_id="backfill",
    description="recompute a range of days >> publish, at the same epoch",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=settings.TASK,
    params={
        "from": Param(type="string", format="date", description="The first day"),
        "to": Param(type="string", format="date", description="The last day"),
    },
    tags=["dumul"],
):
    recompute = BatchCommand(
        task_id="recompute",
        arguments=["recompute", "--from", "{{ params['from'] }}", "--to", "{{ params.to }}"],
    )
    publish = BatchCommand(task_id="publish", arguments=["publish"], outlets=[Asset("dumul-published")])
    recompute >> publish
