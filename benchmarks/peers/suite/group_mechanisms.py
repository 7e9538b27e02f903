"""What each mechanism of the server gains: the server as it is, beside one without it (../mechanisms has a patch for each; eng/bench-peers builds them)."""

import contextlib
import os
import pathlib
import statistics

from peer import Peer
from table import Table, interleave
from tools import timed

PROGRAM = "/bin/true"
AS_IT_IS = "as it is"


def measure(quick):
    """The tables."""
    rounds, seconds = (2, 0.15) if quick else (60, 0.2)
    variants = pathlib.Path(os.environ["BENCH_MECHANISMS"])
    text = "The time of one `true`; with 16 clients what their rate comes to."
    table = Table("mechanisms", "Mechanisms of the server", text, is_plotted=False, base="the server as it is")
    with contextlib.ExitStack() as stack:
        peers = {AS_IT_IS: stack.enter_context(Peer("hostipc", NATIVE=str(variants / "base")))}
        for patch in sorted(variants.glob("*.patch")):
            peers[patch.stem.replace("-", " ")] = stack.enter_context(Peer("hostipc", NATIVE=str(variants / patch.stem)))
        measurements = []
        for column, ask in ("1 client", one), ("16 clients", sixteen):
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

