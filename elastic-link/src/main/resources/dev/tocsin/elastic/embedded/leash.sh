# leash SIGNAL COMMAND...: runs the command and ends it by the signal when standard input closes, that is when the process that holds the other end is gone, however
# it went. Works in any POSIX shell. The child ignores Ctrl-C of the terminal: its holder ends it in its own time.
signal=$1
shift
trap '' INT
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
trap 'kill -"$signal" "$child" 2>/dev/null' TERM HUP
(
  trap '' HUP
  cat <&3 >/dev/null
  kill -"$signal" "$child" 2>/dev/null || exit 0
  tenths=0
  while kill -0 "$child" 2>/dev/null && [ "$tenths" -lt 300 ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -KILL "$child" 2>/dev/null
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
# wait returns early when a signal is handled: wait on until the child is really gone.
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
kill -KILL "$watcher" 2>/dev/null
exit "${code:-0}"
