"""How people are told what is wrong: against a real HTTP server that answers as the serving layer does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dumul import quality


def alert(rule, subject, severity="page", also=(), failure=None):
    """An alert as the API gives it."""
    failures = [dict(zip(("event_type", "failure", "path"), failure.split(), strict=True), app=subject, events=7)]
    return {
        "rule": rule,
        "kind": "new-failure" if rule == "failure-new" else "quality",
        "severity": severity,
        "by": "app",
        "subject": subject,
        "since": "2026-03-10T03:00:00Z",
        "figure": 0.65,
        "message": f"app {subject}: 65 % of 600 events pass (expected: >= 90 %)",
        "failures": failures if failure else [],
        "also": list(also),
    }


LOW = alert("quality-low", "ios 6.0.0", failure="order.placed SCHEMA /data/amount")
NEW = alert("failure-new", "ios 6.0.0", "ticket", failure="order.placed SCHEMA /data/amount")
OTHER = alert("failure-new", "ios 6.0.0", "ticket", failure="searched SCHEMA /data/query")


@pytest.fixture
def serving(tmp_path, monkeypatch):
    """A server that answers with what is set, and the settings that lead to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            good = self.headers["X-API-Key"] == "k" and self.path == "/v1/quality/alerts"
            self.send_response(server.status if good else 401)
            self.end_headers()
            self.wfile.write(json.dumps(server.body if good else {"detail": "no key"}).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.body = 200, {"alerts": []}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    keys = tmp_path / "keys"
    keys.write_text("# name roles key\napp write w\nanalyst write,read k\n")
    monkeypatch.setenv("DUMUL_SERVING", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("DUMUL_API_KEYS", str(keys))
    yield server
    server.shutdown()
    server.server_close()


def test_the_command_lists_what_is_wrong(serving, capsys):
    assert quality.main(["check"]) == 0
    assert capsys.readouterr().out == "\n0 alerts\n".lstrip()
    serving.body = {"alerts": [LOW | {"also": [NEW]}]}
    assert quality.main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "page quality-low since 2026-03-10T03:00:00Z: app ios 6.0.0: 65 % of 600 events pass (expected: >= 90 %)",
        "  7 x order.placed SCHEMA /data/amount of ios 6.0.0",
        "  also failure-new: app ios 6.0.0: 65 % of 600 events pass (expected: >= 90 %)",
        "1 alerts",
    ]
    assert quality.main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["rule"] == "quality-low"


def test_not_knowing_is_not_being_well(serving, tmp_path, capsys):
    serving.status, serving.body = 503, {"detail": "behind"}
    assert quality.main(["check"]) == 2
    assert "503 behind" in capsys.readouterr().err
    assert quality.main(["check", "--url", "http://127.0.0.1:1"]) == 2
    assert "(expected: the serving layer)" in capsys.readouterr().err
    (tmp_path / "none").write_text("app write w\n")
    assert quality.main(["check", "--keys", str(tmp_path / "none")]) == 2
    assert "no key that may read" in capsys.readouterr().err


def test_a_cause_is_told_once_while_it_lasts():
    fresh, told = quality.untold([LOW], {})
    assert fresh == [LOW]
    assert quality.untold([LOW], told) == ([], told)
    assert quality.untold([LOW, OTHER], told)[0] == [OTHER]
    fresh, told = quality.untold([], told)
    assert (fresh, told) == ([], {})
    assert quality.untold([LOW], told)[0] == [LOW]


def test_of_one_cause_only_what_is_graver_is_told_after():
    _, told = quality.untold([NEW], {})
    both = LOW | {"also": [NEW]}
    fresh, told = quality.untold([both], told)
    assert fresh == [both]
    assert quality.untold([both], told)[0] == []
    _, told = quality.untold([LOW], {})
    assert quality.untold([LOW | {"also": [NEW]}], told)[0] == []


def test_a_run_fails_once_for_each_cause(serving, monkeypatch):
    from dumul import watch  # noqa: PLC0415

    kept = {}
    monkeypatch.setattr(watch.Variable, "get", lambda name, **other: kept.get(name, other["default"]))
    monkeypatch.setattr(watch.Variable, "set", kept.__setitem__)
    task = watch.CheckQuality(task_id="check")
    assert task.execute({}) == []
    serving.body = {"alerts": [LOW]}
    with pytest.raises(watch.AirflowFailException, match=r"app ios 6\.0\.0: 65 % of 600 events pass"):
        task.execute({})
    assert task.execute({})[0].startswith("page quality-low since")
    serving.status = 503
    with pytest.raises(quality.NotAskedError):
        task.execute({})


def test_the_notifier_is_a_setting(monkeypatch):
    from dumul import settings  # noqa: PLC0415

    assert settings.notifiers() == []
    monkeypatch.setenv("DUMUL_NOTIFIER", "airflow.providers.smtp.notifications.smtp.SmtpNotifier")
    monkeypatch.setenv("DUMUL_NOTIFIER_ARGUMENTS", '{"to": "data@example.com"}')
    assert settings.notifiers()[0].to == "data@example.com"
