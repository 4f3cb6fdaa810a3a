#!/usr/bin/env bash
# Writes subscribers.csv, which is never in the repository, from the first of these that the environment has:
#
#   SUBSCRIBERS_CSV            the file itself (a GitHub secret holds 48 kB: about a thousand readers)
#   SUBSCRIBERS_URL            an https address that gives the file
#   SUBSCRIBERS_SQL            a query, put to the PostgreSQL database DATABASE_URL; one of its columns is `email`
set -euo pipefail
umask 077

new=subscribers.csv.new
if [[ -n ${SUBSCRIBERS_CSV:-} ]]; then
  printf '%s\n' "$SUBSCRIBERS_CSV" >$new
elif [[ -n ${SUBSCRIBERS_URL:-} ]]; then
  # The address may hold a token: by standard input it is not in the list of processes.
  printf 'url = "%s"\n' "$SUBSCRIBERS_URL" |
    curl --config - --proto '=https' --fail --silent --show-error --location --retry 3 --max-time 120 --output $new
elif [[ -n ${SUBSCRIBERS_SQL:-} ]]; then
  psql "$DATABASE_URL" --no-psqlrc --quiet --csv --set ON_ERROR_STOP=1 --command "$SUBSCRIBERS_SQL" >$new
else
  echo "Nobody to send to: set SUBSCRIBERS_CSV, SUBSCRIBERS_URL or SUBSCRIBERS_SQL as a secret." >&2
  exit 2
fi
mv $new subscribers.csv
