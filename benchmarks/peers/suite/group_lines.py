"""Lines per second off a FIFO, read and dispatched: HostIpc to an executor that does nothing, the shell loop to a command that does nothing."""

import os
import shutil
import subprocess
import tempfile
import time

from table import Table, interleave
from tools import BIN, HERE, QUIET, Unavailable

FLOOR = "C loop of `read` and `memchr`"
SHELL = "the original's shell loop"
HOSTIPC = "HostIpc"
SHAPES = [(20, "blocks"), (200, "blocks"), (4000, "blocks"), (20, "lines")]


def measure(quick):
    """The tables."""
    rounds, budget = (2, 0.1) if quick else (5, 1)
    text = "Lines fed by the same program into a FIFO. The C loop only counts them; HostIpc, compiled as the native server, takes each all the way to an executor that does nothing; the shell evaluates each, a command that does nothing. The first two after a warm-up of half as many lines."
    rates = Table("lines", "Lines through a FIFO", text, is_logarithmic=True)
    extent = Table("lines", "Bytes through a FIFO", "The same in bytes.", is_logarithmic=True)
    allocated = Table("lines", "Allocation", "What HostIpc allocates a line, its blocks of input included.", is_plotted=False)
    measurements = []
    for length, write in SHAPES:
        column = f"{length} bytes" if write == "blocks" else f"{length} bytes, a write each"
        count = int(budget * (1.5e9 / length if write == "blocks" else 1.5e6))
        floors = [rates.add(FLOOR, column, "/s"), extent.add(FLOOR, column, "B/s")]
        measurements.append((floors, lambda length=length, write=write, count=count: per_second(c_loop(length, write, count), length, count)))
        cells = [rates.add(HOSTIPC, column, "/s", floors[0]), extent.add(HOSTIPC, column, "B/s", floors[1]), allocated.add(HOSTIPC, column, "B")]
        measurements.append((cells, lambda length=length, write=write, count=count: per_second(hostipc(length, write, count), length, count)))
        few = int(budget * 2e6 / length)
        cells = [rates.add(SHELL, column, "/s", floors[0]), extent.add(SHELL, column, "B/s", floors[1])]
        measurements.append((cells, lambda length=length, write=write, few=few: per_second([shell(length, write, few)], length, few)))
    interleave(rounds, measurements)
    return [rates, extent, allocated]


def per_second(printed, length, count):
    """Lines and bytes per second, and what else was printed."""
    return [count / printed[0], count * length / printed[0], *printed[1:]]


def c_loop(length, write, count):
    """Seconds."""
    return read_by([BIN / "lines"], length, write, count)


def hostipc(length, write, count):
    """Seconds, and bytes allocated a line."""
    return read_by([os.environ["BENCH_LINES"], "lines"], length, write, count)


def read_by(command, length, write, count):
    """What a reader prints that says "ready" and then takes half as many lines for a warm-up."""
    with tempfile.TemporaryDirectory(prefix="peer-") as directory:
        fifo = os.path.join(directory, "fifo")
        with subprocess.Popen([*command, fifo, str(count)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as reader:
            if reader.stdout.readline() != "ready\n":
                raise Unavailable("the reader does not start")
            # More than it takes, so that it never waits for the last; what is too many, and the feeder with it, ends with the FIFO.
            feeder = subprocess.Popen([BIN / "feed", fifo, str(length), str(count + count // 2 + 65536), write], **QUIET)
            try:
                printed = reader.communicate(timeout=120)[0]
            except subprocess.TimeoutExpired:
                reader.kill()
                raise Unavailable("the reader took longer than 120 s") from None
            finally:
                feeder.kill()
                feeder.wait()
        if reader.returncode != 0:
            raise Unavailable(f"the reader ended with {reader.returncode}")
    return [float(word) for word in printed.split()]


def shell(length, write, count):
    """Seconds until the shell has evaluated them and the `exit` behind them."""
    if shutil.which("busybox") is None:
        raise Unavailable("no busybox here (Debian: busybox-static)")
    with tempfile.TemporaryDirectory(prefix="peer-") as directory:
        fifo = os.path.join(directory, "fifo")
        os.mkfifo(fifo)
        with subprocess.Popen(["busybox", "sh", HERE / "daemons/shell-loop", fifo, "/dev/null"], **QUIET) as reader:
            began = time.monotonic()
            feeder = subprocess.Popen([BIN / "feed", fifo, str(length), str(count), write, "exit"], **QUIET)
            try:
                reader.wait(120)
            except subprocess.TimeoutExpired:
                reader.kill()
                raise Unavailable("the shell took longer than 120 s") from None
            finally:
                feeder.kill()
                feeder.wait()
        return time.monotonic() - began
