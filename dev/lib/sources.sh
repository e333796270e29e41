# shellcheck shell=bash
# Which sources a build was made of, so that what is built of unchanged ones is taken from the cache.

# source_files MODULE...: in the checkout's folder, the main sources and build files of modules, and the definitions
# that the chart holds for them.
source_files() {
  find pom.xml helm/steward/files "$@" \( -name target -prune \) -o \
    -type f \( -path '*/src/main/*' -o -path 'helm/*' -o -name pom.xml \) -print0
}

# sources_fingerprint WORD MODULE...: twelve characters that change with those files and with the word, wherever it is
# called from.
sources_fingerprint() (
  cd "$CHECKOUT" || exit
  local word=$1
  shift
  {
    printf '%s\n' "$word"
    source_files "$@" | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-12
)

# keep_newest FOLDER COUNT: of the folders in it, those used last; so that the cache doesn't grow with every edit.
keep_newest() {
  local folder
  # shellcheck disable=SC2012 # the names are fingerprints
  { ls -1td "$1"/*/ 2>/dev/null || true; } | tail -n +$(($2 + 1)) | while read -r folder; do
    rm -rf "$folder"
  done
}
