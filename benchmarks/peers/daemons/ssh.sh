# An SSH server of its own on 127.0.0.1, with a new key for the host and one for the client. Without PAM, which would cost it more.
needs() { echo /usr/sbin/sshd:openssh-server; echo ssh:openssh-client; }
prepare() {
  ssh-keygen -q -t ed25519 -N '' -f "$DIR/host"
  ssh-keygen -q -t ed25519 -N '' -f "$DIR/client"
  # sshd does not start without it. The package's service makes it at every boot.
  [ "$(id -u)" != 0 ] || mkdir -p -m 0755 /run/sshd
  cat > "$DIR/sshd_config" << END
Port $PORT
ListenAddress 127.0.0.1
HostKey $DIR/host
AuthorizedKeysFile $DIR/client.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
MaxSessions 1000
MaxStartups 1000
END
  echo "[127.0.0.1]:$PORT $(cut -d' ' -f1,2 "$DIR/host.pub")" > "$DIR/known_hosts"
  cat > "$DIR/ssh_config" << END
Host peer
HostName 127.0.0.1
Port $PORT
User $(id -un)
IdentityFile $DIR/client
IdentitiesOnly yes
UserKnownHostsFile $DIR/known_hosts
BatchMode yes
END
}
daemon() { echo "/usr/sbin/sshd -D -e -f $DIR/sshd_config"; }
ready() { ssh -F "$DIR/ssh_config" peer /bin/true; }
whole() { echo "ssh -F $DIR/ssh_config peer $*"; }
output() { echo "ssh -F $DIR/ssh_config peer cat $1"; }
input() { echo "ssh -F $DIR/ssh_config peer 'exec cat > /dev/null'"; }
connection() { echo "ssh -F $DIR/ssh_config -N peer"; }
answers() { echo "connect $PORT hello"; }
binaries() { command -v sshd; }
client() { command -v ssh; }
