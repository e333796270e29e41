# shellcheck shell=bash
# A cluster's control group: below it are the node's own processes (leaf `node`) and, made by the kubelet, the pods.
# Version 1 has a hierarchy for each controller, version 2 one for all; a hybrid machine has both.

# cgroup_roots: where the hierarchies are mounted.
cgroup_roots() {
  awk '$3 == "cgroup" || $3 == "cgroup2" {print $2}' /proc/mounts
}

# make_cgroup NAME
make_cgroup() {
  local root
  for root in $(cgroup_roots); do
    delegate_controllers "$root"
    mkdir -p "$root/$1"
    inherit_cpuset "$root" "$root/$1"
    delegate_controllers "$root/$1"
    mkdir -p "$root/$1/node"
    inherit_cpuset "$root/$1" "$root/$1/node"
  done
}

# delegate_controllers GROUP: version 2 gives children only what is written here; not every controller can be given.
delegate_controllers() {
  local controller
  [[ -f $1/cgroup.subtree_control ]] || return 0
  for controller in $(<"$1/cgroup.controllers"); do
    echo "+$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true
  done
}

# inherit_cpuset PARENT CHILD: version 1 lets no process into a group before its processors and memory are named.
inherit_cpuset() {
  local file
  for file in cpuset.cpus cpuset.mems; do
    if [[ -f $2/$file && ! -f $2/cgroup.controllers && -z $(<"$2/$file") ]]; then
      cat "$1/$file" >"$2/$file"
    fi
  done
}

# join_cgroup NAME: the calling process, from inside whichever process namespace it is in.
join_cgroup() {
  local root
  for root in $(cgroup_roots); do
    echo 0 >"$root/$1/node/cgroup.procs"
  done
}

# cgroup_processes NAME: every process of the cluster, one a line.
cgroup_processes() {
  local root
  for root in $(cgroup_roots); do
    [[ -d $root/$1 ]] && find "$root/$1" -name cgroup.procs -exec cat {} +
  done 2>/dev/null | sort -un
}

# remove_cgroup NAME: once no process is left; fails while there is one.
remove_cgroup() {
  local root
  for root in $(cgroup_roots); do
    if [[ -d $root/$1 ]]; then
      find "$root/$1" -depth -type d -exec rmdir {} + || return 1
    fi
  done
}
