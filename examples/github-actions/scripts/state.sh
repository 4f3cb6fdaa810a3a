#!/usr/bin/env bash
# Keeps state/ (the ledger: who got what, who must not be mailed) from run to run in one file, encrypted: whoever may
# open a pull request can read a CI service's cache.
#
#   state.sh open     newsletter.state → state/, and to issues/ what an earlier run decided and could not publish
#   state.sh close    state/ → newsletter.state
#
# Read from the environment: DIGEST_SECRET (the key), DIGEST_DATABASE_URL (then the ledger is there, not in state/),
# NEW_LEDGER or LEDGER_LOST (a person has decided to go on without the state).
set -euo pipefail

file=newsletter.state
cipher=(-aes-256-cbc -pbkdf2 -iter 600000 -pass env:DIGEST_SECRET)

if [[ -z ${DIGEST_SECRET:-} ]]; then
  echo "DIGEST_SECRET is not set: make one with \`openssl rand -hex 32\` and keep it as a secret of the repository." >&2
  exit 2
fi

# Put back each issue of state/unpublished (see publish.sh), unless somebody has published another one since.
put_back() {
  local was each
  while read -r was each; do
    if [[ $was == "$(git rev-parse --quiet --verify "HEAD:./$each" || echo new)" ]]; then
      rm -rf "$each"
      tar -xf state/unpublished/issues.tar -- "$each"
    fi
  done <state/unpublished/list
}

case ${1:-} in
open)
  if [[ -f $file ]]; then
    if ! openssl enc -d "${cipher[@]}" -in "$file" | tar -xz; then
      echo "The state of the earlier runs cannot be read: DIGEST_SECRET is not the one it was kept with." >&2
      exit 2
    fi
    if [[ -f state/unpublished/list ]]; then put_back; fi
  elif [[ -z ${DIGEST_DATABASE_URL:-} && ${NEW_LEDGER:-} != true && -z ${LEDGER_LOST:-} ]] &&
    grep -qsE '"status": *"sent"' issues/*/issue.json; then
    echo "Issues were sent, but the state is gone, and with it who bounced and who asked to be left alone. Nobody is" >&2
    echo "mailed. Take those out of the list of subscribers, then run this once with new_ledger, which mails nobody" >&2
    echo "(on GitLab: NEW_LEDGER). It cannot happen with a database." >&2
    exit 6
  fi
  ;;
close)
  if [[ -d state ]]; then
    tar -cz state | openssl enc "${cipher[@]}" -salt -out "$file.new"
    mv "$file.new" "$file"
  fi
  ;;
*)
  echo "usage: state.sh open | close" >&2
  exit 2
  ;;
esac
