# shellcheck shell=bash
# What a person sees: steps with their progress and time, and errors that say what to do.

# die MESSAGE: ends the script. The message says what is wrong and what to do about it.
die() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

# note MESSAGE: a line that belongs to no step.
note() {
  printf '%s\n' "$1" >&2
}

# now_ms: milliseconds of the wall clock.
now_ms() {
  local t=${EPOCHREALTIME/[.,]/}
  printf '%s' "$((t / 1000))"
}

# seconds_since MS: "0.4 s", "12 s" or "2 min 05 s".
seconds_since() {
  local ms=$(($(now_ms) - $1))
  if ((ms < 9950)); then
    printf '%d.%d s' $(((ms + 50) / 1000)) $(((ms + 50) % 1000 / 100))
  elif ((ms < 60000)); then
    printf '%d s' $((ms / 1000))
  else
    printf '%d min %02d s' $((ms / 60000)) $((ms % 60000 / 1000))
  fi
}

STEP_TOTAL=0
STEP_NUMBER=0
STEP_STARTED=0
STEP_TITLE=

# steps TOTAL: how many steps are about to follow.
steps() {
  STEP_TOTAL=$1
  STEP_NUMBER=0
}

# step TITLE: "[ 3/9] TITLE … ", the time is added by step_done. All of it goes to stderr: stdout is for results.
step() {
  STEP_NUMBER=$((STEP_NUMBER + 1))
  STEP_TITLE=$(printf '[%*d/%d] %s' "${#STEP_TOTAL}" "$STEP_NUMBER" "$STEP_TOTAL" "$1")
  STEP_STARTED=$(now_ms)
  printf '%s … ' "$STEP_TITLE" >&2
}

# step_done [NOTE]: adds the time, and a note.
# shellcheck disable=SC2120 # scripts that source this give a note
step_done() {
  printf '%s%s\n' "$(seconds_since "$STEP_STARTED")" "${1:+, $1}" >&2
}

# run_step TITLE COMMAND [ARGUMENT...]: one step that is one command or function, run in a subshell. What it prints
# is shown only when it fails. On a terminal the seconds are counted while it runs.
run_step() {
  step "$1"
  shift
  local log status=0 pid
  log=$(mktemp)
  # A process group of its own, so that an interrupted script takes all of the command with it.
  set -m
  ("$@") >"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  set +m
  # shellcheck disable=SC2064 # the pid is meant to be fixed now
  trap "kill -- -$pid 2>/dev/null; rm -f '$log'; printf '\n' >&2; exit 130" INT TERM
  if [[ -t 2 ]]; then
    step_count_while "$pid"
  fi
  wait "$pid" || status=$?
  trap - INT TERM
  if ((status != 0)); then
    printf 'failed after %s\n' "$(seconds_since "$STEP_STARTED")" >&2
    tail -n 30 "$log" >&2
    rm -f "$log"
    exit "$status"
  fi
  rm -f "$log"
  step_done
}

# step_count_while PID: rewrites the step's line with the seconds gone until the process ends.
step_count_while() {
  while sleep 0.2 && kill -0 "$1" 2>/dev/null; do
    printf '\r\033[K%s … %s' "$STEP_TITLE" "$(seconds_since "$STEP_STARTED")" >&2
  done
  printf '\r\033[K%s … ' "$STEP_TITLE" >&2
}

# wait_until SECONDS WHAT COMMAND [ARGUMENT...]: asks the command ten times a second until it succeeds. After that
# many seconds the script ends and says what did not happen; a function wait_explains, if there is one, adds why.
wait_until() {
  local deadline=$(($(now_ms) + $1 * 1000)) seconds=$1 what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if (($(now_ms) > deadline)); then
      printf 'failed\n' >&2
      if declare -F wait_explains >/dev/null; then wait_explains >&2; fi
      die "$what did not happen within $seconds s"
    fi
    sleep 0.1
  done
}
