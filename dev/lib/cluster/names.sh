# shellcheck shell=bash
# What the two sides of a cluster agree on: the scripts that start it and its first process.
# shellcheck disable=SC2034 # used by those who source this

readonly NODE_NAME=node1

# Folders that Kubernetes' components use wherever their configuration points. Each node has its own mounted there; on
# the machine they are empty, and are removed with the last cluster.
readonly MOUNT_POINTS=(/var/lib/kubelet /var/lib/cni /var/log/containers)
