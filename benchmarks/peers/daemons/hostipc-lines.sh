# HostIpc over its socket in lines: a new connection for every command, and the shell for each, as nc or socat in a container would use it.
. "$HERE/hostipc.sh"
warm() { echo "connect $DIR/ipc/hostipc.sock '$*'"; }
whole() { none; }
