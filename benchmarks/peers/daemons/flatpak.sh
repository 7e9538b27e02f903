# What flatpak's sandboxes ask their host by: a message over a session bus, with the client's own descriptors in it.
SPAWN=/usr/libexec/flatpak-xdg-utils/flatpak-spawn
HELPER=/usr/libexec/flatpak-session-helper
needs() { echo dbus-run-session:dbus; echo $SPAWN:flatpak-xdg-utils; echo $HELPER:flatpak; }
environment() {
  echo "XDG_RUNTIME_DIR=$DIR"
  [ ! -s "$DIR/address" ] || echo "DBUS_SESSION_BUS_ADDRESS=$(cat "$DIR/address")"
}
daemon() { echo "dbus-run-session -- sh -c 'echo \"\$DBUS_SESSION_BUS_ADDRESS\" > $DIR/address; exec $HELPER'"; }
ready() { [ -s "$DIR/address" ] && DBUS_SESSION_BUS_ADDRESS=$(cat "$DIR/address") $SPAWN --host /bin/true; }
whole() { echo "$SPAWN --host $*"; }
output() { echo "$SPAWN --host cat $1"; }
input() { echo "$SPAWN --host sh -c 'exec cat > /dev/null'"; }
answers() { none; }
binaries() { command -v dbus-daemon; echo $HELPER; }
client() { echo $SPAWN; }
