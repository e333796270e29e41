# shellcheck shell=bash
# Sourced first by every script of dev/: where things are, and the shared functions.
#   . "$(dirname "${BASH_SOURCE[0]}")/lib/all.sh"

# The system's bash of macOS is older; need_linux_root would tell, but the functions need 5 to be read at all.
if ((BASH_VERSINFO[0] < 5)); then
  echo "error: this needs bash 5 or newer (here: $BASH_VERSION), and most of dev/ a Debian-like Linux" >&2
  exit 1
fi

# shellcheck disable=SC2034 # used by the scripts that source this
DEV=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CHECKOUT=$(dirname "$DEV")
STATE=${STEWARD_STATE:-$CHECKOUT/.state}

# What is made here is read by other users: the images', the pods'.
umask 022

for part in say platform cache sources tools; do
  # shellcheck source=/dev/null
  . "$DEV/lib/$part.sh"
done
unset part
