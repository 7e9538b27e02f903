# The same with one connection that all clients share (ControlMaster): each is still a process, but nothing is negotiated anew.
. "$HERE/ssh.sh"
finish() {
  echo "ControlPath $DIR/control" >> "$DIR/ssh_config"
  ssh -F "$DIR/ssh_config" -M -N -f peer > "$DIR/master" 2>&1
}
undo() { ssh -F "$DIR/ssh_config" -O exit peer; }
