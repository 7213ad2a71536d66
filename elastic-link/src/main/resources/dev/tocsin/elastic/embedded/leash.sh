# leash SIGNAL COMMAND...: runs the command and ends it by the signal when standard input closes, that is when the
# process that holds the other end is gone, however it went. Works in any POSIX shell. The child ignores Ctrl-C and the
# closing of the terminal, which reach the whole group: its holder ends it in its own time.
signal=$1
shift
trap '' INT HUP
child=""
asked=""
# Before there is a child: whoever asks in the first moment is heard too.
trap 'asked=yes; [ -z "$child" ] || kill -"$signal" "$child" 2>/dev/null' TERM
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
# What the shell itself says of jobs that were ended does not belong into the child's log.
exec >/dev/null 2>&1
[ -z "$asked" ] || kill -"$signal" "$child"
(
  cat <&3 >/dev/null
  kill -"$signal" "$child" || exit 0
  tenths=0
  while kill -0 "$child" && [ "$tenths" -lt 300 ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -KILL "$child"
) &
watcher=$!
exec 3<&-
# wait returns early when a signal is handled: wait on until the child is really gone.
wait "$child"
code=$?
while kill -0 "$child"; do
  wait "$child"
  code=$?
done
kill -KILL "$watcher"
exit "$code"
