"""The timing programs (../clients), and what they print."""

import os
import pathlib
import resource
import shlex
import subprocess

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
BIN = pathlib.Path(os.environ["BENCH_BIN"])
NATIVE = pathlib.Path(os.environ["BENCH_NATIVE"])
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Unavailable(Exception):
    """Something is not to be had or does not work here; the message says why, in a row of the table."""


def timed(program, *arguments, environment=None, bound=180):
    """What a timing program prints, as numbers. Raises Unavailable with what it complains of."""
    command = [BIN / program, *map(str, arguments)]
    try:
        result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=bound, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{program} took longer than {bound} s") from None
    if result.returncode != 0:
        raise Unavailable(last_line(result.stderr) or f"{program} ended with {result.returncode}")
    return [float(word) for word in result.stdout.split()]


def words(text):
    """The words of a command line that is shell text."""
    return shlex.split(text)


def last_line(output):
    """The last line of what a program said."""
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1].strip().replace("|", "/") if lines else ""


def raise_limits():
    """As many descriptors as this process may have, for all that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
