"""How a task becomes a command: run with real processes, without Airflow's database."""

import json

import pytest

from dumul.commands import Answer, BatchCommand, ListDays, recomputes


@pytest.fixture
def batch(monkeypatch):
    """Sets how a batch command starts."""
    return lambda text: monkeypatch.setenv("DUMUL_BATCH", text)


def test_the_launcher_is_the_default(monkeypatch):
    monkeypatch.delenv("DUMUL_BATCH", raising=False)
    assert BatchCommand(task_id="t", arguments=["land"]).command_line().endswith("/dumul batch land")


def test_the_prefix_may_be_a_command_with_arguments(batch):
    batch("spark-submit --master 'local[2]' batch.jar")
    line = BatchCommand(task_id="t", arguments=["land"]).command_line()
    assert line == "spark-submit --master 'local[2]' batch.jar land"


def test_arguments_never_reach_the_shell(batch, tmp_path):
    batch("touch")
    evil = f"{tmp_path}/a; touch {tmp_path}/b"
    line = BatchCommand(task_id="t", arguments=["--", evil]).command_line()
    assert line == f"touch -- '{evil}'"


def test_a_failing_command_fails_its_task(batch):
    batch("false")
    with pytest.raises(Exception, match="non-zero exit code 1"):
        BatchCommand(task_id="t", arguments=["land"]).execute({})


def test_no_exit_code_means_skipped(batch):
    batch("exit 99;")
    with pytest.raises(Exception, match="non-zero exit code 99"):
        BatchCommand(task_id="t", arguments=["land"]).execute({})


def test_listed_days_come_out_of_the_noise_of_a_log(batch, tmp_path):
    script = tmp_path / "list"
    script.write_text(
        """echo log >&2; echo '{"epoch":3,"days":["2026-03-01@UTC","2026-03-02@Asia/Seoul"]}'; echo log >&2"""
    )
    batch(f"bash {script}")
    assert ListDays(task_id="t", arguments=["recompute", "--list"], chunk=7).execute({}) == [
        ["recompute", "--days", "2026-03-01@UTC,2026-03-02@Asia/Seoul"]
    ]


def test_an_answer_is_what_its_task_returns(batch):
    batch("""echo log; echo '{"digest":"ab"}';:""")
    assert Answer(task_id="t", arguments=["recover"]).execute({}) == {"digest": "ab"}


def test_a_failing_list_is_not_an_empty_one(batch):
    batch("""echo '{"days":[]}'; false""")
    with pytest.raises(Exception, match="non-zero exit code 1"):
        ListDays(task_id="t", arguments=["recompute", "--list"], chunk=7).execute({})


@pytest.mark.parametrize("answer", ["", "2026-03-01@UTC", "{}", "[]"])
def test_no_answer_is_not_an_empty_one(answer):
    with pytest.raises((ValueError, KeyError, TypeError)):
        recomputes(answer, 7)


def test_days_are_cut_into_chunks():
    answer = json.dumps({"days": [f"2026-03-{day:02}@Asia/Seoul" for day in range(1, 6)]})
    assert [command[-1].count(",") + 1 for command in recomputes(answer, 2)] == [2, 2, 1]
    assert recomputes('{"days": []}', 2) == []


def test_a_chunk_holds_at_least_a_day():
    with pytest.raises(ValueError, match=r"chunk: 0 \(expected: >= 1\)"):
        ListDays(task_id="t", arguments=[], chunk=0)
