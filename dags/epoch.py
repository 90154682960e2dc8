"""The epoch DAG: closes an epoch of the log and brings the batch view up to it."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param, TriggerRule

from dumul import settings
from dumul.commands import BatchCommand, ListDays

DOC = """
### One epoch, from the log to the published batch view

`close` appends a barrier to every partition of the log; `land` copies the records up to it into Iceberg;
`touched` asks which days those events belong to; `recompute` folds each of these days anew; `audit` proves
that no record is missing and that the speed layer counted the same; `publish` moves the readers over; `edges`
folds the edges anew, if there are tables of them, and mends what readers find otherwise.

* The closing time is the end of the run's data interval, so a retry closes the same epoch. A run by hand may
  name another one (`closing`, for old data that is replayed in its own time).
* Each task is one command of `dumul batch` that can be killed at any point and run again. After a failure:
  read the task's log, repair what it names, and clear the failed task. Or do nothing: the next run takes
  along what this one left.
* `audit` fails on a difference, and nothing is published. Readers keep the last publication, and speed covers
  the rest.
* No touched day means no `recompute` (it shows as skipped); `audit` and `publish` still run, so that the
  epoch moves.

Settings (environment): `DUMUL_EPOCH_SCHEDULE` (cron, UTC, or `never`), `DUMUL_DAYS_PER_TASK`,
`DUMUL_PARALLEL_RECOMPUTES`, `DUMUL_BATCH` (how a command starts, as `spark-submit ...`).
"""

CLOSING = "{{ params.closing or (dag_run.data_interval_end or dag_run.run_after).isoformat() }}"

with DAG(
    dag_id="epoch",
    description="close >> land >> recompute the touched days >> audit >> publish >> edges",
    doc_md=DOC,
    schedule=settings.schedule("EPOCH", "*/10 * * * *"),
    catchup=False,
    max_active_runs=1,
    default_args=settings.TASK,
    params={
        "closing": Param(
            None,
            type=["null", "string"],
            format="date-time",
            description="The closing time; by default the end of the data interval",
        )
    },
    tags=["dumul"],
):
    close = BatchCommand(task_id="close", arguments=["close", "--at", CLOSING])
    land = BatchCommand(task_id="land", arguments=["land"])
    touched = ListDays(task_id="touched", arguments=["recompute", "--list"], chunk=settings.DAYS_PER_TASK)
    recompute = BatchCommand.partial(
        task_id="recompute",
        max_active_tis_per_dagrun=settings.PARALLEL_RECOMPUTES,
        map_index_template="{{ task.arguments[-1] }}",
    ).expand(arguments=touched.output)
    audit = BatchCommand(task_id="audit", arguments=["audit"], trigger_rule=TriggerRule.NONE_FAILED)
    publish = BatchCommand(task_id="publish", arguments=["publish"], outlets=[Asset("dumul-published")])
    edges = BatchCommand(task_id="edges", arguments=["edges"])
    close >> land >> touched >> recompute >> audit >> publish >> edges
