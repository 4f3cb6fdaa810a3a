#!/usr/bin/env bash
# What one run does. `claim` plans, checks and promises, `send` keeps the promise; `look` and `test` change nothing.
#
#   run.sh claim           writes outcome=… to $GITHUB_OUTPUT, or to newsletter.out
#   run.sh send
#   run.sh look
#   run.sh test ADDRESS
#
# Read from the environment: ISSUE (an id; by default the one that is due), FORCE (true or not), LEDGER_LOST (skip or
# resend: what a person decided about ISSUE, which a run refused to go on with), and NEW_LEDGER (true: `claim` claims
# nothing, and only lets the ledger that there is count from now on).
set -euo pipefail

out=${GITHUB_OUTPUT:-newsletter.out}
options=()

if [[ -n ${ISSUE:-} ]]; then
  if [[ ! $ISSUE =~ ^[0-9][0-9W-]+$ ]]; then # what begins with "-" would be an option
    echo "\"$ISSUE\" is no issue: name one by its id, like 2026-W47." >&2
    exit 2
  fi
  options+=(--issue "$ISSUE")
fi
if [[ ${FORCE:-} == true ]]; then
  options+=(--force)
fi

# One value of the JSON that digest said last.
value() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]] or "")' "$out.said" "$1"
}

# Sets ISSUE to the issue that is planned or can be, where none is named; ends the run where there is none.
plan() {
  if [[ -n ${ISSUE:-} ]]; then return; fi
  digest plan --json >"$out.said"
  ISSUE=$(value issue)
  if [[ -z $ISSUE ]]; then
    value reason
    exit
  fi
}

case ${1:-} in
claim)
  : >"$out.said"
  command=(run --claim "${options[@]}")
  if [[ ${NEW_LEDGER:-} == true ]]; then
    command=(adopt)
  elif [[ -n ${LEDGER_LOST:-} ]]; then
    if [[ -z ${ISSUE:-} ]]; then
      echo "LEDGER_LOST is about one issue: name it in ISSUE." >&2
      exit 2
    fi
    echo "outcome=claimed" >>"$out" # by the run that went missing; a person has decided what becomes of it
    exit
  fi
  code=0
  digest "${command[@]}" --json >"$out.said" || code=$?
  cat "$out.said"
  if ((code == 0)); then
    echo "outcome=$(value outcome)" >>"$out"
  elif ((code <= 6)); then
    echo "outcome=failed" >>"$out" # said by digest itself: it claimed nothing
  fi
  exit "$code"
  ;;
send)
  if [[ -n ${LEDGER_LOST:-} ]]; then
    exec digest send "$ISSUE" --yes --ledger-lost "$LEDGER_LOST"
  else
    exec digest run "${options[@]}"
  fi
  ;;
look)
  plan
  digest check "$ISSUE"
  digest send "$ISSUE" --dry-run
  ;;
test)
  plan
  digest test "$2" --issue "$ISSUE"
  ;;
*)
  echo "usage: run.sh claim | send | look | test ADDRESS" >&2
  exit 2
  ;;
esac
