"""What each takes: bytes on disk and in memory, and the time from its start to its first answer."""

import contextlib
import os
import subprocess
import time

import memory
import names
from peer import Peer
from table import Table, interleave
from tools import BIN, QUIET, Unavailable, timed

PEERS = ["hostipc", "shell-loop", "s6", "socat", "webhook", "flatpak", "docker", "ssh"]
CONNECTIONS = 1000
SLEEP = "/bin/sleep 100000"


def measure(quick):
    """The tables."""
    size = Table("footprint", "Size on disk", "The files of the server and of a client, without the libraries that your other programs use too.", is_plotted=False)
    use = Table("footprint", "Memory", "Of the server: resident when idle; what each connection adds on which nothing runs, and each command that runs (`sleep`, which itself is not counted), counting what is no file's. Of a client: resident while it waits for its command.", is_plotted=False)
    start = Table("footprint", "From start to the first answer", "The client asks again until it gets an answer.", is_logarithmic=True)
    starts = []
    with contextlib.ExitStack() as stack:
        for name in PEERS:
            title = names.TITLES[name].split(",")[0]
            sizes(size, title, name)
            memories(use, title, name, 10 if quick else 30)
            cell = start.add(title, "time", "ns")
            try:
                starts.append(([cell], starting(stack, name)))
            except Unavailable as reason:
                cell.why = str(reason)
        images(size)
        interleave(2 if quick else 15, starts)
    return [size, use, start]


def sizes(table, title, name):
    """Of its programs."""
    peer = Peer(name)
    for function, column in ("binaries", "server's programs"), ("client", "client's program"):
        try:
            table.add(title, column, "B").values.append(sum(os.stat(path).st_size for path in peer.line(function)))
        except (Unavailable, FileNotFoundError):
            table.at(title, column).why = "—"
    os.rmdir(peer.directory)


def images(table):
    """HostIpc's image, with the client in it, and one of busybox and the shell loop."""
    cells = [table.add("HostIpc", "image", "B"), table.add(names.TITLES["shell-loop"].split(",")[0], "image", "B")]
    try:
        with Peer("docker") as docker:
            for cell, value in zip(cells, docker.line("images")):
                cell.values.append(float(value))
    except Unavailable as reason:
        for cell in cells:
            cell.why = str(reason)


def memories(table, title, name, commands):
    """Idle, and what connections and commands add."""
    cells = [table.add(title, column, "B") for column in ("idle", "a connection", "a command", "client")]
    try:
        with Peer(name, SLEEP) as peer, contextlib.ExitStack() as clients:
            time.sleep(0.5)
            cells[0].values.append(memory.resident(memory.server_processes(peer, "sleep")))
            connections(cells[1], peer)
            running(cells[2], cells[3], peer, clients, commands)
    except Unavailable as reason:
        for cell in cells:
            cell.why = cell.why or ("" if cell.values else str(reason))


def connections(cell, peer):
    """What each adds that is open while nothing runs on it."""
    try:
        line = peer.line("connection")
    except Unavailable:
        cell.why = "—"
        return
    before = memory.anonymous(memory.server_processes(peer, "sleep"))
    many = [line] * 20 if peer.name != "hostipc" else [line]
    count = len(many) if peer.name != "hostipc" else CONNECTIONS
    with contextlib.ExitStack() as stack:
        for each in many:
            stack.enter_context(client(each, peer))
        time.sleep(2)
        cell.values.append((memory.anonymous(memory.server_processes(peer, "sleep")) - before) / count)


def running(of_server, of_client, peer, clients, commands):
    """What each command adds that runs."""
    before = memory.anonymous(memory.server_processes(peer, "sleep"))
    try:
        line = peer.whole()
        if peer.name == "shell-loop":
            raise Unavailable("it runs one after the other")
    except Unavailable as reason:
        of_server.why = of_client.why = str(reason)
        return
    processes = [clients.enter_context(client(line, peer)) for _ in range(commands)]
    time.sleep(2)
    if any(process.poll() is not None for process in processes):
        of_server.why = of_client.why = "a client ended before its command"
        return
    of_server.values.append((memory.anonymous(memory.server_processes(peer, "sleep")) - before) / commands)
    of_client.values.append(memory.resident([processes[0].pid]))


@contextlib.contextmanager
def client(line, peer):
    """A client that runs until it is killed. Its input stays open."""
    with subprocess.Popen(line, env=peer.environment(), **QUIET | {"stdin": subprocess.PIPE}) as process:
        try:
            yield process
        finally:
            process.kill()


def starting(stack, name):
    """A measurement: its time from start to answer."""
    peer = Peer(name)
    stack.callback(peer.__exit__)
    peer.prepare()
    line = [*peer.answers(), "--", *peer.daemon()]
    return lambda: timed("startup", *line, environment=peer.environment())
