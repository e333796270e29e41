# shellcheck shell=bash
# The demo without a cluster: one process, and the requests that both halves of the demo send.

LOCAL_PID=

SENTENCE='The cat sits on the mat.'
# The same sentence as MiniLM's tokens.
TOKENS='101, 1996, 4937, 7719, 2006, 1996, 13523, 1012, 102'

local_demo() {
  run_step 'Building steward, the command' "$DEV/steward" --build
  run_step 'Fetching the model MiniLM-L6-v2' "$DEV/models" minilm
  start_local
  local url
  url=$(local_url)
  step 'Asking it'
  local answer
  answer=$(ask_sentence "$url")
  step_done
  stop_local
  cat <<END

  One process, no cluster, $(basename "$EXAMPLE") at $url:
    "$SENTENCE" -> $(shortened "$answer")
  Yours to try:  ./dev/steward run examples/embedding.yaml
  This answer came $(seconds_since "$STARTED") after the start.

END
}

start_local() {
  step "Serving examples/$(basename "$EXAMPLE") in one process"
  # What an earlier one wrote would be taken for the new one's.
  rm -f "$DEMO/local.log"
  # It ends with this script, even when that is killed.
  setpriv --pdeathsig TERM "$DEV/steward" run "$EXAMPLE" --port 0 >"$DEMO/local.log" 2>&1 </dev/null 9>&- &
  LOCAL_PID=$!
  until grep -qs '^Ready: ' "$DEMO/local.log"; do
    if ! kill -0 "$LOCAL_PID" 2>/dev/null; then
      printf 'failed\n' >&2
      cat "$DEMO/local.log" >&2
      exit 1
    fi
    sleep 0.05
  done
  step_done
}

local_url() {
  sed -n 's/^Ready: //p' "$DEMO/local.log"
}

stop_local() {
  [[ -n $LOCAL_PID ]] || return 0
  kill "$LOCAL_PID" 2>/dev/null || true
  wait "$LOCAL_PID" 2>/dev/null || true
  LOCAL_PID=
}

# ask_sentence URL: OpenAI's way, a sentence to a vector.
ask_sentence() {
  post "$1/v1/embeddings" "{\"model\": \"minilm\", \"input\": \"$SENTENCE\"}"
}

# ask_tensor URL: the Open Inference Protocol, tokens to the model's own output.
ask_tensor() {
  local ones='1, 1, 1, 1, 1, 1, 1, 1, 1' zeros='0, 0, 0, 0, 0, 0, 0, 0, 0'
  post "$1/v2/models/minilm/infer" "{\"inputs\": [
    {\"name\": \"input_ids\", \"shape\": [1, 9], \"datatype\": \"INT64\", \"data\": [$TOKENS]},
    {\"name\": \"attention_mask\", \"shape\": [1, 9], \"datatype\": \"INT64\", \"data\": [$ones]},
    {\"name\": \"token_type_ids\", \"shape\": [1, 9], \"datatype\": \"INT64\", \"data\": [$zeros]}]}"
}

# post URL JSON: the answer; an error ends the script with what the service said.
post() {
  local answer
  answer=$(curl --silent --show-error --fail-with-body --max-time 30 --header 'Content-Type: application/json' --data "$2" "$1") ||
    die "$1 answered: $answer"
  printf '%s' "$answer"
}

# shortened JSON: of lists of numbers, the first three.
shortened() {
  sed -E 's/\[ *(-?[0-9.eE+-]+), *(-?[0-9.eE+-]+), *(-?[0-9.eE+-]+)(, *-?[0-9.eE+-]+)+ *\]/[\1, \2, \3, …]/g' <<<"$1" | cut -c1-300
}
