# shellcheck shell=bash
# One cluster seen from the machine: its folder, starting and ending its processes, asking how it is.

# select_cluster NAME: the cluster that the functions below are about.
select_cluster() {
  [[ $1 =~ ^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$ ]] ||
    die "'$1' is no name for a cluster: lower-case letters, digits and dashes, at most 32"
  CLUSTER=$1
  FOLDER=$STATE/clusters/$1
  OWNER="steward cluster $1 of $CHECKOUT"
}

# lock_file: held while the cluster is started or removed. Not in its folder, which comes and goes; and never deleted,
# because somebody may be waiting for it.
lock_file() {
  mkdir -p "$STATE/clusters"
  printf '%s/clusters/.%s.lock' "$STATE" "$CLUSTER"
}

# --- how it is ---------------------------------------------------------------------------------------------------

# is_running: its first process lives, and is not a later process that got the same number.
is_running() {
  local pid started stat fields
  [[ -f $FOLDER/run/node ]] || return 1
  read -r pid started <"$FOLDER/run/node"
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[19]} == "$started" && ${fields[0]} != Z ]]
}

node_pid() {
  local pid
  read -r pid _ <"$FOLDER/run/node"
  printf '%s' "$pid"
}

# is_up MODE: it runs, offers at least that much, and answers.
is_up() {
  is_running || return 1
  [[ -f $FOLDER/ready && $(<"$FOLDER/mode") =~ ^("$1"|full)$ ]] || return 1
  network_of "$(<"$FOLDER/block")"
  api_ready && { [[ $1 == api ]] || node_ready; }
}

# api PATH: asks the API server as the administrator; prints compact JSON.
api() {
  curl --silent --fail --noproxy "*" --max-time 5 --user-agent steward-dev --cacert "$FOLDER/pki/ca.crt" \
    --cert "$FOLDER/pki/admin.crt" --key "$FOLDER/pki/admin.key" "https://$NODE_IP:6443$1"
}

api_ready() {
  [[ $(api /readyz) == ok ]]
}

# node_ready: it takes pods, and its GPUs are declared.
node_ready() {
  local node
  node=$(api "/api/v1/nodes/$NODE_NAME") &&
    [[ $node == *'"type":"Ready","status":"True"'* && $node == *'"allocatable":{'*'"nvidia.com/gpu":"'[1-9]* ]] &&
    [[ $node != *'"key":"node.kubernetes.io/not-ready"'* ]]
}

# services_ready: names are resolved, Services are routed, pods can be made in the default namespace.
services_ready() {
  curl --silent --fail --noproxy "*" --max-time 2 --output /dev/null "http://$NODE_IP:8181/ready" &&
    curl --silent --fail --noproxy "*" --max-time 2 --output /dev/null "http://$NODE_IP:10256/healthz" &&
    api /api/v1/namespaces/default/serviceaccounts/default >/dev/null &&
    api /apis/storage.k8s.io/v1/storageclasses/local >/dev/null
}

# component_states: a line for each component that is to run: since when, how often it was started again.
component_states() {
  local file name pid restarts
  for file in "$FOLDER"/run/*.pid; do
    name=$(basename "$file" .pid)
    pid=$(<"$file")
    restarts=$(grep -c " $name ended " "$FOLDER/log/node.log" 2>/dev/null || true)
    if in_node kill -0 "$pid" 2>/dev/null; then
      printf '%-24s runs, started again %d times\n' "$name" "$restarts"
    else
      printf '%-24s ENDED, see %s\n' "$name" "$FOLDER/log/$name.log"
    fi
  done
}

# wait_explains: what a wait that ran out of time shows.
wait_explains() {
  is_running || printf 'the node has ended; its last words:\n'
  tail -n 5 "$FOLDER"/log/node.log 2>/dev/null || true
  find "$FOLDER/log" -maxdepth 1 -name "*.log" -size +0 -exec tail -v -n 3 {} + 2>/dev/null || true
}

need_running_node() {
  reach_clusters_directly
  is_running || die "cluster $CLUSTER does not run; dev/cluster up $CLUSTER starts it"
  [[ $(<"$FOLDER/mode") == full ]] || die "cluster $CLUSTER has no node (--api-only); dev/cluster up $CLUSTER adds one"
  network_of "$(<"$FOLDER/block")"
}

# in_node COMMAND...: inside the namespaces of the cluster.
in_node() {
  nsenter --target "$(node_pid)" --mount --net --pid "$@"
}

# --- starting it -------------------------------------------------------------------------------------------------

# start_cluster MODE: from whatever is there: nothing, a folder whose processes were killed, or a running node that is
# not ready yet.
start_cluster() {
  local mode=$1
  if is_running && [[ $(<"$FOLDER/mode") != "$mode" && $(<"$FOLDER/mode") != full ]]; then
    release_block "$(<"$FOLDER/block")"
  fi
  if [[ $mode == full ]]; then steps 3; else steps 1; fi
  step "Starting etcd and the API server of $CLUSTER"
  if ! is_running; then
    take_block
    prepare_folder "$mode"
    start_node "$mode"
  fi
  network_of "$(<"$FOLDER/block")"
  connect "$(node_pid)"
  wait_until 90 'a ready API server' api_ready
  step_done
  if [[ $mode == full ]]; then
    step "Starting the node and its controllers"
    wait_until 90 'a ready node with its GPUs' node_ready
    step_done
    step "Starting DNS, Services and volumes"
    wait_until 60 'ready DNS and Services' services_ready
    step_done
  fi
  touch "$FOLDER/ready"
}

# take_block: the block the cluster had, if that is still free: its certificates and its Services name it. When
# another cluster has it meanwhile, this one starts from nothing.
take_block() {
  local block
  if [[ -f $FOLDER/block ]]; then
    block=$(<"$FOLDER/block")
    release_block "$block"
    if claim_link "$block" "$OWNER"; then return; fi
    note "another cluster has the addresses of $CLUSTER by now: it starts from nothing"
  fi
  remove_cluster
  mkdir -p "$FOLDER"
  block=$(claim_block "$OWNER")
  printf '%s\n' "$block" >"$FOLDER/block"
}

prepare_folder() {
  network_of "$(<"$FOLDER/block")"
  mkdir -p "$FOLDER"/{run,log,bin,etc,kubeconfigs,images,etcd,containerd,kubelet,volumes,registries}
  rm -f "$FOLDER/ready" "$FOLDER"/run/*
  printf '%s\n' "$1" >"$FOLDER/mode"
  make_pki "$FOLDER/pki" "$NODE_IP" "$API_SERVICE_IP"
  local server=https://$NODE_IP:6443 identity
  write_kubeconfig "$FOLDER/kubeconfig" "$FOLDER/pki" admin "$server"
  for identity in node controllers scheduler proxy dns volumes; do
    write_kubeconfig "$FOLDER/kubeconfigs/$identity" "$FOLDER/pki" "$identity" "$server"
  done
  write_configuration "$FOLDER/etc"
  rm -rf "$FOLDER/manifests"
  cp -r "$DEV/lib/cluster/manifests" "$FOLDER/manifests"
  link_tools "$1"
}

# link_tools MODE: the programs of the versions that this checkout wants, under their plain names.
link_tools() {
  local tool tools=("${API_TOOLS[@]}")
  if [[ $1 == full ]]; then
    tools=("${CLUSTER_TOOLS[@]}")
    ln -sfn "$(pause_image)" "$FOLDER/images/pause.tar"
  fi
  for tool in "${tools[@]}"; do
    ln -sfn "$(tool "$tool")" "$FOLDER/bin/$tool"
  done
}

# start_node MODE: the namespaces and their first process. Mounts that the machine makes later are seen in there; those
# made in there are not seen outside.
start_node() {
  make_cgroup "$LINK"
  setsid unshare --fork --pid --mount --net --propagation slave \
    "$DEV/lib/cluster/node.sh" "$FOLDER" "$1" >>"$FOLDER/log/node.log" 2>&1 </dev/null 9>&- &
  disown
  wait_until 10 "the start of the first process" is_running
}

pause_key() {
  printf 'images/pause-%s' "$(fingerprint "$(tool_key pause)" "$(tool_key image)")"
}

pause_image() {
  printf '%s/%s/pause.tar' "$(cache_home)" "$(pause_key)"
}

build_pause_image() {
  local key
  key=$(pause_key)
  in_cache "$key" || build_in_cache "$key" pack_pause_image
}

pack_pause_image() {
  tar --create --file="$1/layer.tar" --directory="$(dirname "$(tool pause)")" --owner=0 --group=0 --mtime=@0 pause
  "$(tool image)" --out "$1/pause.tar" --name steward.dev/pause:1 --user 65535:65535 --entrypoint /pause "$1/layer.tar"
  rm "$1/layer.tar"
}

# --- using it ----------------------------------------------------------------------------------------------------

# import_image TAR: unless the node has just this one under its name.
import_image() {
  local manifest marker identity
  manifest=$(tar --extract --to-stdout --occurrence=1 --file="$1" manifest.json) ||
    die "$1 is no image in docker-archive form: it has no manifest.json"
  marker=$FOLDER/loaded/$(fingerprint "$(grep -o '"RepoTags": *\[[^]]*\]' <<<"$manifest")")
  identity=$(image_identity "$1" "$manifest")
  if [[ -f $marker && $(<"$marker") == "$identity" ]]; then return; fi
  in_node ctr --namespace k8s.io images import --all-platforms "$(realpath "$1")"
  mkdir -p "$FOLDER/loaded"
  printf '%s\n' "$identity" >"$marker"
}

# image_identity TAR MANIFEST: of its layers, which the manifest names by their content, and of its configuration,
# which some builders put into a file of a fixed name.
image_identity() {
  local config
  config=$(grep -o '"Config": *"[^"]*"' <<<"$2" | cut -d'"' -f4)
  {
    printf '%s\n' "$2"
    tar --extract --to-stdout --occurrence=1 --file="$1" "$config"
  } | sha256sum | cut -d' ' -f1
}

# offer_volumes PV[,PV...] DIR: one copy of the folder for them all. A volume that nobody claims (any more) is made
# anew, so that what a claim left behind does not keep the next one from it.
offer_volumes() {
  local copy name names=()
  IFS=, read -ra names <<<"$1"
  copy=folder-$(fingerprint "$(realpath "$2")" "$(find -L "$2" -type f -printf '%P %s %T@\n' | sort)")
  copy_folder "$2" "$FOLDER/volumes/$copy"
  for name in "${names[@]}"; do
    if [[ $(as_admin get pv "$name" --ignore-not-found --output='jsonpath={.status.phase}') != Bound ]]; then
      as_admin delete pv "$name" --ignore-not-found
    fi
    volume_manifest "$name" "/run/steward/volumes/$copy" | as_admin apply --server-side --filename=-
  done
}

# copy_folder FROM TO: readable for everybody, complete once it has its name.
copy_folder() {
  [[ -d $2 ]] && return
  rm -rf "$2.partial"
  cp --recursive --preserve=mode,timestamps --dereference --reflink=auto "$1" "$2.partial"
  chmod -R a+rX "$2.partial"
  mv -T "$2.partial" "$2"
}

as_admin() {
  "$FOLDER/bin/kubectl" --kubeconfig="$FOLDER/kubeconfig" "$@"
}

volume_manifest() {
  cat <<END
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: $1
spec:
  storageClassName: local
  capacity: {storage: 10Gi}
  accessModes: [ReadOnlyMany, ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  hostPath: {path: $2, type: Directory}
END
}

# --- removing it -------------------------------------------------------------------------------------------------

remove_cluster() {
  local block
  if [[ -f $FOLDER/block ]]; then release_block "$(<"$FOLDER/block")"; fi
  # Also what is left of a cluster whose folder somebody deleted.
  while block=$(block_of "$OWNER"); do release_block "$block"; done
  rm -rf "$FOLDER"
  remove_mount_points
}

# release_block BLOCK: ends the processes and removes link and control group, if the block is this cluster's. The first
# process takes all others along, so one kill would do; the control group also finds them when its number is lost.
release_block() {
  local group=steward$1 owner
  owner=$(link_owner "$1")
  if [[ $owner == "$OWNER" ]]; then
    kill_group "$group"
    disconnect "$1"
  elif [[ -z $owner ]]; then
    # The first process was killed and the kernel is ending, or has ended, the others and removed the link.
    wait_until 30 "the end of the processes of $group" no_process_in "$group"
    remove_group "$group"
  fi
}

kill_group() {
  local process
  for process in $(cgroup_processes "$1"); do kill -KILL "$process" 2>/dev/null || true; done
  wait_until 30 "the end of the processes of $1" no_process_in "$1"
  remove_group "$1"
}

remove_group() {
  wait_until 10 "the removal of the control group $1" remove_cgroup "$1"
}

no_process_in() {
  [[ -z $(cgroup_processes "$1") ]]
}

# remove_mount_points: the empty folders that node.sh mounts upon, once no cluster of the machine needs them.
remove_mount_points() {
  (
    flock 8
    if ! compgen -G '/sys/class/net/steward*' >/dev/null; then
      rmdir "${MOUNT_POINTS[@]}" 2>/dev/null || true
    fi
  ) 8</run
}
