#!/usr/bin/env bash
# What one run does. `claim` plans, checks and promises, `send` keeps the promise; `look` and `test` change nothing.
#
#   run.sh claim              writes outcome=… to $GITHUB_OUTPUT, or to newsletter.out
#   run.sh send
#   run.sh unpublished ISSUE  tells the owners, once, that what was decided about it could not be published
#   run.sh look
#   run.sh test ADDRESS
#
# Read from the environment: ISSUE (an id; by default the one whose turn it is), FORCE (true or not), LEDGER_LOST (skip or
# resend: what a person decided about ISSUE, which a run refused to go on with), and NEW_LEDGER (true: `claim` claims
# nothing, and only lets the ledger that there is count from now on; before `resend` it has to).
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

# Of the issue called ISSUE, or where none is named of the next one that goes out: its id, its day where it is not
# planned yet (or "-"), and from when on it goes out.
turn() {
  digest schedule --issues 60 --json | ISSUE=${ISSUE:-} python3 -c '
import json, os, sys
name = os.environ["ISSUE"]
for each in json.load(sys.stdin)["issues"]:
    if each["issue"] == name or not name and each["status"] not in ("sent", "skipped"):
        print(each["issue"], "-" if each["status"] else each["due"][:10], each["due"])
        break
'
}

# Sets ISSUE to the issue that is to be looked at, and plans it where it is not; ends the run where it has no story.
plan() {
  local found day due
  found=$(turn)
  if [[ -z $found ]]; then return; fi # one of the past: digest says what is the matter with it
  read -r ISSUE day due <<<"$found"
  echo "$ISSUE goes out from $due on."
  if [[ $day != - ]]; then
    digest plan --date "$day" --json >"$out.said"
    if [[ -z $(value issue) ]]; then
      value reason
      exit
    fi
  fi
}

case ${1:-} in
claim)
  : >"$out.said"
  if [[ -n ${LEDGER_LOST:-} ]]; then
    if [[ -z ${ISSUE:-} ]]; then
      echo "LEDGER_LOST is about one issue: name it in ISSUE." >&2
      exit 2
    fi
    if [[ ${NEW_LEDGER:-} == true ]]; then
      digest adopt || [[ $? == 6 ]] # it may count already
    fi
    echo "outcome=claimed" >>"$out" # by the run that went missing; a person has decided what becomes of it
    exit
  fi
  command=(run --claim "${options[@]}")
  if [[ ${NEW_LEDGER:-} == true ]]; then
    command=(adopt)
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
    options=()
    if [[ ${FORCE:-} == true ]]; then options+=(--force); fi
    exec digest send "$ISSUE" --yes --ledger-lost "$LEDGER_LOST" "${options[@]}"
  else
    exec digest run "${options[@]}"
  fi
  ;;
unpublished)
  exec digest notify --issue "$2" "$2 cannot be published: the repository takes no push." \
    "What was decided about it, a draft, a skip or that it goes out, is kept. No reader is mailed until it is published." \
    "Each run tries again. Is the branch protected, let the workflow push to it."
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
  echo "usage: run.sh claim | send | unpublished ISSUE | look | test ADDRESS" >&2
  exit 2
  ;;
esac
