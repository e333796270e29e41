#!/bin/bash
# Runs in namespaces of its own: train-inside.sh ROOT PROCESS MODELS ARCHIVE (see train.sh).
set -euo pipefail
root=$1 models=$3 archive=$4
# shellcheck source=inside.sh
. "$(dirname "${BASH_SOURCE[0]}")/inside.sh"
mapfile -t variables < <(variables_of "$2")
mapfile -t words < <(words_of "$2" | grep -v "^-XX:AOTCache=$archive$")

ip link set lo up
furnish "$root" "$models/minilm"

started() {
  env -i "${variables[@]}" STEWARD_TLS=/etc/steward-tls STEWARD_TERMINATION_LOG=/tmp/last-words \
    "$(command -v chroot)" --userspec=65532:65532 "$root" "${words[0]}" -XX:AOTCacheOutput=/tmp/start.aot "${words[@]:1}" &
  process=$!
}

ask() {
  curl --silent --show-error --fail --noproxy '*' --max-time 30 --output /dev/null "$@"
}

ask_as_gateway() {
  local keys=$root/etc/steward-tls
  ask --insecure --cert "$keys/gateway.crt" --key "$keys/gateway.key" --header 'Content-Type: application/json' "$@"
}

started
until ask http://127.0.0.1:8081/readyz 2>/dev/null; do
  kill -0 "$process"
  sleep 0.1
done
ask http://127.0.0.1:8081/metrics
for _ in 1 2 3; do
  ask_as_gateway --data '{"model": "minilm", "input": ["a first sentence", "and a second"]}' https://127.0.0.1:8080/v1/embeddings
  ask_as_gateway https://127.0.0.1:8080/v2/models/minilm
  ask_as_gateway --data '{"inputs": [
    {"name": "input_ids", "shape": [1, 3], "datatype": "INT64", "data": [101, 7592, 102]},
    {"name": "attention_mask", "shape": [1, 3], "datatype": "INT64", "data": [1, 1, 1]},
    {"name": "token_type_ids", "shape": [1, 3], "datatype": "INT64", "data": [0, 0, 0]}]}' \
    https://127.0.0.1:8080/v2/models/minilm/infer
done
kill -TERM "$process"
wait "$process"
[[ -s $root/tmp/start.aot ]]
