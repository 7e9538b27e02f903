"""The peers, in the order of the tables, and how the tables call them."""

FLOOR = "posix_spawn and waitpid in C"
SERVED = "the same behind a socket, in C"
TITLES = {
    "hostipc": "HostIpc, socket",
    "hostipc-lines": "HostIpc, socket, a line on a new connection",
    "hostipc-fifo": "HostIpc, FIFO, acknowledged",
    "shell-loop": "the original's shell loop, acknowledged",
    "s6": "s6-ipcserver",
    "socat": "socat",
    "webhook": "webhook",
    "flatpak": "flatpak-spawn --host",
    "docker": "docker exec",
    "ssh": "ssh",
    "ssh-shared": "ssh, shared connection",
}
