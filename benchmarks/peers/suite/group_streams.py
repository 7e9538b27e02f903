"""Bytes per second through a client, either way."""

import contextlib
import os
import shlex
import tempfile

import names
from peer import start
from table import Table, interleave
from tools import timed

FLOOR = "`cat` through one pipe"
PEERS = ["hostipc", "flatpak", "docker", "ssh", "ssh-shared"]


def measure(quick):
    """The tables."""
    rounds, size = (2, 32 << 20) if quick else (5, 512 << 20)
    output = Table("streams", "Output", f"`cat` of a file of {size >> 20} MiB that is in memory, from the start of the client to its end.")
    given = Table("streams", "Input", f"{size >> 20} MiB into `cat > /dev/null`, from the start of the client to its end.")
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="peer-files-"))
        big = os.path.join(directory, "big")
        with open(big, "wb") as file:
            for _ in range(size >> 20):
                file.write(os.urandom(1 << 20))
        peers, reasons = start(stack, PEERS, FILES=directory)
        measurements = []
        for table, direction in (output, "out"), (given, "in"):
            floor = table.add(FLOOR, "rate", "B/s")
            line = ["cat", big] if direction == "out" else ["sh", "-c", "exec cat > /dev/null"]
            measurements.append(([floor], rate(direction, size, line, None)))
            for name in PEERS:
                if name in reasons:
                    table.add(names.TITLES[name], "rate", "B/s", why=reasons[name])
                    continue
                peer = peers[name]
                line = peer.line("output", big) if direction == "out" else peer.line("input")
                table.lines.append((names.TITLES[name], peer.directory, shlex.join(line).replace(directory, "FILES")))
                measurements.append(([table.add(names.TITLES[name], "rate", "B/s", floor)], rate(direction, size, line, peer.environment())))
        interleave(rounds, measurements)
    return [output, given]


def rate(direction, size, line, environment):
    """A measurement: bytes per second of one client."""
    return lambda: [size * 1e9 / timed("stream", direction, size, *line, environment=environment)[0]]
