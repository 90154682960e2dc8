"""Tells people through Airflow what is wrong with the log."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk import BaseOperator, Variable
from airflow.sdk.exceptions import AirflowFailException

from dumul import quality

TOLD = "dumul_quality_told"


class CheckQuality(BaseOperator):
    """Fails, and so notifies, where an alert fires that nobody was told of."""

    def execute(self, context: Any) -> list[str]:
        """Returns what is wrong and was told before, for people."""
        url, keys = quality.settings()
        found = quality.alerts(url, quality.read_key(keys))
        fresh, told = quality.untold(found, json.loads(Variable.get(TOLD, default="{}")))
        Variable.set(TOLD, json.dumps(told))
        for line in quality.lines(found):
            self.log.info("%s", line)
        if fresh:
            # Another try would find it told, and so well.
            raise AirflowFailException("\n".join(quality.lines(fresh)))
        return quality.lines(found)
