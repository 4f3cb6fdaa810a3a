#!/bin/sh
# Calls `digest run` every hour, to the end of the container. With arguments, `digest` with those, once.
set -u
if [ "$#" -gt 0 ]; then exec digest "$@"; fi

running=
trap 'kill -TERM "$running" 2>/dev/null; wait "$running"; exit 0' TERM INT
while :; do
  # What goes wrong is told by [notify], and tried again in an hour; a config that cannot be read only the log tells.
  digest run &
  running=$!
  wait "$running"
  sleep 3600 &
  running=$!
  wait "$running"
done
