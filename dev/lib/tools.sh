# shellcheck shell=bash
# The programs of the cluster, built from source by the Go tool chain. Each module below dev/tools pins its versions
# in go.mod, and go.sum verifies what is downloaded.

# What integration tests need, and what the whole cluster needs; in the order in which they are built.
API_TOOLS=(etcd kube-apiserver kubectl)
CLUSTER_TOOLS=("${API_TOOLS[@]}" kube-controller-manager kube-scheduler kubelet kube-proxy coredns volumes pause image helm)

# tool_module TOOL: the folder of dev/tools that it is built in.
tool_module() {
  case $1 in
    kube* ) printf 'kubernetes' ;;
    *) printf '%s' "$1" ;;
  esac
}

# tool_package TOOL: what is built.
tool_package() {
  case $1 in
    kube*) printf 'k8s.io/kubernetes/cmd/%s' "$1" ;;
    helm) printf 'helm.sh/helm/v3/cmd/helm' ;;
    *) printf '.' ;;
  esac
}

# tool_version TOOL: the version that its go.mod requires; 0 for the project's own.
tool_version() {
  local path version
  case $1 in
    kube*) path=k8s.io/kubernetes ;;
    etcd) path=go.etcd.io/etcd/server/v3 ;;
    coredns) path=github.com/coredns/coredns ;;
    helm) path=helm.sh/helm/v3 ;;
    *) path= ;;
  esac
  version=$(awk -v path="$path" '$1 == "require" {sub(/^require /, "")} $1 == path {print substr($2, 2); exit}' \
    "$DEV/tools/$(tool_module "$1")/go.mod")
  printf '%s' "${version:-0}"
}

# tool_linker_flags TOOL: programs that report their version learn it here.
tool_linker_flags() {
  local version=v$(tool_version "$1") kubernetes minor
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

# tool_key TOOL: the cache's name of this tool in this version.
tool_key() {
  local module=$DEV/tools/$(tool_module "$1") flags files
  flags=$(tool_linker_flags "$1")
  files=("$module"/go.* "$module"/*.go)
  printf 'tools/%s-%s-%s-%s' "$1" "$(tool_version "$1")" "$(machine)" "$(fingerprint "${files[@]}" "$flags")"
}

# tool TOOL: the path of the built program.
tool() {
  printf '%s/%s/%s' "$(cache_home)" "$(tool_key "$1")" "$1"
}

# build_tools TOOL...: builds those of them that the cache lacks, a step for each.
build_tools() {
  local tool missing=()
  for tool in "$@"; do
    in_cache "$(tool_key "$tool")" || missing+=("$tool")
  done
  ((${#missing[@]})) || return 0
  need_go
  steps "${#missing[@]}"
  for tool in "${missing[@]}"; do
    run_step "Building $tool $(tool_version "$tool")" build_in_cache "$(tool_key "$tool")" compile_tool "$tool"
  done
}

compile_tool() {
  local tool=$1 into=$2
  cd "$DEV/tools/$(tool_module "$tool")"
  CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false -mod=readonly' GOWORK=off \
    go build -ldflags "$(tool_linker_flags "$tool")" -o "$into/$tool" "$(tool_package "$tool")"
}
