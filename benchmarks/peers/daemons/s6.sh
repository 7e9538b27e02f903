# A socket whose listener forks and executes the program for every connection, on the connection: nothing is copied.
needs() { echo s6-ipcserver:s6; }
daemon() { echo "s6-ipcserver -c 1000 -b 1024 $DIR/socket $*"; }
ready() { [ -S "$DIR/socket" ]; }
warm() { echo "connect $DIR/socket"; }
whole() { echo "s6-ipcclient $DIR/socket s6-ioconnect"; }
binaries() { command -v s6-ipcserverd; }
client() { command -v s6-ioconnect; }
