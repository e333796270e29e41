# shellcheck shell=bash
# An unpacked image of the runtime and what its process needs, within a mount namespace of one's own.

# variables_of PROCESS, words_of PROCESS: what the image sets and starts, as `image --unpack` wrote it down.
variables_of() {
  sed -n 's/^env //p' "$1"
}

words_of() {
  sed -n 's/^word //p' "$1"
}

# furnish ROOT MODEL: what a pod has besides its image; the folder MODEL is the one that its configuration names.
furnish() {
  local root=$1 device
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mount --bind "$2" "$root/mnt/volumes/models/minilm"
}
