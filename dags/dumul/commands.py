"""Runs the commands of the batch layer as Airflow tasks."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.bash import BashOperator


class BatchCommand(BashOperator):
    """
    One command of the batch layer, as ``BatchCommand(task_id="land", arguments=["land"])``.

    ``DUMUL_BATCH`` says how a command starts, for example ``spark-submit ... batch.jar``; without it the launcher at
    the root of the repository does. It is read where the task runs. The arguments may hold templates; whatever they
    render to is quoted, so that no parameter of a run reaches the shell. A task that is stopped stops its command.
    """

    template_fields: Sequence[str] = ("arguments",)

    def __init__(self, *, arguments: list[str], **kwargs: Any) -> None:
        kwargs = {"do_xcom_push": False} | kwargs
        super().__init__(bash_command="", skip_on_exit_code=None, **kwargs)
        self.arguments = arguments

    def execute(self, context: Any) -> Any:
        self.bash_command = self.command_line()
        return super().execute(context)

    def command_line(self) -> str:
        """What bash runs."""
        return f"{_prefix()} {shlex.join(argument for argument in self.arguments if argument)}"


class Answer(BatchCommand):
    """A command whose answer, a line of JSON, is what the task returns."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"output_processor": json.loads, "do_xcom_push": True} | kwargs)

    def command_line(self) -> str:
        # Airflow mixes the log into the output and keeps the last line alone: the answer becomes that line.
        return f"set -o pipefail; {super().command_line()} | tail -n 1"


class ListDays(Answer):
    """
    Asks the batch layer which days it must recompute, and returns the arguments of one ``recompute`` for each chunk of
    at most ``chunk`` days.
    """

    def __init__(self, *, chunk: int, **kwargs: Any) -> None:
        if chunk < 1:
            raise ValueError(f"chunk: {chunk} (expected: >= 1)")
        super().__init__(output_processor=lambda line: recomputes(line, chunk), **kwargs)
        self.chunk = chunk


def recomputes(answer: str, chunk: int) -> list[list[str]]:
    """
    The arguments of the recompute commands for what ``recompute --list`` answered, at most ``chunk`` days a command.

    The answer is JSON, as ``{"days": ["2026-03-01@Asia/Seoul"]}``; anything else is an error, never an empty list.
    """
    days = json.loads(answer)["days"]
    return [["recompute", "--days", ",".join(days[i : i + chunk])] for i in range(0, len(days), chunk)]


def _prefix() -> str:
    launcher = Path(__file__).resolve().parents[2] / "dumul"
    return os.environ.get("DUMUL_BATCH", "").strip() or f"{shlex.quote(str(launcher))} batch"
