"""The settings of the DAGs: environment variables, read when a DAG file is."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable
from airflow.sdk.module_loading import import_string

#: For every task. Each batch command may be killed at any point and run again, so every failure is worth another try.
TASK = {
    "owner": "dumul",
    "retries": 5,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=6),
}


def schedule(name: str, default: str) -> CronTriggerTimetable | None:
    """
    A cron expression in UTC from DUMUL_<name>_SCHEDULE; ``never`` leaves it to people.

    A new installation waits for its first time, as long as the DAG has no start date: with one, Airflow would also
    run the last time before the installation.
    """
    cron = os.environ.get(f"DUMUL_{name}_SCHEDULE", default).strip()
    return None if cron == "never" else CronTriggerTimetable(cron, timezone="UTC", run_immediately=False)


def number(name: str, default: int) -> int:
    """A whole number above 0 from DUMUL_<name>."""
    text = os.environ.get(f"DUMUL_{name}", str(default)).strip()
    if not text.isdecimal() or int(text) == 0:
        raise ValueError(f"DUMUL_{name}: {text} (expected: a whole number above 0)")
    return int(text)


#: How many days one recompute task takes: each task starts Spark once.
DAYS_PER_TASK = number("DAYS_PER_TASK", 7)
#: How many recompute tasks of a run are at work at once.
PARALLEL_RECOMPUTES = number("PARALLEL_RECOMPUTES", 1)


def notifiers() -> list[Any]:
    """
    Who is told when a task has failed: the notifier DUMUL_NOTIFIER, made with the keyword arguments
    DUMUL_NOTIFIER_ARGUMENTS, a JSON object. Nobody but Airflow's UI without it.
    """
    name = os.environ.get("DUMUL_NOTIFIER", "").strip()
    if not name:
        return []
    arguments = json.loads(os.environ.get("DUMUL_NOTIFIER_ARGUMENTS", "").strip() or "{}")
    return [import_string(name)(**arguments)]
