"""Holds the files in deploy/ against the sources: settings, metrics, probes, secrets. Applies nothing."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OBJECTS = [
    document
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(file.read_text())
]
WORKLOADS = [each for each in OBJECTS if each["kind"] in {"Deployment", "StatefulSet"}]


def java(module):
    """All Java of a module, as one text."""
    return "\n".join(file.read_text() for file in sorted((ROOT / module / "src/main/java").rglob("*.java")))


def settings(module):
    """The settings of a process, as they would be in its image."""
    maps = [each for each in OBJECTS if each["kind"] == "ConfigMap" and each["metadata"]["name"] == "dumul-settings"]
    text = maps[0]["data"][f"{module}.properties"]
    return dict(line.split("=", 1) for line in text.splitlines())


@pytest.mark.parametrize("module", ["speed", "serving", "batch"])
def test_settings_are_known(module):
    source = java(module) + java("hbase")
    assert [key for key in settings(module) if f'"{key}"' not in source] == []


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda each: each["metadata"]["name"])
def test_a_workload_serves_its_probes_where_it_listens(workload):
    name = workload["metadata"]["name"]
    pod = workload["spec"]["template"]
    container = pod["spec"]["containers"][0]
    assert str(container["ports"][0]["containerPort"]) == settings(name)["port"]
    assert pod["metadata"]["annotations"]["prometheus.io/port"] == settings(name)["port"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert f'"{container[probe]["httpGet"]["path"]}"' in java(name)


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda each: each["metadata"]["name"])
def test_a_workload_is_locked_down(workload):
    pod = workload["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in pod["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["resources"]["limits"]["memory"]


def test_each_process_mounts_only_its_secrets():
    mounted = {}
    for workload in WORKLOADS:
        volumes = workload["spec"]["template"]["spec"]["volumes"]
        items = [item["key"] for volume in volumes for item in volume.get("secret", {}).get("items", [])]
        mounted[workload["metadata"]["name"]] = items
    assert mounted == {"speed": ["barrier.key"], "serving": ["api-keys"]}


def test_no_secret_is_in_a_file():
    for file in DEPLOY.rglob("*"):
        if file.is_file():
            assert not re.search(r"^kind: Secret$|password=[^$\s]", file.read_text(), re.MULTILINE), file


def test_everything_is_listed():
    listed = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())["resources"]
    there = {file.name for file in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(listed) == there


def test_alerts_speak_of_metrics_that_exist():
    names = set(re.findall(r'"(dumul\.[a-z.]+)"', java("batch") + java("speed") + java("serving")))
    exported = {name.replace(".", "_") for name in names}
    files = sorted((DEPLOY / "prometheus").glob("*.yaml"))
    rules = [rule for file in files for rule in yaml.safe_load(file.read_text())["groups"][0]["rules"]]
    used = {metric for rule in rules for metric in re.findall(r"dumul_[a-z_]+", rule["expr"])}
    assert {metric for metric in used if re.sub(r"_(total|seconds)$", "", metric) not in exported} == set()
    assert all(rule["annotations"]["action"] for rule in rules)
