# shellcheck shell=bash
# The configuration files of a node's components. Inside the node's namespaces the cluster's folder is
# /run/steward, wherever the checkout is, so that no path here depends on it.

# write_configuration FOLDER: needs network_of.
write_configuration() {
  mkdir -p "$1/cni"
  containerd_toml >"$1/containerd.toml"
  cni_conflist >"$1/cni/10-steward.conflist"
  kubelet_yaml >"$1/kubelet.yaml"
  kube_proxy_yaml >"$1/kube-proxy.yaml"
  corefile >"$1/Corefile"
  printf 'nameserver %s\n' "$NODE_IP" >"$1/resolv.conf"
  audit_yaml >"$1/audit.yaml"
}

# Who wrote what and when, and nothing of what it said: tests and benchmarks count the writes of a component by it,
# follow a pod on its way, and read what admission policies decided.
audit_yaml() {
  cat <<'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    verbs: [create, update, patch, delete, deletecollection]
    userGroups: ["system:serviceaccounts"]
  - level: Metadata
    verbs: [create]
    users: ["system:kube-controller-manager", "system:kube-scheduler"]
    resources: [{group: "", resources: ["pods", "pods/binding"]}]
  - level: Metadata
    verbs: [create]
    resources: [{group: steward.dev, resources: [modelservices]}]
  - level: None
END
}

containerd_toml() {
  cat <<'END'
version = 2
root = "/run/steward/containerd"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing",
]

[grpc]
  address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "steward.dev/pause:1"
  # Containers may ask for a lower out-of-memory score than this process may give where its own rights are limited.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/run/steward/etc/cni"
  # Registries that need to be told about, a folder with containerd's hosts.toml each; read at every pull.
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/run/steward/registries"
END
}

# Pods are routed, not bridged: a reply from a pod of the same node then always passes the node's address
# translation, whether or not the machine has the br_netfilter module.
cni_conflist() {
  cat <<END
{
  "cniVersion": "0.4.0",
  "name": "steward",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/steward-addresses",
        "ranges": [[{"subnet": "$PODS"}]],
        "routes": [{"dst": "0.0.0.0/0"}]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
END
}

kubelet_yaml() {
  cat <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: /run/steward/pki/ca.crt}
authorization: {mode: Webhook}
tlsCertFile: /run/steward/pki/kubelet.crt
tlsPrivateKeyFile: /run/steward/pki/kubelet.key
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$LINK
failCgroupV1: false
failSwapOn: false
clusterDNS: ["$NODE_IP"]
clusterDomain: cluster.local
resolvConf: /run/steward/etc/resolv.conf
podLogsDir: /run/steward/log/pods
maxPods: 200
# Images come from files and cannot be fetched again: never collect them, never evict for lack of a developer's disk.
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
END
}

kube_proxy_yaml() {
  cat <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
hostnameOverride: $NODE_NAME
clusterCIDR: $PODS
clientConnection: {kubeconfig: /run/steward/kubeconfigs/proxy}
# The size of the connection table belongs to the machine and is left alone.
conntrack: {maxPerCore: 0, min: 0}
# At most one batch of rules in 100 ms, instead of one a second: here a Service's new pod is reached at once.
iptables: {minSyncPeriod: 100ms}
END
}

corefile() {
  cat <<END
cluster.local in-addr.arpa {
  bind $NODE_IP
  errors
  ready $NODE_IP:8181
  kubernetes {
    kubeconfig /run/steward/kubeconfigs/dns
  }
}
# Nothing beyond the cluster is reached from it: say so at once.
. {
  bind $NODE_IP
  template ANY ANY {
    rcode NXDOMAIN
  }
}
END
}
