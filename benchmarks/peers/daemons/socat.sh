# A socket whose listener forks for every connection, and whose child forks the program and copies between the two.
needs() { echo socat:socat; }
daemon() { echo "socat UNIX-LISTEN:$DIR/socket,fork,backlog=1024,unlink-early EXEC:'$*'"; }
ready() { [ -S "$DIR/socket" ]; }
warm() { echo "connect $DIR/socket"; }
whole() { echo "socat - UNIX-CONNECT:$DIR/socket"; }
binaries() { command -v socat; }
client() { command -v socat; }
