# shellcheck shell=bash
# The programs of the cluster, built from source by the Go tool chain. Each module below dev/tools pins its versions
# in go.mod, and go.sum verifies what is downloaded.

# What integration tests need, and what the whole cluster needs; in the order in which they are built.
API_TOOLS=(etcd kube-apiserver kubectl)
CLUSTER_TOOLS=("${API_TOOLS[@]}" kube-controller-manager kube-scheduler kubelet kube-proxy coredns volumes pause image helm)

# What integration tests need besides: a server of the S3 protocol, a registry with a client that pushes to it, and
# somebody else's check of a log of ours.
STORE_TOOLS=(versitygw registry oras)
LEDGER_TOOLS=(tessera-fsck)

# What the demo needs on a cluster that is there already.
CLIENT_TOOLS=(kubectl image deliver helm)

# tool_module TOOL: the folder of dev/tools whose go.mod pins it.
tool_module() {
  case $1 in
    kube* | volumes) printf kubernetes ;;
    coredns | helm) printf addons ;;
    *) printf '%s' "$1" ;;
  esac
}

# tool_package TOOL: what is built: a published program, or one of the project in this folder or the module's own.
tool_package() {
  case $1 in
    kube*) printf 'k8s.io/kubernetes/cmd/%s' "$1" ;;
    helm) printf helm.sh/helm/v3/cmd/helm ;;
    versitygw) printf github.com/versity/versitygw/cmd/versitygw ;;
    registry) printf github.com/distribution/distribution/v3/cmd/registry ;;
    oras) printf oras.land/oras/cmd/oras ;;
    tessera-fsck) printf github.com/transparency-dev/tessera/cmd/fsck ;;
    volumes | coredns) printf './%s' "$1" ;;
    *) printf . ;;
  esac
}

# tool_version TOOL: the version that its go.mod requires; nothing for the project's own.
tool_version() {
  local path
  case $1 in
    kube*) path=k8s.io/kubernetes ;;
    etcd) path=go.etcd.io/etcd/server/v3 ;;
    coredns) path=github.com/coredns/coredns ;;
    helm) path=helm.sh/helm/v3 ;;
    knative-autoscaler) path=knative.dev/serving ;;
    versitygw) path=github.com/versity/versitygw ;;
    registry) path=github.com/distribution/distribution/v3 ;;
    oras) path=oras.land/oras ;;
    tessera-fsck) path=github.com/transparency-dev/tessera ;;
    *) return 0 ;;
  esac
  awk -v path="$path" '$1 == "require" {sub(/^require /, "")} $1 == path {print substr($2, 2); exit}' \
    "$DEV/tools/$(tool_module "$1")/go.mod"
}

# tool_linker_flags TOOL: programs that report their version learn it here.
tool_linker_flags() {
  local version kubernetes minor
  version=v$(tool_version "$1")
  kubernetes=v$(tool_version kubectl)
  minor=${kubernetes#v1.}
  minor=${minor%%.*}
  case $1 in
    kube*)
      printf -- '-s -w -X k8s.io/component-base/version.gitVersion=%s -X k8s.io/component-base/version.gitMajor=1' "$version"
      printf -- ' -X k8s.io/component-base/version.gitMinor=%s -X k8s.io/client-go/pkg/version.gitVersion=%s' "$minor" "$version"
      ;;
    helm)
      # `helm template` takes the cluster to be of this version.
      printf -- '-s -w -X helm.sh/helm/v3/internal/version.version=%s' "$version"
      printf -- ' -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=%s' "$minor"
      ;;
    *) printf -- '-s -w' ;;
  esac
}

# tool_key TOOL: the cache's name of this tool, in this version, of these sources, built in this way.
tool_key() {
  if [[ -z ${TOOL_KEYS[$1]:-} ]]; then learn_tool_key "$1"; fi
  printf '%s' "${TOOL_KEYS[$1]}"
}

# Filled by learn_tool_key, which a caller that needs many keys uses beforehand: what a $(tool_key …) learns is lost
# with its subshell.
declare -gA TOOL_KEYS=()

# learn_tool_key TOOL
learn_tool_key() {
  local tool=$1 module version flags sources
  module=$DEV/tools/$(tool_module "$tool")
  version=$(tool_version "$tool")
  flags=$(tool_linker_flags "$tool")
  case $(tool_package "$tool") in
    .) mapfile -t sources < <(find "$module" -name '*.go' | LC_ALL=C sort) ;;
    ./*) sources=("$module/$tool/main.go") ;;
    *) sources=(published) ;;
  esac
  TOOL_KEYS[$tool]=tools/$tool-${version:+$version-}$(machine)-$(fingerprint "$module/go.mod" "$module/go.sum" "${sources[@]}" "$flags")
}

# tool TOOL: the path of the built program.
tool() {
  printf '%s/%s/%s' "$(cache_home)" "$(tool_key "$1")" "$1"
}

# build_tools TOOL...: builds those of them that the cache lacks, a step for each.
build_tools() {
  local tool missing=()
  for tool in "$@"; do
    learn_tool_key "$tool"
    in_cache "$(tool_key "$tool")" || missing+=("$tool")
  done
  ((${#missing[@]})) || return 0
  need_go
  steps "${#missing[@]}"
  for tool in "${missing[@]}"; do
    run_step "Building $(described "$tool")" build_in_cache "$(tool_key "$tool")" compile_tool "$tool"
  done
}

compile_tool() {
  local tool=$1 into=$2
  cd "$DEV/tools/$(tool_module "$tool")" || exit
  # The compiler collects its garbage less often than usual: a sixth less time for some more memory.
  CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false -mod=readonly' GOWORK=off GOGC=400 \
    go build -ldflags "$(tool_linker_flags "$tool")" -o "$into/$tool" "$(tool_package "$tool")"
}

# described TOOL: its name and, of a published one, its version.
described() {
  local version
  version=$(tool_version "$1")
  printf '%s%s' "$1" "${version:+ $version}"
}
