"""Whether HostIpc's costs grow: with idle connections, with the length of its log, with the size of its policy."""

import contextlib
import json
import os
import statistics
import subprocess

import names
from peer import Peer
from table import Table, interleave
from tools import BIN, Unavailable, raise_limits, timed

PROGRAM = "/bin/true"
CONNECTIONS = [0, 10, 100, 1000, 10000]
# More are refused: the settings take at most 4096 commands.
COMMANDS = [10, 1000, 4096]
# Bound, lines in it at first, and requests: so few that what is empty does not fill, so many that the oldest lines are dropped more than once where it is full.
LOGS = [("no log file", None, 0, 20), ("25,000, empty", 25_000, 0, 20), ("25,000, full", 25_000, 25_000, 20), ("1,000,000, empty", 1_000_000, 0, 200), ("1,000,000, full", 1_000_000, 1_000_000, 200)]
LOGGED = 1000


def measure(quick):
    """The tables."""
    rounds, seconds = (2, 0.15) if quick else (9, 1)
    return [connections(rounds, seconds), policy(rounds, seconds), log(rounds)]


def floor_of(table, column, seconds):
    """The floor's cell and its measurement."""
    cell = table.add(names.FLOOR, column, "ns")
    return cell, ([cell], trips(seconds, ["spawn", PROGRAM], None))


def trips(seconds, kind, environment):
    """A measurement: the median of as many requests as go into so many seconds."""
    return lambda: [statistics.median(timed("roundtrip", seconds, 100000, *kind, environment=environment))]


def connections(rounds, seconds):
    """A server each, and connections on which nothing runs."""
    table = Table("growth", "Round trip beside idle connections", "A warm client's `true`, while so many other connections are open on which nothing runs; 10,000 or as many as the limit of descriptors (RLIMIT_NOFILE) lets.")
    floor, measurement = floor_of(table, "time", seconds)
    measurements = [measurement]
    with contextlib.ExitStack() as stack:
        # A connection takes the server one descriptor, and a second one for the moment in which it is identified.
        most = min(raise_limits() - 150, CONNECTIONS[-1])
        for count in (min(count, most) for count in CONNECTIONS):
            cell = table.add(f"HostIpc, {count:,} idle connections", "time", "ns", floor)
            try:
                peer = stack.enter_context(Peer("hostipc", HOSTIPC__Limits__MaxConnections="12000"))
                if count > 0:
                    stack.enter_context(idle(peer, count))
                measurements.append(([cell], trips(seconds, peer.warm(), None)))
            except Unavailable as reason:
                cell.why = str(reason)
        cell = table.add(f"{names.FLOOR}, {most:,} descriptors open", "time", "ns", floor)
        measurements.append(([cell], trips(seconds, ["spawn-among", str(most), PROGRAM], None)))
        for title, kind in ((names.SERVED, ["served"]), (f"{names.SERVED}, {most:,} descriptors open", ["served-among", str(most)])):
            measurements.append(([table.add(title, "time", "ns", floor)], trips(seconds, [*kind, PROGRAM], None)))
        interleave(rounds, measurements)
    return table


@contextlib.contextmanager
def idle(peer, count):
    """Connections that are open and say nothing."""
    with subprocess.Popen([BIN / "idle", peer.path("ipc/hostipc.sock"), str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout.readline() != b"ready\n":
            raise Unavailable("not so many connections can be opened")
        yield
        process.stdin.close()


def policy(rounds, seconds):
    """A server each, and policies of so many commands, of which the last is asked for."""
    table = Table("growth", "Round trip and policy", f"The last command of a policy of so many, which runs `true`. The settings take at most {COMMANDS[-1]} commands.")
    floor, measurement = floor_of(table, "time", seconds)
    measurements = [measurement]
    with contextlib.ExitStack() as stack:
        for count in COMMANDS:
            cell = table.add(f"HostIpc, {count:,} commands", "time", "ns", floor)
            try:
                peer = stack.enter_context(Configured({"Commands": {f"command-{i:04}": {"Run": [PROGRAM]} for i in range(count)}}, f"command-{count - 1:04}"))
                measurements.append(([cell], trips(seconds, peer.warm(), None)))
            except Unavailable as reason:
                cell.why = str(reason)
        interleave(rounds, measurements)
    return table


def log(rounds):
    """A server and a log each, anew in every round."""
    text = f"A command that prints {LOGGED} lines of 69 characters to a warm client and so into the log: the mean of its time, over that number. By the bound of the log's lines, and whether it is reached."
    table = Table("growth", "A line of output and the log", text, base="no log file")
    measurements = []
    floor = None
    for row, bound, full, count in LOGS:
        cell = table.add(f"HostIpc, {row}", "a line", "ns", floor)
        floor = floor or cell
        measurements.append(([cell], lambda bound=bound, full=full, count=count: logged(bound, full, count)))
    interleave(rounds, measurements)
    return table


def logged(bound, full, count):
    """Nanoseconds a line."""
    with Configured({} if bound is None else {"Log": {"MaxLines": bound}}, "", full, has_log=bound is not None) as peer:
        return [statistics.fmean(timed("roundtrip", 60, count, *peer.warm(), "/bin/cat", peer.path("lines"))) / LOGGED]


class Configured(Peer):
    """HostIpc with a file of settings, and a log that has lines already."""

    def __init__(self, settings, program, logged=0, has_log=False):
        super().__init__("hostipc", program)
        if has_log:
            settings["Log"]["Path"] = self.path("log")
        with open(self.path("hostipc.json"), "w", encoding="ascii") as file:
            json.dump(settings, file)
        line = "x" * 69 + "\n"
        with open(self.path("lines"), "w", encoding="ascii") as file:
            file.write(line * LOGGED)
        if logged > 0:
            with open(self.path("log"), "w", encoding="ascii", opener=private) as file:
                file.write(f"2026-01-01T00:00:00.000Z 1 > {line}" * logged)


def private(path, flags):
    """A file that is nobody else's, as a log is."""
    return os.open(path, flags, 0o600)
