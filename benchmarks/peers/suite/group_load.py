"""Commands per second with 1 to 64 clients, and the latency under a load that does not wait for answers."""

import contextlib

import names
from peer import start
from table import Table, interleave
from tools import timed

PROGRAM = "/bin/true"
PEERS = ["hostipc", "s6", "socat"]
CLIENTS = [1, 4, 16, 64]
QUANTILES = ["p50", "p99", "p99.9"]


def measure(quick):
    """The tables."""
    with contextlib.ExitStack() as stack:
        peers, reasons = start(stack, PEERS)
        kinds = {names.FLOOR: (["spawn", PROGRAM], None), names.SERVED: (["served", PROGRAM], None)} | {names.TITLES[name]: (peer.warm(), peer.environment()) for name, peer in peers.items()}
        missing = {names.TITLES[name]: reason for name, reason in reasons.items()}
        rates = throughput(quick, kinds, missing)
        reached = {row: rates.at(row, f"{CLIENTS[2]} clients") for row in kinds}
        reached = {row: cell.median for row, cell in reached.items() if cell.values and not cell.why}
        tables = [rates]
        if names.FLOOR in reached:
            slowest = min(reached, key=reached.get)
            tables.append(latency(quick, kinds, missing, reached[slowest] / 2, f"half of what the slowest of them reaches ({slowest})"))
            tables.append(latency(quick, kinds, missing, reached[names.FLOOR] / 2, "half of what the floor reaches"))
    return tables


def throughput(quick, kinds, missing):
    """Each client sends its next request when it has the answer to the last."""
    rounds, seconds = (2, 0.5) if quick else (5, 2)
    table = Table("load", "Commands per second", "Clients that send the next `true` after the answer to the last. The floor is as many C loops, each a process.")
    measurements = []
    for clients in CLIENTS:
        floor = None
        for row, (kind, environment) in kinds.items():
            cell = table.add(row, f"{clients} clients" if clients > 1 else "1 client", "/s", floor)
            floor = floor or cell
            measurements.append(([cell], lambda clients=clients, kind=kind, environment=environment: timed("throughput", clients, seconds, *kind, environment=environment)))
        for row, reason in missing.items():
            table.add(row, f"{clients} clients" if clients > 1 else "1 client", "/s", why=reason)
    interleave(rounds, measurements)
    return table


def latency(quick, kinds, missing, rate, what):
    """The times of sending are fixed before the first request; 64 clients share them."""
    rounds, seconds = (2, 1) if quick else (5, 5)
    text = f"`true` at {rate:.0f} requests a second, {what}. Open loop: the times of sending are fixed in advance, and a latency counts from there. The next free one of 64 clients sends."
    table = Table("load", f"Latency at {rate:.0f} requests a second", text, is_logarithmic=True)
    measurements = []
    floors = {}
    for row, (kind, environment) in kinds.items():
        cells = [table.add(row, column, "ns", floors.get(column)) for column in QUANTILES] + [table.add(row, "answered", "/s")]
        floors = floors or {cell.column: cell for cell in cells}
        measurements.append((cells, lambda kind=kind, environment=environment: timed("latency", 64, rate, seconds, *kind, environment=environment)))
    for row, reason in missing.items():
        table.add(row, QUANTILES[0], "ns", why=reason)
    interleave(rounds, measurements)
    return table
