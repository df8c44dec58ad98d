"""The manifests against Kubernetes' published schemas, and against each other and the container."""

import re
import shutil
import subprocess

import kubernetes_validate
import pytest
import yaml

from deploy.guard import HEALTH
from tests.browser.harness import ROOT

FOLDER = ROOT / "deploy/kubernetes"
MANIFESTS = {path.name: path for path in sorted(FOLDER.glob("*.yaml")) if path.name != "kustomization.yaml"}
KINDS = {name: yaml.safe_load(path.read_text()) for name, path in MANIFESTS.items()}
DEPLOYMENT = KINDS["deployment.yaml"]
POD = DEPLOYMENT["spec"]["template"]["spec"]
(WORKER,) = POD["containers"]
LABELS = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]


@pytest.mark.parametrize("version", ["1.32", kubernetes_validate.latest_version()])
@pytest.mark.parametrize("name", MANIFESTS)
def test_each_manifest_follows_its_schema(name, version):
    for document in yaml.safe_load_all(MANIFESTS[name].read_text()):
        kubernetes_validate.validate(document, version, strict=True)


def test_the_validator_notices_a_slip():
    wrong = {**DEPLOYMENT, "spec": {**DEPLOYMENT["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


def test_all_parts_are_there():
    kinds = {document["kind"] for document in KINDS.values()}
    assert kinds >= {"Deployment", "Service", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert sorted(listed) == sorted(MANIFESTS)


def test_they_mean_each_other():
    assert KINDS["service.yaml"]["spec"]["selector"] == LABELS
    assert KINDS["disruption.yaml"]["spec"]["selector"]["matchLabels"] == LABELS
    assert KINDS["network.yaml"]["spec"]["podSelector"]["matchLabels"] == LABELS
    target = KINDS["autoscaler.yaml"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == (DEPLOYMENT["kind"], DEPLOYMENT["metadata"]["name"])
    (rule,) = KINDS["ingress.yaml"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == KINDS["service.yaml"]["metadata"]["name"]
    (port,) = KINDS["service.yaml"]["spec"]["ports"]
    assert port["targetPort"] == WORKER["ports"][0]["name"]


def test_the_pod_is_well_kept():
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert WORKER[probe]["httpGet"]["path"] == HEALTH
    assert POD["securityContext"]["runAsNonRoot"]
    assert WORKER["securityContext"]["readOnlyRootFilesystem"]
    assert WORKER["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert {"cpu", "memory"} == set(WORKER["resources"]["requests"])


def test_the_pod_runs_the_container_as_it_is_built():
    built = (ROOT / "deploy/Dockerfile").read_text()
    assert f"USER {POD['securityContext']['runAsUser']}\n" in built
    assert f"EXPOSE {WORKER['ports'][0]['containerPort']}\n" in built
    known = {line["name"] for line in WORKER["env"]}
    read = set(re.findall(r'"(EXPLORABLE_\w+)"', (ROOT / "deploy/worker.py").read_text()))
    assert known - {"FORWARDED_ALLOW_IPS"} == read


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")
def test_kustomize_puts_the_name_of_the_site_where_it_belongs():
    command = ["kubectl", "kustomize", str(FOLDER)]
    documents = list(yaml.safe_load_all(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    for document in documents:
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
    by_kind = {document["kind"]: document for document in documents}
    host = by_kind["ConfigMap"]["data"]["host"]
    assert by_kind["Ingress"]["spec"]["rules"][0]["host"] == host
    assert by_kind["Ingress"]["spec"]["tls"][0]["hosts"] == [host]
