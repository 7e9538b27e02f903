# HostIpc's FIFO. It has no answers, so the line has the command write one into a second FIFO; the shell loop is given the same line.
. "$HERE/hostipc.sh"
prepare() { mkdir "$DIR/ipc" && echo '{}' > "$DIR/hostipc.json" && mkfifo "$DIR/answers"; }
warm() { echo "fifo $DIR/ipc/channel $DIR/answers '$*; echo > $DIR/answers'"; }
whole() { echo "busybox sh -c 'echo \"$*; echo > $DIR/answers\" > $DIR/ipc/channel; read -r answer <> $DIR/answers'"; }
