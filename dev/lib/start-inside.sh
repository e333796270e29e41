#!/bin/bash
# Runs in namespaces of its own: start-inside.sh ROOT PROCESS MODEL HEAP becomes the runtime of an unpacked image, with
# the environment's variables that name Steward's settings and a heap of HEAP, as Java's -Xmx takes it.
set -euo pipefail
# shellcheck source=inside.sh
. "$(dirname "${BASH_SOURCE[0]}")/inside.sh"
root=$1 heap=$4
mapfile -t variables < <(variables_of "$2")
mapfile -t words < <(words_of "$2")
mapfile -t settings < <(env | grep '^STEWARD_')
furnish "$root" "$3"
exec env -i "${variables[@]}" "${settings[@]}" \
  "$(command -v chroot)" --userspec=65532:65532 "$root" "${words[0]}" "-Xmx$heap" "${words[@]:1}"
