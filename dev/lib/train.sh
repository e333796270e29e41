# shellcheck shell=bash
# An image of the runtime learns its start: the process is run once as a pod would run it, asked as a gateway would ask,
# and the JVM's archive of what it loaded and linked (JEP 483, 515) becomes a further layer. A pod whose archive doesn't
# fit, for whatever reason, starts as it would without one.

# Where the archive lies in the image; the image's own options name it.
readonly ARCHIVE=/app/start.aot

# train_runtime IMAGE MODELS FOLDER: puts the trained image in the place of IMAGE, a docker-archive. MODELS has minilm.
train_runtime() {
  local image=$1 models=$2 work=$3 name
  name=$(tar -xOf "$image" manifest.json | sed -n 's/.*"RepoTags":\["\([^"]*\)".*/\1/p')
  [[ -n $name ]] || die "$image names no image"
  mkdir -p "$work/root" "$work/layer/app"
  "$(tool image)" --from "$image" --unpack "$work/root" >"$work/process"
  training_ground "$work/root"
  # A network and processes of its own: the ports are free, and nothing is left running whatever happens.
  unshare --mount --pid --fork --kill-child --net \
    bash -euo pipefail "$DEV/lib/train-inside.sh" "$work/root" "$work/process" "$models" "$ARCHIVE" >"$work/log" 2>&1 || {
    tail -n 30 "$work/log" >&2
    die "the runtime could not be trained; all of it is in $work/log"
  }
  mv "$work/root/tmp/start.aot" "$work/layer$ARCHIVE"
  chmod 644 "$work/layer$ARCHIVE"
  tar --create --file="$work/layer.tar" --directory="$work/layer" --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner app
  "$(tool image)" --from "$image" --out "$image.trained" --name "$name" "$work/layer.tar"
  mv "$image.trained" "$image"
}

# training_ground ROOT: what a pod mounts.
training_ground() {
  mkdir -p "$1"/{proc,dev,etc/steward,etc/steward-tls,mnt/volumes/models/minilm,var/cache/steward}
  chmod 1777 "$1/tmp" "$1/var/cache/steward"
  printf '%s' '{"model": "minilm", "uri": "pvc://models/minilm", "task": "Embedding"}' >"$1/etc/steward/runtime.json"
  training_keys "$1/etc/steward-tls"
}

# training_keys FOLDER: a pod's credentials and, beside them, a gateway's; their key signs nothing that is kept.
training_keys() {
  local who
  (
    cd "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=training' \
      -addext 'keyUsage=critical,keyCertSign' -keyout ca.key -out ca.crt
    for who in tls=minilm.training.pods.steward.internal=serverAuth gateway=gateways.steward.internal=clientAuth; do
      IFS='=' read -r file name purpose <<<"$who"
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$file.key" -out "$file.csr"
      openssl x509 -req -in "$file.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -out "$file.crt" \
        -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=%s\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n' "$name" "$purpose")
    done
    chmod a+r ./*
  ) 2>/dev/null
}
