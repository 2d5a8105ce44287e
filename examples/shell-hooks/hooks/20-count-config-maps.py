#!/usr/bin/env python3
"""Keeps a ConfigMap 'summary' with the names of all others in each namespace that asks for it, and a metric. Needs Python 3 only."""

import json
import os
import sys
from collections import defaultdict

CONFIG = {
    "configVersion": "v1",
    "kubernetes": [
        {
            "name": "config-maps",
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "namespace": {"labelSelector": {"matchLabels": {"shell-hooks": "yes"}}},
            "jqFilter": "{name: .metadata.name, namespace: .metadata.namespace}",
            "keepFullObjectsInMemory": False,
            "group": "summary",
            "queue": "summaries",
        }
    ],
    "schedule": [{"name": "every-hour", "crontab": "0 * * * *", "group": "summary", "queue": "summaries"}],
    "settings": {"executionMinInterval": "200ms", "executionBurst": 5},
}

if sys.argv[1:] == ["--config"]:
    print(json.dumps(CONFIG))
    sys.exit()

with open(os.environ["BINDING_CONTEXT_PATH"], encoding="utf-8") as file:
    context = json.load(file)[-1]

names = defaultdict(list)
for item in context["snapshots"]["config-maps"]:
    found = item["filterResult"]
    if found["name"] != "summary":
        names[found["namespace"]].append(found["name"])

with open(os.environ["KUBERNETES_PATCH_PATH"], "w", encoding="utf-8") as patches:
    for namespace, found in names.items():
        summary = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "summary", "namespace": namespace},
            "data": {"names": "\n".join(found)},
        }
        patches.write(json.dumps({"operation": "CreateOrUpdate", "object": summary}) + "\n")

with open(os.environ["METRICS_PATH"], "w", encoding="utf-8") as metrics:
    for namespace, found in names.items():
        metrics.write(json.dumps({"name": "config_maps", "set": len(found), "labels": {"namespace": namespace}}) + "\n")

print(json.dumps({"level": "info", "msg": "summarised", "namespaces": len(names)}))
