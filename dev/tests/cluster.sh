#!/bin/bash
# The development cluster's own test: two clusters side by side are what docs/development/cluster.md says they are, and
# leave nothing behind. About a minute. Run as `dev/cluster selftest`.
set -euo pipefail

# shellcheck source=../lib/all.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/all.sh"

readonly A=selftest-a B=selftest-b
readonly STARTED=$EPOCHSECONDS

main() {
  trap 'remove_both' EXIT
  "$DEV/cluster" build
  build_tools answer
  remove_both
  HOST_RULES=$(host_rules)
  WORK=$(mktemp -d)
  pack_answer_image

  both_come_up
  block_a=$(<"$STATE/clusters/$A/block")
  block_b=$(<"$STATE/clusters/$B/block")

  check 'a running cluster is left as it is, in no time' up_again_is_quick
  check 'a pod of each answers through its Service, asked from the machine' services_answer
  check 'a pod finds a Service by name, and its log can be read' names_resolve
  check 'the kubelet refuses who does not say who they are' kubelet_refuses_anonymous
  check 'the kubelet refuses who has no right' kubelet_refuses_without_right
  check 'a node may not write what another owns' node_is_restricted
  check 'a pod that asks for a GPU runs' gpu_pod_runs
  check 'a pod that asks for nine GPUs is told that there are too few' nine_gpus_stay_pending
  check 'a StatefulSet gets its volumes without being told a class' dynamic_volume
  check 'one prepared folder serves claims in two namespaces' prepared_volumes
  check 'a kubelet that was killed is back, with its GPUs' kubelet_comes_back
  check 'a cluster whose first process was killed is repaired, with what was in it' killed_cluster_is_repaired
  check 'the machine settings are as they were' machine_settings_stay
  check 'one goes down without a trace' goes_without_trace "$B" "$block_b"
  check 'and the other goes on' services_answer_of "$A"
  check 'the other goes down without a trace' goes_without_trace "$A" "$block_a"
  check 'packages apart, the machine is as before' host_is_as_before
  note "All of it holds, after $((EPOCHSECONDS - STARTED)) s."
}

# check SENTENCE COMMAND...: a line each; the first that fails ends the test.
check() {
  local sentence=$1 log=$WORK/check.log status=0 begun
  shift
  begun=$(now_ms)
  # In the background and waited for, so that errexit holds inside.
  ("$@") >"$log" 2>&1 &
  wait $! || status=$?
  if ((status != 0)); then
    note "FAILED: $sentence ($(seconds_since "$begun"))"
    tail -n 40 "$log" >&2
    exit 1
  fi
  note "ok: $sentence ($(seconds_since "$begun"))"
}

remove_both() {
  "$DEV/cluster" down "$A" 2>/dev/null
  "$DEV/cluster" down "$B" 2>/dev/null
  [[ -z ${WORK:-} ]] || rm -rf "$WORK"
}

both_come_up() {
  local begun status=0
  begun=$(now_ms)
  "$DEV/cluster" up "$A" >"$WORK/a.log" 2>&1 &
  local a=$!
  "$DEV/cluster" up "$B" >"$WORK/b.log" 2>&1 || status=1
  wait "$a" || status=1
  if ((status != 0)); then
    cat "$WORK/a.log" "$WORK/b.log" >&2
    die 'a cluster did not come up'
  fi
  note "ok: two clusters come up at once ($(seconds_since "$begun"))"
}

# k CLUSTER ARGUMENT...
k() {
  STEWARD_CLUSTER=$1 "$DEV/kubectl" "${@:2}"
}

pack_answer_image() {
  tar --create --file="$WORK/layer.tar" --directory="$(dirname "$(tool answer)")" answer
  "$(tool image)" --out "$WORK/answer.tar" --name steward.dev/answer:1 --user 65532:65532 --entrypoint /answer "$WORK/layer.tar"
}

up_again_is_quick() {
  local begun
  begun=$(now_ms)
  "$DEV/cluster" up "$A"
  (($(now_ms) - begun < 1000))
}

services_answer() {
  local cluster
  for cluster in "$A" "$B"; do
    "$DEV/cluster" load "$cluster" "$WORK/answer.tar"
    web_pod "$cluster" | k "$cluster" apply -f -
  done
  for cluster in "$A" "$B"; do
    k "$cluster" wait --for=condition=Ready pod/web --timeout=30s
    services_answer_of "$cluster"
  done
}

services_answer_of() {
  local address
  address=$(k "$1" get service web -o 'jsonpath={.spec.clusterIP}')
  wait_until 10 "an answer of $1 at $address" answers "http://$address/" "I am $1"
  # The pod itself, too.
  address=$(k "$1" get pod web -o 'jsonpath={.status.podIP}')
  answers "http://$address:8080/" "I am $1"
}

answers() {
  [[ $(curl --silent --fail --max-time 2 --noproxy '*' "$1") == "$2" ]]
}

web_pod() {
  cat <<END
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  containers:
  - name: web
    image: steward.dev/answer:1
    args: [--text, I am $1]
    readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}
END
}

names_resolve() {
  k "$A" run asks --image=steward.dev/answer:1 --restart=Never -- --get http://web.default.svc.cluster.local/
  k "$A" wait --for=jsonpath='{.status.phase}'=Succeeded pod/asks --timeout=30s
  [[ $(k "$A" logs asks) == "I am $A" ]]
}

# kubelet_says [CURL ARGUMENT...]: the status of its answer.
kubelet_says() {
  curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/clusters/$A/pki/ca.crt" "$@" \
    "https://10.$block_a.255.254:10250/pods"
}

kubelet_refuses_anonymous() {
  [[ $(kubelet_says) == 401 ]]
}

kubelet_refuses_without_right() {
  local token
  token=$(k "$A" create token default)
  [[ $(kubelet_says --header "Authorization: Bearer $token") == 403 ]]
}

node_is_restricted() {
  local said
  said=$("$(tool kubectl)" --kubeconfig="$STATE/clusters/$A/kubeconfigs/node" label node node1 node-restriction.kubernetes.io/a=b 2>&1) && return 1
  [[ $said == *'is not allowed to modify labels'* ]]
}

gpu_pod() {
  cat <<END
apiVersion: v1
kind: Pod
metadata: {name: gpu-$1}
spec:
  terminationGracePeriodSeconds: 0
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}
  containers:
  - name: pause
    image: steward.dev/pause:1
    resources: {limits: {nvidia.com/gpu: $1}}
END
}

gpu_pod_runs() {
  gpu_pod 1 | k "$A" apply -f -
  k "$A" wait --for=condition=Ready pod/gpu-1 --timeout=30s
}

nine_gpus_stay_pending() {
  gpu_pod 9 | k "$A" apply -f -
  k "$A" wait --for=jsonpath='{.status.conditions[?(@.type=="PodScheduled")].reason}'=Unschedulable pod/gpu-9 --timeout=30s
  [[ $(k "$A" get pod gpu-9 -o 'jsonpath={.status.conditions[*].message}') == *'Insufficient nvidia.com/gpu'* ]]
}

dynamic_volume() {
  k "$A" apply -f - <<'END'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: keeper}
spec:
  selector: {matchLabels: {app: keeper}}
  template:
    metadata: {labels: {app: keeper}}
    spec:
      terminationGracePeriodSeconds: 0
      securityContext: {runAsNonRoot: true, fsGroup: 65532}
      containers:
      - name: keeper
        image: steward.dev/pause:1
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
END
  k "$A" wait --for=jsonpath='{.status.readyReplicas}'=1 statefulset/keeper --timeout=30s
  # fsGroup was applied: the folder can be written by the group.
  local volume
  volume=$(k "$A" get pvc data-keeper-0 -o 'jsonpath={.spec.volumeName}')
  [[ $(stat --format='%g %A' "$STATE/clusters/$A/volumes/$volume") == '65532 drwxrwsr-x' ]]
}

prepared_volumes() {
  local namespace
  mkdir -p "$WORK/models/minilm"
  echo weights >"$WORK/models/minilm/model.onnx"
  "$DEV/cluster" volume "$A" one,two "$WORK/models"
  for namespace in one two; do
    k "$A" create namespace "$namespace"
    models_claim "$namespace" | k "$A" apply -f -
  done
  for namespace in one two; do
    k "$A" wait -n "$namespace" --for=jsonpath='{.status.phase}'=Bound pvc/models --timeout=20s
  done
  [[ $(find "$STATE/clusters/$A/volumes" -name model.onnx | wc -l) == 1 ]]
}

models_claim() {
  cat <<END
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: models, namespace: $1}
spec:
  storageClassName: local
  volumeName: $1
  accessModes: [ReadOnlyMany]
  resources: {requests: {storage: 1Gi}}
END
}

kubelet_comes_back() {
  local folder=$STATE/clusters/$A pid
  read -r pid _ <"$folder/run/node"
  local before
  before=$(<"$folder/run/kubelet.pid")
  nsenter --target "$pid" --pid --mount kill -KILL "$before"
  wait_until 30 'a new kubelet' is_another "$folder/run/kubelet.pid" "$before"
  "$DEV/cluster" up "$A"
  [[ $(k "$A" get node node1 -o 'jsonpath={.status.allocatable.nvidia\.com/gpu}') == 8 ]]
  [[ $(k "$A" get pod gpu-1 -o 'jsonpath={.status.phase}') == Running ]]
}

is_another() {
  [[ -s $1 && $(<"$1") != "$2" ]]
}

killed_cluster_is_repaired() {
  local pid
  read -r pid _ <"$STATE/clusters/$B/run/node"
  kill -KILL "$pid"
  "$DEV/cluster" up "$B"
  k "$B" wait --for=condition=Ready pod/web --timeout=60s
  services_answer_of "$B"
}

machine_settings_stay() {
  [[ $(machine_settings) == "${SETTINGS}" ]]
}

machine_settings() {
  cat /proc/sys/{vm/overcommit_memory,vm/panic_on_oom,kernel/panic,kernel/panic_on_oops,net/ipv4/ip_forward}
}

# goes_without_trace NAME BLOCK
goes_without_trace() {
  local processes
  processes=$(find /sys/fs/cgroup -path "*/steward$2/*" -name cgroup.procs -exec cat {} + | sort -u)
  [[ -n $processes ]]
  "$DEV/cluster" down "$1"
  [[ ! -e $STATE/clusters/$1 ]]
  [[ ! -e /sys/class/net/steward$2 ]]
  [[ -z $(ip -4 route show root "10.$2.0.0/16") ]]
  [[ -z $(find /sys/fs/cgroup -maxdepth 2 -name "steward$2") ]]
  [[ -z $(grep -lF "clusters/$1" /proc/*/mountinfo 2>/dev/null) ]]
  local process
  for process in $processes; do
    [[ ! -e /proc/$process ]]
  done
}

# host_rules: what Kubernetes, CNI or we could have left in the machine's own network namespace.
host_rules() {
  iptables-save 2>/dev/null | grep -E 'KUBE|CNI|steward' || true
  find /run/netns /var/lib/cni -mindepth 1 2>/dev/null || true
}

host_is_as_before() {
  [[ $(host_rules) == "$HOST_RULES" ]]
}

SETTINGS=$(machine_settings)
main "$@"
