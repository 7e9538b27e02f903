"""The round trip of `true`: from a warm client, and as a whole process."""

import contextlib
import shlex
import statistics

import names
from peer import start
from table import Table, interleave
from tools import Unavailable, timed

PROGRAM = "/bin/true"


def measure(quick):
    """The tables."""
    rounds, seconds = (3, 0.15) if quick else (9, 1.2)
    warm = Table("roundtrip", "Round trip of `true`, warm client", "A client in C keeps its connection open and sends one request after the other. You find tools without a protocol of their own (ssh, flatpak-spawn) in the next table only.", is_logarithmic=True)
    whole = Table("roundtrip", "Round trip of `true`, whole process", "The client is started for every request, as your scripts do it.", is_logarithmic=True)
    with contextlib.ExitStack() as stack:
        peers, reasons = start(stack, names.TITLES)
        measurements = []
        for table in warm, whole:
            floor = table.add(names.FLOOR, "time", "ns")
            measurements.append(([floor], trips(seconds, ["spawn", PROGRAM], None)))
            if table is warm:
                measurements.append(([table.add(names.SERVED, "time", "ns", floor)], trips(seconds, ["served", PROGRAM], None)))
            for name, title in names.TITLES.items():
                if name in reasons:
                    table.add(title, "time", "ns", why=reasons[name])
                    continue
                peer = peers[name]
                with contextlib.suppress(Unavailable):
                    kind = peer.warm() if table is warm else ["spawn", *peer.whole()]
                    table.lines.append((title, peer.directory, shlex.join(kind)))
                    measurements.append(([table.add(title, "time", "ns", floor)], trips(seconds, kind, peer.environment())))
        servers = Table("roundtrip", "Servers", "", is_plotted=False, lines=[(names.TITLES[name], peer.directory, shlex.join(peer.daemon())) for name, peer in peers.items()])
        interleave(rounds, measurements)
    return [warm, whole, servers]


def trips(seconds, kind, environment):
    """A measurement: the median of as many requests as go into so many seconds."""
    return lambda: [statistics.median(timed("roundtrip", seconds, 100000, *kind, environment=environment))]
