# shellcheck shell=bash
# A cluster's addresses and the way to it. Each cluster on the machine has a block 10.BLOCK.0.0/16 of its own:
#
#   10.BLOCK.0.0/17        pods
#   10.BLOCK.128.0/20      Services
#   10.BLOCK.255.252/30    the link: .253 is the machine, .254 the node
#
# The link stewardBLOCK is the claim to the block, whichever checkout or user the cluster belongs to: the kernel lets
# one link have the name. It vanishes with the cluster's network namespace, and with it the route.

readonly FIRST_BLOCK=160 LAST_BLOCK=191

# network_of BLOCK: names its parts.
# shellcheck disable=SC2034 # used by those who call it
network_of() {
  BLOCK=$1
  LINK=steward$BLOCK
  PODS=10.$BLOCK.0.0/17
  SERVICES=10.$BLOCK.128.0/20
  API_SERVICE_IP=10.$BLOCK.128.1
  HOST_IP=10.$BLOCK.255.253
  NODE_IP=10.$BLOCK.255.254
}

# claim_block OWNER: prints the number of a block that is now the owner's.
claim_block() {
  local block
  for ((block = FIRST_BLOCK; block <= LAST_BLOCK; block++)); do
    if claim_link "$block" "$1"; then
      printf '%s' "$block"
      return
    fi
  done
  die "no address block is free: 10.$FIRST_BLOCK.0.0/16 to 10.$LAST_BLOCK.0.0/16 are all routed somewhere. Take a cluster down: 'ip -details link show type veth' names their owners"
}

# claim_link BLOCK OWNER: makes the block's pair of links, unless somebody has it or routes to a part of it. The lock is
# on the folder /run itself, so that no file of ours stays behind.
claim_link() {
  local link=steward$1
  (
    flock 8
    # Whoever made a link without naming its owner was killed in between: the lock is ours now.
    [[ -n $(link_owner "$1") ]] || disconnect "$1"
    [[ ! -e /sys/class/net/$link && -z $(ip -4 route show root "10.$1.0.0/16") ]] || exit 1
    ip link add "$link" type veth peer name "${link}n" 2>/dev/null || exit 1
    ip link set "$link" alias "$2"
  ) 8</run
}

# link_owner BLOCK: whose it is; empty when nobody's.
link_owner() {
  cat "/sys/class/net/steward$1/ifalias" 2>/dev/null || true
}

# block_of OWNER: the block that the owner has; fails when none.
block_of() {
  local alias
  for alias in /sys/class/net/steward*/ifalias; do
    if [[ -e $alias && $(<"$alias") == "$1" ]]; then
      alias=${alias%/ifalias}
      printf '%s' "${alias##*steward}"
      return
    fi
  done
  return 1
}

# connect PID: moves the link's other end into the network namespace of that process and sets the addresses up. May be
# done again, and after having been done in part.
connect() {
  if [[ -e /sys/class/net/${LINK}n ]]; then
    ip link set "${LINK}n" netns "$1" name eth0
  fi
  ip -batch - <<END
address replace $HOST_IP/30 dev $LINK
link set $LINK up
END
  # A pod address that no pod has must be refused here instead of being sent back to the machine.
  nsenter --target "$1" --net ip -batch - <<END
link set lo up
address replace $NODE_IP/30 dev eth0
link set eth0 up
route replace unreachable $PODS
route replace default via $HOST_IP
END
  ip route replace "10.$BLOCK.0.0/16" via "$NODE_IP" dev "$LINK"
}

# disconnect BLOCK
disconnect() {
  ip link delete "steward$1" 2>/dev/null || true
}
