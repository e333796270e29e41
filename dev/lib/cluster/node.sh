#!/bin/bash
# The first process of a cluster's own process, mount and network namespaces: it prepares the mounts, starts the
# components and starts again those that end. When it is killed, the kernel ends every process of the cluster, and
# with the last one the mounts, links and rules are gone: that is all there is to taking a cluster down.
#
#   unshare --fork --pid --mount --net … node.sh FOLDER MODE     (see start_node in ../../cluster)
#
# FOLDER is the cluster's state; MODE is `api` (etcd and the API server) or `full`.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=names.sh
. "$here/names.sh"
# shellcheck source=cgroups.sh
. "$here/cgroups.sh"
# shellcheck source=network.sh
. "$here/network.sh"

# Declared, not real: the node advertises eight GPUs, so that the scheduler treats pods that ask for one as it would
# on a GPU node. No device is behind them and no container sees one.
readonly GPU_COUNT=8
readonly GPU_LABELS=nvidia.com/gpu.present=true,nvidia.com/gpu.product=NVIDIA-L4,nvidia.com/gpu.memory=23034,nvidia.com/gpu.count=$GPU_COUNT

main() {
  local folder=$1 mode=$2
  cd "$folder"
  network_of "$(<block)"
  join_cgroup "$LINK"
  note_identity run/node
  own_mounts
  cd /run/steward
  # Everything in here is reached directly.
  unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
  # Containers get as many open files as their process may have, as under systemd.
  ulimit -Sn "$(ulimit -Hn)"
  export PATH=/run/steward/bin:/usr/local/sbin:/usr/sbin:/sbin:$PATH HOME=/run/steward KUBECONFIG=/run/steward/kubeconfig
  until_true has_address
  echo 1 >/proc/sys/net/ipv4/ip_forward
  start_api
  if [[ $mode == full ]]; then start_rest; fi
  wait
}

# note_identity FILE: this process as the machine numbers it, and the moment it started, which tells it from a later
# process of the same number. Only before own_mounts is the machine's /proc at hand.
note_identity() {
  local stat fields
  # read, not a substitution: that would be another process, and /proc/self the number of that.
  read -r stat </proc/self/stat
  read -ra fields <<<"${stat##*) }"
  # The start is the 22nd field; the state, the third, is the first that is left here.
  printf '%s %s\n' "${stat%% *}" "${fields[19]}" >"$1.partial"
  mv "$1.partial" "$1"
}

# own_mounts: what the components want to have for themselves below fixed paths, they get here without the machine
# noticing.
own_mounts() {
  local path
  mount -t proc proc /proc
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/steward /run/lock /run/tunables
  mount --no-canonicalize --bind . /run/steward
  for path in "${MOUNT_POINTS[@]}"; do
    mkdir -p "$path"
    mount -t tmpfs -o mode=755 tmpfs "$path"
  done
  # The kubelet sets these for the whole machine; it gets a copy of each to set.
  for path in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    cat "/proc/sys/$path" >"/run/tunables/${path//\//.}"
    mount --bind "/run/tunables/${path//\//.}" "/proc/sys/$path"
  done
  mount --make-rshared /
}

has_address() {
  [[ -n $(ip -4 route show default 2>/dev/null) ]]
}

# until_true COMMAND...: whoever started the cluster waits with a deadline; in here it is enough to go on asking.
until_true() {
  until "$@" &>/dev/null; do sleep 0.05; done
}

# supervise NAME COMMAND...: keeps it running. Each restart is a line of log/node.log.
supervise() {
  local name=$1
  shift
  (
    set +e
    while :; do
      "$@" >>"log/$name.log" 2>&1 </dev/null &
      printf '%s\n' "$!" >"run/$name.pid"
      wait "$!"
      printf '%s %s ended with status %s and is started again\n' "$(date --iso-8601=seconds)" "$name" "$?" >>log/node.log
      sleep 0.5
    done
  ) &
}

start_api() {
  supervise etcd etcd --name=steward --data-dir=/run/steward/etcd --log-level=warn --unsafe-no-fsync \
    --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \
    --listen-peer-urls=http://127.0.0.1:2380 --initial-advertise-peer-urls=http://127.0.0.1:2380 \
    --initial-cluster=steward=http://127.0.0.1:2380
  until_true curl --silent --fail http://127.0.0.1:2379/health
  local pki=/run/steward/pki
  supervise kube-apiserver kube-apiserver \
    --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address="$NODE_IP" --secure-port=6443 --service-cluster-ip-range="$SERVICES" \
    --client-ca-file=$pki/ca.crt --tls-cert-file=$pki/apiserver.crt --tls-private-key-file=$pki/apiserver.key \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file=$pki/service-accounts.pub --service-account-signing-key-file=$pki/service-accounts.key \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --kubelet-certificate-authority=$pki/ca.crt --kubelet-client-certificate=$pki/kubelet-client.crt \
    --kubelet-client-key=$pki/kubelet-client.key --kubelet-preferred-address-types=InternalIP \
    --audit-policy-file=/run/steward/etc/audit.yaml --audit-log-path=/run/steward/log/audit.log \
    --audit-log-maxsize=50 --audit-log-maxbackup=1 --feature-gates="${STEWARD_FEATURE_GATES:-}"
}

start_rest() {
  supervise containerd containerd --config=/run/steward/etc/containerd.toml --log-level=warn
  until_true curl --silent --fail --cacert pki/ca.crt "https://$NODE_IP:6443/readyz"
  # With their default client limits the controllers need minutes for a thousand pods; and a claim whose binding met a
  # conflict is looked at again only after 15 s.
  local limits=(--kube-api-qps=500 --kube-api-burst=1000)
  supervise kube-controller-manager kube-controller-manager --kubeconfig=kubeconfigs/controllers --leader-elect=false \
    --bind-address=127.0.0.1 --use-service-account-credentials --root-ca-file=pki/ca.crt \
    --service-account-private-key-file=pki/service-accounts.key "${limits[@]}" \
    --concurrent-deployment-syncs=20 --concurrent-replicaset-syncs=20 --concurrent-statefulset-syncs=20 \
    --pvclaimbinder-sync-period=1s --horizontal-pod-autoscaler-sync-period=2s
  supervise kube-scheduler kube-scheduler --kubeconfig=kubeconfigs/scheduler --leader-elect=false \
    --bind-address=127.0.0.1 "${limits[@]}"
  until_true ctr --namespace k8s.io images import images/pause.tar
  supervise kubelet kubelet --kubeconfig=kubeconfigs/node --config=etc/kubelet.yaml --root-dir=/run/steward/kubelet \
    --hostname-override="$NODE_NAME" --node-ip="$NODE_IP" --node-labels="$GPU_LABELS"
  supervise kube-proxy kube-proxy --config=etc/kube-proxy.yaml
  until_true kubectl apply --server-side --force-conflicts --field-manager=steward-dev --filename=manifests
  supervise coredns coredns -conf etc/Corefile
  supervise volumes volumes --kubeconfig=kubeconfigs/volumes --root=/run/steward/volumes --node="$NODE_NAME"
  supervise gpus declare_gpus
}

# declare_gpus: a kubelet that registers its node anew sets resources that no device plugin reports to zero; whenever
# that is seen, they are declared again. A count that somebody else has set stays.
declare_gpus() {
  local count
  kubectl get node "$NODE_NAME" --watch --output='jsonpath={.status.capacity.nvidia\.com/gpu}{"\n"}' |
    while read -r count; do
      if [[ -z $count || $count == 0 ]]; then
        kubectl patch node "$NODE_NAME" --subresource=status --type=merge --patch \
          "{\"status\":{\"capacity\":{\"nvidia.com/gpu\":\"$GPU_COUNT\"},\"allocatable\":{\"nvidia.com/gpu\":\"$GPU_COUNT\"}}}"
      fi
    done
}

main "$@"
exit
