"""Measures HostIpc beside other ways to have a host run commands. Called by eng/bench-peers, which see."""

import argparse
import datetime
import os
import platform
import re
import signal
import sys
import time

import group_footprint
import group_growth
import group_lines
import group_load
import group_mechanisms
import group_roundtrip
import group_streams
import plot
import report
from tools import ROOT, raise_limits

GROUPS = {
    "roundtrip": group_roundtrip.measure,
    "load": group_load.measure,
    "streams": group_streams.measure,
    "lines": group_lines.measure,
    "footprint": group_footprint.measure,
    "growth": group_growth.measure,
}
# Only where it is named: it builds servers of its own.
ON_REQUEST = {"mechanisms": group_mechanisms.measure}
BEGIN, END = "<!-- eng/bench-peers: what stands from here -->", "<!-- to here is written by it -->"


def main():
    """The whole run."""
    parser = argparse.ArgumentParser(prog="eng/bench-peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short rounds: to see that all works, not for its figures")
    parser.add_argument("--write", action="store_true", help="also into docs/performance.md and docs/plots; takes a whole run")
    parser.add_argument("group", nargs="*", help=f"of {', '.join(GROUPS)}; all of these where none is named; and {', '.join(ON_REQUEST)}")
    options = parser.parse_args()
    chosen = options.group or list(GROUPS)
    if unknown := [name for name in chosen if name not in GROUPS | ON_REQUEST]:
        parser.error(f"no such group: {' '.join(unknown)}")
    if options.write and (options.quick or set(chosen) != set(GROUPS)):
        parser.error("--write takes a whole run, neither --quick nor some of the groups")

    # Servers that run are ended on the way out, so a way out is what this signal is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_limits()
    tables, began = [], time.monotonic()
    for name in chosen:
        print(f"{name} ", end="", file=sys.stderr, flush=True)
        tables += (GROUPS | ON_REQUEST)[name](options.quick)
    machine = describe("eng/bench-peers" + " --quick" * options.quick + "".join(f" {name}" for name in options.group), time.monotonic() - began)

    write(tables, machine, ROOT / "artifacts/bench-peers", "")
    if options.write:
        text = write(tables, machine, ROOT / "docs/plots", "plots/")
        insert(ROOT / "docs/performance.md", text)
    print((ROOT / "artifacts/bench-peers/peers.md").read_text(encoding="utf-8"))


def describe(command, seconds):
    """When, where and how, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with open("/etc/os-release", encoding="utf-8") as file:
        system = re.search('^PRETTY_NAME="?([^"(\n]*)', file.read(), re.MULTILINE).group(1).strip()
    kernel = ".".join(platform.release().split(".")[:2])
    return (
        f"Measured on {datetime.date.today()} by `{command}` in {seconds / 60:.1f} minutes, on a machine with {os.cpu_count()} processors ({platform.machine()}) and "
        f"{memory:.0f} GiB of memory, Linux {kernel}, {system}. All in one run, in interleaved rounds: medians of the rounds, the least and the most of them, and the median of each round's ratio to the floor of that round."
    )


def write(tables, machine, directory, prefix):
    """Plots; beside them, where that is not in the documentation, the tables as Markdown and CSV. The Markdown."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.svg"):
        old.unlink()
    plots = {}
    for table in tables:
        if (drawing := plot.draw(table)) is not None:
            name = re.sub("[^a-z0-9]+", "-", re.sub("at [0-9]+ requests.*", "", table.title.lower())).strip("-")
            name = name if f"{prefix}{name}.svg" not in plots.values() else f"{name}-high"
            (directory / f"{name}.svg").write_text(drawing, encoding="utf-8")
            plots[table.title] = f"{prefix}{name}.svg"
    text = report.markdown(tables, machine, plots)
    (directory / "peers.csv").write_text(report.comma_separated(tables), encoding="utf-8")
    if not prefix:
        (directory / "peers.md").write_text(text, encoding="utf-8")
    return text


def insert(page, text):
    """Between the two marks, or with them at the page's end."""
    old = page.read_text(encoding="utf-8")
    block = f"{BEGIN}\n\n{text}\n{END}"
    if BEGIN in old and END in old:
        before, rest = old.split(BEGIN, 1)
        new = before + block + rest.split(END, 1)[1]
    else:
        new = f"{old.rstrip()}\n\n## Beside what people use today\n\n{block}\n"
    page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
