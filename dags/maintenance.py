"""The maintenance DAG: keeps the tables small and the views free of what nobody reads."""

from __future__ import annotations

from airflow.sdk import DAG

from dumul import settings
from dumul.commands import BatchCommand

DOC = """
### Upkeep of Iceberg and HBase

* `maintain` joins small files of the Iceberg tables, expires snapshots that no publication needs, and removes
  orphan files.
* `expire` drops increments and old versions of batch cells that are past their retention. Retention counts
  published epochs and never the clock: first the new bound is announced, then, after a grace period, the
  cells go.

They are apart: either may fail and be repeated without the other. Setting (environment):
`DUMUL_MAINTENANCE_SCHEDULE` (cron, UTC, or `never`).
"""

with DAG(
    dag_id="maintenance",
    description="compaction, snapshot expiry, orphan files; cells past their retention",
    doc_md=DOC,
    schedule=settings.schedule("MAINTENANCE", "30 3 * * *"),
    catchup=False,
    max_active_runs=1,
    default_args=settings.TASK,
    tags=["dumul"],
):
    BatchCommand(task_id="maintain", arguments=["maintain"])
    BatchCommand(task_id="expire", arguments=["expire"])
