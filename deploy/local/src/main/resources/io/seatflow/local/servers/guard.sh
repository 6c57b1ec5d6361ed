# Becomes a command, and leaves a watcher behind that stops it when whoever started it is gone.
# A line on the standard input is a signal to send; GONE says that the command has ended by itself.
# The end of the input means that the starter has died: then "signal", and KILL after "grace" seconds.
signal=$1
grace=$2
shift 2
exec 3<&0 </dev/null
(
    while read -r line <&3; do
        [ "$line" = GONE ] && exit 0
        kill -s "$line" $$ || exit 0
    done
    kill -s "$signal" $$ || exit 0
    waited=0
    while [ "$waited" -lt "$grace" ] && kill -0 $$; do
        sleep 1
        waited=$((waited + 1))
    done
    kill -s KILL $$
) >/dev/null 2>&1 &
exec 3<&-
# Ctrl-C reaches everyone at the terminal; it is the starter's to pass on, in order.
trap '' INT
exec "$@"
