# A Docker Engine of its own, below DIR and without a network, with one container in it. The container has the host's own `true` and `cat`, so that they
# cost the same as everywhere else, and busybox for the rest.
needs() { echo dockerd:docker.io; echo docker:docker.io; echo busybox:busybox-static; }
environment() { echo "DOCKER_HOST=unix://$DIR/docker.sock"; }
daemon() {
  echo "dockerd --host unix://$DIR/docker.sock --data-root $DIR/data --exec-root $DIR/exec --pidfile $DIR/docker.pid" \
    "--bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false"
}
ready() { docker version; }
finish() {
  mkdir "$DIR/image" "$DIR/image/bin" "$DIR/files"
  for file in /bin/true /bin/cat $(ldd /bin/true /bin/cat | grep -o '/[^ ]*' | grep -v ':$' | sort -u); do
    mkdir -p "$DIR/image${file%/*}"
    cp -L "$file" "$DIR/image$file"
  done
  cp "$(command -v busybox)" "$DIR/image/bin/busybox"
  for name in sh sleep; do ln -s busybox "$DIR/image/bin/$name"; done
  printf 'FROM scratch\nCOPY . /\n' > "$DIR/Dockerfile"
  docker build --quiet --network none --tag peer --file "$DIR/Dockerfile" "$DIR/image"
  docker run --detach --name peer --network none --volume "${FILES:-$DIR/files}:${FILES:-/files}:ro" peer sleep 100000
}
undo() { docker rm --force peer; }
warm() { echo "docker $DIR/docker.sock peer $*"; }
whole() { echo "docker exec peer $*"; }
output() { echo "docker exec peer cat $1"; }
input() { echo "docker exec --interactive peer sh -c 'exec cat > /dev/null'"; }
answers() { echo "http $DIR/docker.sock /_ping"; }
binaries() { for name in dockerd containerd containerd-shim-runc-v2 runc; do command -v $name; done; }
client() { command -v docker; }

# The images that the footprint compares: HostIpc's own, and busybox with the shell loop in it.
images() {
  docker build --quiet --file "$HERE/../../../src/HostIpc.Server/Dockerfile" --tag hostipc "$NATIVE" > /dev/null
  mkdir "$DIR/original"
  cp "$(command -v busybox)" "$HERE/shell-loop" "$DIR/original"
  printf 'FROM scratch\nCOPY busybox /bin/sh\nCOPY shell-loop /shell-loop\nENTRYPOINT ["/bin/sh", "/shell-loop", "/ipc/channel", "/ipc/log"]\n' > "$DIR/original/Dockerfile"
  docker build --quiet --tag original "$DIR/original" > /dev/null
  docker image inspect --format '{{.Size}}' hostipc original
}
