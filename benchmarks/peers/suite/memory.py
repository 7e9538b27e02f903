"""Memory of processes, from /proc."""

import os
import pathlib


def resident(pids):
    """Bytes resident, of all together. What they share counts for each."""
    return sum(of(pid, "Rss") for pid in pids)


def anonymous(pids):
    """Bytes of all together that are no file's, such as heaps and stacks. What several processes share is divided among them, so that a fork counts for what it has copied."""
    return sum(of(pid, "Pss_Anon") for pid in pids)


def of(pid, field):
    """A field of smaps_rollup in bytes; 0 of a process that is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def server_processes(peer, program):
    """Its daemon, what descends from that, and what has its directory on its command line (a container's shim has no parent); not the commands, which are PROGRAM."""
    parents, names, mine = {}, {}, {peer.process.pid}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            name, rest = entry.joinpath("stat").read_text().split("(", 1)[1].rsplit(")", 1)
            line = entry.joinpath("cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(entry.name)
        parents[pid], names[pid] = int(rest.split()[1]), name
        if name.startswith("containerd-shim") and os.fsencode(peer.directory) in line:
            mine.add(pid)
    while added := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= added
    return [pid for pid in mine if names.get(pid) != program]
