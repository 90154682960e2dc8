"""The quality DAG: asks what is wrong with the log, and tells people once of each cause."""

from __future__ import annotations

from airflow.sdk import DAG

from dumul import settings
from dumul.watch import CheckQuality

DOC = """
### What is wrong with the log, told once

`check` asks the serving layer which alerts of `definitions/alerts.yaml` fire now (`./dumul quality check` asks the
same). The figures are exact and of this moment; what began when is found in them, so a run that is late or repeated
finds the same.

* A cause that nobody was told of fails the task, and its notifier tells. The error says what is wrong, since when, in
  what figure, and what was expected.
* While it lasts, the task succeeds and says so in its log: a run is red once for each cause. An alert that gets graver
  is told again. What was told is kept in the Airflow variable `dumul_quality_told`; deleting it tells all again.
* Nothing that could be asked is tried again; at last it fails, since nobody knows then whether events are wrong.

Settings (environment): `DUMUL_QUALITY_SCHEDULE` (cron, UTC, or `never`), `DUMUL_SERVING` (URL), `DUMUL_API_KEYS`
(file), `DUMUL_NOTIFIER` (a class of Airflow, as `airflow.providers.smtp.notifications.smtp.SmtpNotifier`) and
`DUMUL_NOTIFIER_ARGUMENTS` (JSON, may hold templates: `{{ exception }}` is what is wrong).
"""

with DAG(
    dag_id="quality",
    description="asks what is wrong with the log, and tells once of each cause",
    doc_md=DOC,
    schedule=settings.schedule("QUALITY", "*/5 * * * *"),
    catchup=False,
    max_active_runs=1,
    default_args=settings.TASK,
    tags=["dumul"],
):
    CheckQuality(task_id="check", on_failure_callback=settings.notifiers())
