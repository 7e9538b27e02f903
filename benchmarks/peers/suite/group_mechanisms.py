"""What each mechanism of the server gains: the server as it is, beside one without it (../mechanisms has a patch for each; eng/bench-peers builds them)."""

import contextlib
import json
import os
import pathlib
import socket
import statistics
import struct
import threading
import time

from peer import Peer
from table import Table, interleave
from tools import Unavailable, timed

PROGRAM = "/bin/true"
AS_IT_IS = "as it is"
FLOODS, PIECE = 4, 400
REQUEST, EXIT, REJECTED = 16, 18, 19


def measure(quick):
    """The tables."""
    rounds, seconds = (2, 0.15) if quick else (40, 0.35)
    variants = pathlib.Path(os.environ["BENCH_MECHANISMS"])
    text = f"The time of one `true`. The last column: a client that waits for each answer, beside {FLOODS} that send {PIECE} requests in one piece."
    table = Table("mechanisms", "Mechanisms of the server", text, is_plotted=False, base="the server as it is")
    with contextlib.ExitStack() as stack:
        peers = {AS_IT_IS: stack.enter_context(Peer("hostipc", NATIVE=str(variants / "base")))}
        for patch in sorted(variants.glob("*.patch")):
            peers[patch.stem.replace("-", " ")] = stack.enter_context(Peer("hostipc", NATIVE=str(variants / patch.stem)))
        measurements = []
        for column, ask in ("1 client", one), ("16 clients", sixteen), (f"beside {FLOODS} that pipeline", crowded):
            floor = None
            for row, peer in peers.items():
                cell = table.add(row, column, "ns", floor)
                floor = floor or cell
                measurements.append(([cell], lambda ask=ask, peer=peer: [ask(peer, seconds)]))
        interleave(rounds, measurements)
    return [table]


def one(peer, seconds):
    """A warm client."""
    return statistics.median(timed("roundtrip", seconds, 100000, *peer.warm(), environment=peer.environment()))


def sixteen(peer, seconds):
    """The time for each that their rate comes to."""
    return 1e9 / timed("throughput", 16, 2 * seconds, *peer.warm(), environment=peer.environment())[0]


def crowded(peer, seconds):
    """A warm client beside those that do not wait for answers."""
    path = peer.warm()[1]
    stop = threading.Event()
    floods = [threading.Thread(target=flood, args=(path, stop), daemon=True) for _ in range(FLOODS)]
    with Client(path) as client:
        client.ask(1)
        for thread in floods:
            thread.start()
        times, end = [], time.monotonic() + 2 * seconds
        while not times or time.monotonic() < end:
            began = time.perf_counter_ns()
            client.ask(1)
            times.append(time.perf_counter_ns() - began)
        stop.set()
        for thread in floods:
            thread.join()
    return statistics.median(times)


def flood(path, stop):
    """Sends a piece of requests as soon as those before are answered."""
    with Client(path) as client:
        while not stop.is_set():
            client.ask(PIECE)


class Client:
    """Speaks frames (docs/protocol.md)."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.sendall(b"HOSTIPC/1\n")
        self.received = b""
        while b"\n" not in self.received:
            self.received += self._receive()
        self.received = self.received.split(b"\n", 1)[1]
        payload = json.dumps({"argv": [PROGRAM]}).encode()
        self.request = struct.pack(">B3xI", REQUEST, len(payload)) + payload

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, count):
        """Sends so many requests in one piece, and waits for their ends."""
        self.socket.sendall(self.request * count)
        while count > 0:
            kind, length = struct.unpack(">B3xI", self.received[:8]) if len(self.received) >= 8 else (0, 0)
            if len(self.received) < 8 + length or len(self.received) < 8:
                self.received += self._receive()
                continue
            if kind == REJECTED:
                raise Unavailable(self.received[8 : 8 + length].decode())
            count -= kind == EXIT
            self.received = self.received[8 + length :]

    def _receive(self):
        received = self.socket.recv(65536)
        if not received:
            raise Unavailable("the server closed the connection")
        return received
