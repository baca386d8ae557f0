#!/usr/bin/env bash
# Tries a deployment on a cluster that has the Flink Kubernetes Operator: installs an overlay, waits
# until it is stable, upgrades it by savepoint, breaks an upgrade on purpose and sees it rolled back,
# and removes it. It touches nothing that it did not install: where there is a deployment already, it
# refuses.
#
# Wants bash and kubectl 1.27 or later. docs/kubernetes.md tells what has to be there before.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
overlay="$here/overlays/dev"
deadline=900
poll=5
keep=false

usage() {
  cat << 'TEXT'
usage: smoke-test.sh [--overlay FOLDER] [--deadline SECONDS] [--poll SECONDS] [--keep]

  --overlay FOLDER     what to install (default: overlays/dev beside this script)
  --deadline SECONDS   for each wait (default: 900)
  --poll SECONDS       between two looks (default: 5)
  --keep               leave everything installed at the end

Exit codes: 0 all went well, 1 a step failed or took too long, 2 wrong usage, 3 the cluster lacks
something: nothing was changed.
TEXT
}

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*"; }

# Wrong usage, and what is missing: nothing has been changed yet.
refuse() {
  printf 'smoke-test: %s\n' "$2" >&2
  exit "$1"
}

while (($# > 0)); do
  case "$1" in
    --overlay | --deadline | --poll)
      (($# > 1)) || refuse 2 "$1 wants a value"
      case "$1" in
        --overlay) overlay="$2" ;;
        --deadline) deadline="$2" ;;
        --poll) poll="$2" ;;
      esac
      shift 2
      ;;
    --keep)
      keep=true
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      refuse 2 "unknown option $1"
      ;;
  esac
done
[[ "$deadline" =~ ^[0-9]+$ ]] || refuse 2 "--deadline wants seconds, not '$deadline'"
[[ "$poll" =~ ^[0-9]+(\.[0-9]+)?$ ]] || refuse 2 "--poll wants seconds, not '$poll'"

# --- What has to be there ------------------------------------------------------------------------

command -v kubectl > /dev/null || refuse 3 "no kubectl found: install kubectl 1.27 or later"
rendered="$(kubectl kustomize "$overlay")" || refuse 3 "kubectl cannot render $overlay, see above"

# The name of the first object of a kind. kustomize sorts keys: the kind stands before the metadata.
name_of() {
  awk -v kind="$1" '
    /^kind: / { mine = ($2 == kind) }
    /^[^ ]/ { meta = ($1 == "metadata:") }
    mine && meta && /^  name: / { print $2; exit }
  ' <<< "$rendered"
}
namespace="$(name_of Namespace)"
flink="$(name_of FlinkDeployment)"
[[ -n "$namespace" && -n "$flink" ]] || refuse 3 "$overlay renders no Namespace or no FlinkDeployment"
[[ -z "$(name_of FlinkSessionJob)" ]] \
  || refuse 3 "$overlay is a session cluster, whose jobs the operator does not roll back"

k() { kubectl --namespace "$namespace" "$@"; }

kinds="$(kubectl api-resources --api-group=flink.apache.org --output=name)" \
  || refuse 3 "the cluster does not answer, see above: kubectl config current-context"
for kind in flinkdeployments flinkstatesnapshots; do
  grep -qx "$kind.flink.apache.org" <<< "$kinds" \
    || refuse 3 "the cluster does not know $kind.flink.apache.org: install the Flink Kubernetes Operator 1.15 or later"
done
monitors=()
if [[ -n "$(name_of PodMonitor)" ]]; then
  monitors=(podmonitors.monitoring.coreos.com)
  kinds="$(kubectl api-resources --api-group=monitoring.coreos.com --output=name)"
  grep -qx podmonitors.monitoring.coreos.com <<< "$kinds" \
    || refuse 3 "the cluster does not know podmonitors.monitoring.coreos.com: install the Prometheus Operator, or leave podmonitor.yaml out of the base"
fi

missing=()
may() {
  k auth can-i "$1" "$2" > /dev/null 2>&1 || missing+=("$1 $2")
}
for kind in flinkdeployments.flink.apache.org deployments.apps configmaps services serviceaccounts \
  roles.rbac.authorization.k8s.io rolebindings.rbac.authorization.k8s.io \
  networkpolicies.networking.k8s.io ingresses.networking.k8s.io poddisruptionbudgets.policy \
  "${monitors[@]}"; do
  may create "$kind"
  may delete "$kind"
done
may patch flinkdeployments.flink.apache.org
may list flinkstatesnapshots.flink.apache.org
may patch flinkstatesnapshots.flink.apache.org
may delete flinkstatesnapshots.flink.apache.org
may patch namespaces
may get secrets
((${#missing[@]} == 0)) \
  || refuse 3 "not allowed in namespace $namespace: $(printf '%s; ' "${missing[@]}")see kubectl auth can-i --list -n $namespace"

# That of the Ingress is made by whoever issues its certificate.
mapfile -t secrets < <(awk '/secretName: / && !/-tls$/ { print $2 }' <<< "$rendered" | sort -u)
for secret in "${secrets[@]}"; do
  k get secret "$secret" > /dev/null 2>&1 \
    || refuse 3 "no Secret $secret in namespace $namespace: see docs/kubernetes.md, 'Secrets'"
done
if k get flinkdeployment "$flink" > /dev/null 2>&1; then
  refuse 3 "FlinkDeployment $flink is in namespace $namespace already, and this test would remove it"
fi

# --- The steps -----------------------------------------------------------------------------------

finish() {
  local code=$?
  if ((code != 0)); then
    {
      printf '\nsmoke-test: failed; everything is left as it is. What the cluster says:\n'
      k get flinkdeployment "$flink" --output=jsonpath='{.status.error}{"\n"}' || true
      k get pods || true
      k get events --sort-by=.lastTimestamp | tail -n 15 || true
      printf "To remove it: see docs/kubernetes.md, 'Remove'\\n"
    } >&2
  fi
}
trap finish EXIT

# A field of the FlinkDeployment, empty where there is none.
field() { k get flinkdeployment "$flink" --output=jsonpath="{$1}"; }

# Waits until a condition holds; says every 15 seconds how things are.
wait_until() {
  local what="$1" condition="$2" from=$SECONDS said=$SECONDS now
  say "waiting until $what (at most $deadline s)"
  until "$condition"; do
    now=$SECONDS
    if ((now - from >= deadline)); then
      printf 'smoke-test: not %s within %s s: %s\n' "$what" "$deadline" "$(state)" >&2
      return 1
    fi
    if ((now - said >= 15)); then
      said=$now
      say "  $((now - from)) s: $(state)"
    fi
    sleep "$poll"
  done
  say "$what after $((SECONDS - from)) s"
}

state() {
  printf 'lifecycle %s, job %s' "$(field .status.lifecycleState)" "$(field .status.jobStatus.state)"
}

# Whether the operator has seen the newest change, the job runs, and it is what was asked for.
is_stable() {
  [[ "$(field .status.observedGeneration)" == "$(field .metadata.generation)" ]] \
    && [[ "$(state)" == "lifecycle STABLE, job RUNNING" ]]
}

# What the operator writes there where it took no savepoint is no place.
is_upgraded() {
  local path
  path="$(field .status.jobStatus.upgradeSavepointPath)"
  [[ "$path" == *://* && "$path" != "$savepoint" ]] && is_stable
}

is_rolled_back() { [[ "$(state)" == "lifecycle ROLLED_BACK, job RUNNING" ]]; }

# Names of the savepoints that the operator took of it.
snapshots() {
  k get flinkstatesnapshot \
    --output=jsonpath="{range .items[?(@.spec.jobReference.name==\"$flink\")]}{.metadata.name}{\"\\n\"}{end}"
}

is_gone() { ! k get flinkdeployment "$flink" > /dev/null 2>&1; }

say "installing $overlay into namespace $namespace"
kubectl apply -k "$overlay"
wait_until "stable" is_stable
say "waiting for the console (at most $deadline s)"
k rollout status deployment/brokerscope-console --timeout="${deadline}s"

say "upgrading by savepoint"
savepoint="$(field .status.jobStatus.upgradeSavepointPath)"
k patch flinkdeployment "$flink" --type=merge --patch='{"spec":{"restartNonce":1}}'
wait_until "upgraded" is_upgraded
say "went on from $(field .status.jobStatus.upgradeSavepointPath)"

say "upgrading to an image that does not exist"
k patch flinkdeployment "$flink" --type=merge --patch='{"spec":{
  "image":"'"$(field .spec.image)"'-does-not-exist",
  "flinkConfiguration":{"kubernetes.operator.deployment.readiness.timeout":"1 min"}}}'
wait_until "rolled back" is_rolled_back
# What is wanted is the broken image until somebody says otherwise.
kubectl apply -k "$overlay"
wait_until "stable" is_stable

if "$keep"; then
  say "all went well; left installed: to remove it see docs/kubernetes.md, 'Remove'"
  exit 0
fi
say "removing"
# First its savepoints: the operator removes none that is to be disposed of when the job is gone.
for snapshot in $(snapshots); do
  k patch flinkstatesnapshot "$snapshot" --type=merge --patch='{"spec":{"savepoint":{"disposeOnDelete":false}}}'
  k delete flinkstatesnapshot "$snapshot"
done
# Then the job, while its permissions and its operator's way to it are still there.
k delete flinkdeployment "$flink" --wait=false
wait_until "removed" is_gone
for kind in deployments services ingresses configmaps networkpolicies poddisruptionbudgets \
  rolebindings roles serviceaccounts "${monitors[@]}"; do
  k delete "$kind" --selector=app.kubernetes.io/part-of=brokerscope
done
say "all went well; namespace $namespace, its Secrets and what is on object storage are left"
