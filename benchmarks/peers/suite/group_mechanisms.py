"""What each mechanism of the server gains: the server as it is, beside one without it (../mechanisms has a patch for each; eng/bench-peers builds them)."""

import contextlib
import os
import pathlib
import socket
import statistics
import threading

from peer import Peer
from table import Table, interleave
from tools import timed

PROGRAM = "/bin/true"
AS_IT_IS = "as it is"
FLOODS, LINES = 4, 400


def measure(quick):
    """The tables."""
    rounds, seconds = (2, 0.15) if quick else (40, 0.35)
    variants = pathlib.Path(os.environ["BENCH_MECHANISMS"])
    text = f"The time of one `true`. The last column: a client that waits for each answer, beside {FLOODS} connections that bring {LINES} lines in one piece."
    table = Table("mechanisms", "Mechanisms of the server", text, is_plotted=False, base="the server as it is")
    with contextlib.ExitStack() as stack:
        peers = {AS_IT_IS: stack.enter_context(Peer("hostipc", NATIVE=str(variants / "base")))}
        for patch in sorted(variants.glob("*.patch")):
            peers[patch.stem.replace("-", " ")] = stack.enter_context(Peer("hostipc", NATIVE=str(variants / patch.stem)))
        measurements = []
        for column, ask in ("1 client", one), ("16 clients", sixteen), (f"beside {FLOODS} with {LINES} lines each", crowded):
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
    """A warm client beside connections that bring many lines at once."""
    path = peer.warm()[1]
    stop = threading.Event()
    floods = [threading.Thread(target=flood, args=(path, stop), daemon=True) for _ in range(FLOODS)]
    for thread in floods:
        thread.start()
    try:
        return one(peer, 2 * seconds)
    finally:
        stop.set()
        for thread in floods:
            thread.join()


def flood(path, stop):
    """One connection after the other, each with its lines in one piece."""
    while not stop.is_set():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.sendall(f"{PROGRAM}\n".encode() * LINES)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
