"""The project's budgets, held against what was measured."""

import names

HOSTIPC, WHOLE = names.TITLES["hostipc"], "Round trip of `true`, whole process"
LINES, SHORT = "Lines through a FIFO", "20 bytes"

# What, table, row, column, and the row of the same column that the ratio is to.
AT_MOST = [
    ("round trip to `posix_spawn` and `waitpid` in C, warm client", 1.25, "Round trip of `true`, warm client", HOSTIPC, "time", names.FLOOR),
    ("`hostipc run -- true` to `flatpak-spawn --host true`, whole process", 0.6, WHOLE, HOSTIPC, "time", names.TITLES["flatpak"]),
    ("`hostipc run -- true` to `docker exec`, whole process", 0.3, WHOLE, HOSTIPC, "time", names.TITLES["docker"]),
    ("bytes allocated a 20-byte line", 0.5, "Allocation", "HostIpc", SHORT, None),
    ("image, MB", 16.0, "Size on disk", "HostIpc", "image", 1e6),
    ("`hostipc`, MB", 4.5, "Size on disk", "HostIpc", "client's program", 1e6),
    ("server resident when idle, MiB", 18, "Memory", "HostIpc", "idle", 2**20),
    ("from start to the first answer, ms", 50, "From start to the first answer", "HostIpc", "time", 1e6),
]
AT_LEAST = [
    ("20-byte lines to a C loop of `read` and `memchr`", 0.5, LINES, "HostIpc", SHORT, "C loop of `read` and `memchr`"),
    ("commands per second of 16 clients to as many C loops", 0.85, "Commands per second", HOSTIPC, "16 clients", names.FLOOR),
    ("output to a client, to `cat` through one pipe", 0.5, "Output", HOSTIPC, "rate", "`cat` through one pipe"),
]


def judge(tables):
    """Rows of what, budget, measured and whether it is met; of what was measured."""
    rows = []
    for sign, budgets in (("≤", AT_MOST), ("≥", AT_LEAST)):
        for what, bound, title, row, column, base in budgets:
            value = measured(tables, title, row, column, base)
            if value is not None:
                is_met = value <= bound if sign == "≤" else value >= bound
                rows.append([what, f"{sign} {bound}", f"{value:.2f}", "" if is_met else "missed"])
    return rows


def measured(tables, title, row, column, base):
    """A ratio to another row; or a median, in units of a number."""
    table = next((table for table in tables if table.title == title), None)
    cell = table and table.at(row, column)
    if not cell or not cell.values or cell.why:
        return None
    return cell.ratio_to(table.at(base, column)) if isinstance(base, str) else cell.median / (base or 1)
