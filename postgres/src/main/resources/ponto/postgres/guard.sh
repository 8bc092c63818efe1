# Runs "$@" and outlives it by nothing. The first line on standard output is its process id.
# Standard input is a pipe whose other end only the JVM holds: a line on it names a signal for the
# server, and its end means that the JVM is gone, however it went.

# Whoever stops a whole group of processes means the JVM, which then stops the server.
trap '' HUP INT QUIT TERM

exec 3<&0 </dev/null
"$@" >&2 3<&- &
server=$!
echo "$server"
exec >&2

(
  while read -r signal <&3; do
    kill -s "$signal" "$server"
  done
  # Fast, but in order: what was committed is on disk either way. Again and again, because a server
  # that has only just been started does not listen yet.
  seconds=0
  while kill -s INT "$server"; do
    sleep 1
    seconds=$((seconds + 1))
    if [ "$seconds" -eq 20 ]; then kill -s QUIT "$server"; fi
    if [ "$seconds" -eq 30 ]; then kill -s KILL "$server"; fi
  done
) 2>/dev/null &
guard=$!
exec 3<&-

wait "$server"
status=$?
exec 2>/dev/null
kill -s KILL "$guard"
wait "$guard"
exit "$status"
