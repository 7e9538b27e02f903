# HostIpc over its socket, as it is without settings: any program, no log file; its console goes where every peer's output goes.
prepare() { mkdir "$DIR/ipc" && echo '{}' > "$DIR/hostipc.json"; }
environment() {
  echo "NAMED_PIPE=$DIR/ipc/channel"
  echo "HOSTIPC_ENDPOINT=unix:$DIR/ipc/hostipc.sock"
  echo "HOSTIPC_CONFIG=$DIR/hostipc.json"
}
daemon() { echo "$NATIVE/hostipcd"; }
ready() { "$NATIVE/hostipc" ping; }
warm() { echo "frames $DIR/ipc/hostipc.sock $*"; }
whole() { echo "$NATIVE/hostipc run -- $*"; }
output() { echo "$NATIVE/hostipc run -- cat $1"; }
input() { echo "$NATIVE/hostipc run -c 'exec cat > /dev/null'"; }
binaries() { echo "$NATIVE/hostipcd"; }
client() { echo "$NATIVE/hostipc"; }
connection() { echo "$BIN/idle $DIR/ipc/hostipc.sock 1000"; }
