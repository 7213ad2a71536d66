# leash SIGNAL COMMAND...: runs the command and ends it by the signal when standard input closes, that is when the
# process that holds the other end is gone, however it went. Works in any POSIX shell. Ctrl-C and the closing of the
# terminal reach the whole process group: the shell ignores them, and the child gets a group of its own, because a
# program may handle what it was started to ignore (PostgreSQL does). Its holder ends it in its own time.
signal=$1
shift
trap '' INT HUP
own_group=""
if command -v setsid >/dev/null 2>&1; then
  own_group=setsid
elif [ -n "${BASH_VERSION:-}" ]; then
  set -m # macOS has no setsid, but its sh is bash, where this is a group for each job and nothing else
fi
child=""
asked=""
# Before there is a child: whoever asks in the first moment is heard too.
trap 'asked=yes; [ -z "$child" ] || kill -"$signal" "$child" 2>/dev/null' TERM
exec 3<&0
$own_group "$@" </dev/null 3<&- &
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
    # Once more: in the instant between its fork and its exec a child loses the signal.
    [ "$tenths" -ne 10 ] || kill -"$signal" "$child"
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
