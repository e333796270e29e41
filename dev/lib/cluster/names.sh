# shellcheck shell=bash
# Names and folders that the two sides of a cluster agree on: who starts it, and its first process.
#
# MOUNT_POINTS are folders that Kubernetes' components use wherever their configuration points. Each node has its own mounted there; on
# the machine they are empty, and are removed with the last cluster.
# shellcheck disable=SC2034 # used by those who source this
readonly MOUNT_POINTS=(/var/lib/kubelet /var/lib/cni /var/log/containers)
readonly NODE_NAME=node1
