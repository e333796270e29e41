# shellcheck shell=bash
# shellcheck disable=SC2094 # a lock file is written to by nobody
# What is built once for a user and used by every checkout: folders named by what went into them.

# cache_home: the folder of it all.
cache_home() {
  printf '%s' "${STEWARD_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/steward}"
}

# need_cache MEGABYTES: the folder can be written to, and its disk has that much left, or a tenth of it where most has
# been built already. Said beforehand in a sentence, instead of afterwards in those of a compiler.
need_cache() {
  local home free needed=$1
  home=$(cache_home)
  mkdir -p "$home" 2>/dev/null && [[ -w $home ]] ||
    die "the cache folder $home can't be written to; name another with XDG_CACHE_HOME=FOLDER"
  free=$(df --output=avail --block-size=1M "$home" | tail -n 1)
  if compgen -G "$home/service-images/*" >/dev/null; then needed=$((needed / 10)); fi
  ((free >= needed)) ||
    die "the cache folder $home has $((free)) MB left, $needed MB are needed; make room, or name another with XDG_CACHE_HOME=FOLDER"
}

# in_cache KEY: the folder of that key is there, and therefore complete.
in_cache() {
  [[ -d $(cache_home)/$1 ]]
}

# build_in_cache KEY COMMAND [ARGUMENT...]: runs the command, with the path of an empty folder as its last argument,
# unless the key's folder is there. Two that run at once build it once; one that is killed leaves nothing that looks
# complete, because the folder gets its name last. Not for use in a condition, where bash would ignore failures.
build_in_cache() {
  local key=$1 folder
  folder=$(cache_home)/$key
  shift
  in_cache "$key" && return
  mkdir -p "$(dirname "$folder")"
  (
    flock 8
    if in_cache "$key"; then exit 0; fi
    rm -rf "$folder.partial"
    mkdir "$folder.partial"
    "$@" "$folder.partial" 8>&-
    mv -T "$folder.partial" "$folder"
    # From here on nobody builds it again, so nobody needs the lock; after a failure somebody would.
    rm -f "$folder.lock"
  ) 8>"$folder.lock"
}

# fingerprint FILE-OR-WORD...: twelve characters that change with the files' names and contents, and with the words.
fingerprint() {
  local item
  for item in "$@"; do
    if [[ -f $item ]]; then
      printf 'file %s\n' "${item##*/}"
      cat "$item"
    else
      printf 'word %s\n' "$item"
    fi
  done | sha256sum | cut -c1-12
}
