# shellcheck shell=bash
# What the machine must have, found or installed; and what to say when it hasn't.

# machine: the architecture as Go, Debian and image formats name it.
machine() {
  case $(uname -m) in
    x86_64) printf 'amd64' ;;
    aarch64 | arm64) printf 'arm64' ;;
    *) die "this machine is $(uname -m); the development cluster runs on x86_64 and arm64" ;;
  esac
}

# need_linux_root WHY: a Debian-like Linux and the rights to make namespaces.
need_linux_root() {
  [[ $(uname -s) == Linux ]] ||
    die "$1 needs Linux: it uses network, mount and process namespaces. This is $(uname -s); use a Debian 12 (virtual) machine"
  ((EUID == 0)) || die "$1 needs root (namespaces, mounts, network links): run it as root"
  machine >/dev/null
  unshare --mount --net --pid --fork true 2>/dev/null ||
    die "$1 needs to make namespaces (unshare --mount --net --pid), which is refused here: an unprivileged container? Run it on the machine itself or in a privileged container"
}

# need_go: a Go tool chain builds the cluster's programs from source.
need_go() {
  command -v go >/dev/null ||
    die "Go is not on the PATH: it builds the cluster's programs. Install Go 1.26 or newer from https://go.dev/dl/"
}

# find_jdk: the folder of a JDK 25: JAVA_HOME, else java on the PATH, else below /usr/lib/jvm.
find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/*25*; do
    if is_jdk_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  die "no JDK 25 found: looked at JAVA_HOME (${JAVA_HOME:-unset}), java on the PATH and /usr/lib/jvm/*25*. Install one (Temurin 25, for example) and set JAVA_HOME"
}

jdk_on_path() {
  local java
  if java=$(command -v java); then
    java=$(readlink -f "$java")
    printf '%s' "${java%/bin/java}"
  fi
}

is_jdk_25() {
  [[ -n $1 && -x $1/bin/javac && -f $1/release ]] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# jdk_version HOME: such as 25.0.1+8.
jdk_version() {
  sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$1/release"
}

# ensure_packages COMMAND:PACKAGE...: installs with one apt-get what is missing. A command may be a file's path. The
# test is for the command, not the package: Docker's containerd.io serves as well as Debian's containerd, and
# installing the latter would remove it.
ensure_packages() {
  local pair missing=()
  for pair in "$@"; do
    has "${pair%%:*}" || missing+=("${pair#*:}")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "missing: ${missing[*]}, and there is no apt-get to install them with. Install what provides: ${*%%:*}"
  ((EUID == 0)) || die "missing packages: run as root: apt-get install ${missing[*]}"
  apt_install "${missing[@]}"
}

# ensure_venv: a Python that makes virtual environments, for which Debian has a package of its own.
ensure_venv() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
}

has() {
  case $1 in
    */*) [[ -e $1 ]] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# apt_install PACKAGE...: one at a time of all that run here, and with a folder of its own for what it downloads: where
# images tell apt to remove its downloads after each run, another apt-get would remove ours before they are installed.
apt_install() {
  local log folder apt
  log=$(mktemp)
  folder=$(mktemp -d)
  mkdir "$folder/partial"
  chmod 755 "$folder"
  apt=(apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o "Dir::Cache::archives=$folder")
  if ! (
    flock 9
    # A mirror that is listed but not reachable must not stop what the others have.
    "${apt[@]}" update 9>&- || true
    # A service that a package starts must not inherit the lock.
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "$@" 9>&-
  ) 9>/run/lock/steward-apt >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -rf "$log" "$folder"
    die "apt-get could not install: $*"
  fi
  rm -rf "$log" "$folder"
}

# reach_clusters_directly: no proxy knows the way to a cluster of this machine.
reach_clusters_directly() {
  export NO_PROXY="${NO_PROXY:+$NO_PROXY,}10.0.0.0/8" no_proxy="${no_proxy:+$no_proxy,}10.0.0.0/8"
}
