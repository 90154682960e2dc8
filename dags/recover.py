"""The recover DAG: mends rejected events by a rule, once somebody has seen what it would do."""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param

from dumul import settings
from dumul.commands import Answer, BatchCommand

DOC = """
### Mend what was sent wrong

`dry_run` tries the rule (a YAML file, see `docs/recovery.md`) on the quarantine and changes nothing; `approve` shows
the counts and some events before and after, and waits until somebody approves or rejects, a week at most; `recover`
does it; `epoch` starts a run of the DAG of that name, which publishes.

* The rule that runs is the one that was shown: `recover` refuses a file that was changed meanwhile.
* Each event counts once, however often this runs. A run that failed is simply cleared.
* Who rejects skips the rest. Nothing was changed then.
"""

BODY = """\
Rule `{{ params.rule }}`

| | events |
|---|---|
{% set found = ti.xcom_pull(task_ids='dry_run') -%}
{% for name in ['matched', 'recovered', 'throughLog', 'besideLog', 'alreadyThere', 'failing', 'unrecoverable'] -%}
| {{ name }} | {{ found[name] }} |
{% endfor %}
{% for failure, count in found['failures'].items() -%}
* still wrong: {{ failure }}: {{ count }}
{% endfor %}
{% for sample in found['samples'] -%}
* {{ sample['from'] }}: {{ sample['changes'] | join('; ') }}
{% endfor %}
"""

with DAG(
    dag_id="recover",
    description="try a rule on the quarantine >> approve >> recover >> epoch",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=settings.TASK,
    params={"rule": Param(type="string", description="The rule's file, where the batch layer runs")},
    tags=["dumul"],
):
    dry_run = Answer(task_id="dry_run", arguments=["recover", "--dry-run", "--rule", "{{ params.rule }}"])
    approve = ApprovalOperator(
        task_id="approve",
        subject="Recover rejected events by {{ params.rule }}?",
        body=BODY,
        execution_timeout=None,
        response_timeout=timedelta(days=7),
    )
    recover = BatchCommand(
        task_id="recover",
        arguments=[
            "recover",
            "--rule",
            "{{ params.rule }}",
            "--digest",
            "{{ ti.xcom_pull(task_ids='dry_run')['digest'] }}",
        ],
    )
    epoch = TriggerDagRunOperator(task_id="epoch", trigger_dag_id="epoch")
    dry_run >> approve >> recover >> epoch
