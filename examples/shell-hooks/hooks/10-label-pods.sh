#!/usr/bin/env bash
# Labels each new Pod of the namespaces that ask for it with the time of its first sight. Needs bash and jq.
set -euo pipefail
. "$(dirname "$0")/lib/log.sh"

if [[ "${1:-}" == --config ]]; then
  cat <<'CONFIG'
configVersion: v1
kubernetes:
- name: pods
  apiVersion: v1
  kind: Pod
  namespace:
    labelSelector:
      matchLabels: { shell-hooks: "yes" }
  executeHookOnEvent: [Added]
  jqFilter: '{name: .metadata.name, namespace: .metadata.namespace, seen: .metadata.labels["shell-hooks/seen"]}'
  keepFullObjectsInMemory: false
CONFIG
  exit 0
fi

# A Synchronization has all Pods at once, an Event one: both are treated alike.
jq -c '.[] | if .type == "Synchronization" then .objects[].filterResult else .filterResult end | select(.seen == null)' \
  "$BINDING_CONTEXT_PATH" |
while read -r pod; do
  jq -cn --argjson pod "$pod" --arg now "$(date -u +%Y%m%dT%H%M%SZ)" '{
    operation: "MergePatch", kind: "Pod", name: $pod.name, namespace: $pod.namespace, ignoreMissingObject: true,
    mergePatch: {metadata: {labels: {"shell-hooks/seen": $now}}}
  }' >> "$KUBERNETES_PATCH_PATH"
  say info "labelled Pod $(jq -r .name <<< "$pod")"
done
