# What HostIpc replaces: busybox's shell in a loop over a FIFO (shell-loop, beside this file).
needs() { echo busybox:busybox-static; }
prepare() { mkfifo "$DIR/channel" "$DIR/answers"; }
daemon() { echo "busybox sh $HERE/shell-loop $DIR/channel $DIR/log"; }
ready() { "$BIN/roundtrip" 1 1 $(answers); }
answers() { echo "fifo $DIR/channel $DIR/answers echo>$DIR/answers"; }
warm() { echo "fifo $DIR/channel $DIR/answers '$*; echo > $DIR/answers'"; }
whole() { echo "busybox sh -c 'echo \"$*; echo > $DIR/answers\" > $DIR/channel; read -r answer <> $DIR/answers'"; }
binaries() { command -v busybox; }
