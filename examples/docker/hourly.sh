#!/bin/sh
# Calls `digest run` every hour, to the end of the container. With arguments, `digest` with those, once.
set -u
if [ "$#" -gt 0 ]; then exec digest "$@"; fi

running=
trap 'kill -TERM "$running" 2>/dev/null; wait "$running"; exit 0' TERM INT
while :; do
  digest run & # what goes wrong is told by [notify], and tried again in an hour
  running=$!
  wait "$running"
  sleep 3600 &
  running=$!
  wait "$running"
done
