"""Tables as Markdown and as CSV."""

import csv
import io
import re

import budgets

UNITS = {
    "ns": [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")],
    "/s": [(1e6, "M/s"), (1e3, "k/s"), (1, "/s")],
    "B/s": [(1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1, "B/s")],
    "B": [(1e6, "MB"), (1e3, "kB"), (1, "B")],
}
NONE = "—"


def quantity(value, unit, of=None):
    """Three digits and a unit that suits the value, or another value that it stands beside."""
    factor, name = next(((factor, name) for factor, name in UNITS[unit] if abs(of or value) >= factor), UNITS[unit][-1])
    scaled = value / factor
    digits = max(0, 2 - len(str(int(abs(scaled)))) + 1) if abs(scaled) < 1000 else 0
    return f"{scaled:,.{digits}f} {name}"


def spread(cell):
    """The least and the most of the rounds, in the median's unit."""
    least, most = (quantity(value, cell.unit, cell.median).rsplit(" ", 1)[0] for value in (min(cell.values), max(cell.values)))
    return f"{least}..{most}"


def markdown(tables, machine, plots):
    """All of it. The plots are the names of files by the tables' titles."""
    parts = [machine]
    if judged := budgets.judge(tables):
        parts += ["### Budgets", "\n".join(f"| {' | '.join(line)} |" for line in [["what", "budget", "measured", ""], ["---"] * 4, *judged])]
    for table in tables:
        if not table.cells:
            continue
        parts.append(f"### {table.title}")
        parts.append(table.text)
        parts.append(single(table) if len(table.columns()) == 1 else matrix(table))
        if table.title in plots:
            parts.append(f"![{table.title.replace('`', '')}]({plots[table.title]})")
    return "\n\n".join(parts + [commands(tables)]) + "\n"


def single(table):
    """A table of one column: median, spread, ratio."""
    has_ratio = any(cell.ratio is not None for cell in table.cells)
    has_spread = any(len(cell.values) > 1 for cell in table.cells)
    head = ["what", "median"] + ["least..most"] * has_spread + [f"to {table.base}"] * has_ratio
    lines = [head, ["---"] * len(head)]
    for cell in table.cells:
        if cell.why or not cell.values:
            line = [cell.row, cell.why or NONE] + [""] * (len(head) - 2)
        else:
            line = [cell.row, quantity(cell.median, cell.unit)] + [spread(cell)] * has_spread + [ratio(cell)] * has_ratio
        lines.append(line)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def matrix(table):
    """A table of several columns: each cell has all three."""
    lines = [["what", *table.columns()], ["---"] * (1 + len(table.columns()))]
    lines += [[row, *(text(table.at(row, column)) for column in table.columns())] for row in table.rows()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def text(cell):
    """A cell of several columns."""
    if cell is None or cell.why or not cell.values:
        return cell.why or NONE if cell is not None else NONE
    within = f" ({spread(cell)})" if len(cell.values) > 1 else ""
    return f"{quantity(cell.median, cell.unit)}{within}" + (f", **{ratio(cell)}**" if cell.ratio is not None else "")


def ratio(cell):
    """To the floor; the floor itself has none."""
    if cell.ratio is None:
        return "1" if not cell.why and cell.floor is None else ""
    return f"{cell.ratio:.0f}" if cell.ratio >= 100 else f"{cell.ratio:.2f}" if cell.ratio >= 0.1 else f"{cell.ratio:.2g}"


def commands(tables):
    """The command lines, without the places where things were."""
    lines = ["<details><summary>The command lines</summary>", "", "`DIR` is the peer's own directory; see [benchmarks/peers/daemons](../benchmarks/peers/daemons) for the settings in it.", ""]
    for table in tables:
        if table.lines:
            lines += [f"{table.title}:", "", "```"]
            lines += [f"{row}: {without_places(line, directory)}" for row, directory, line in table.lines]
            lines += ["```", ""]
    return "\n".join(lines + ["</details>"])


def without_places(line, directory):
    """A command line without the places where this run had its files."""
    return re.sub(r"/[^ ']*/(hostipcd?|shell-loop|flatpak-spawn|flatpak-session-helper)(?=[ ']|$)", r"\1", line.replace(directory, "DIR"))


def comma_separated(tables):
    """A line a cell."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["group", "table", "what", "column", "unit", "median", "least", "most", "ratio", "rounds", "remark"])
    for table in tables:
        for cell in table.cells:
            figures = [f"{value:.6g}" for value in (cell.median, min(cell.values), max(cell.values))] if cell.values and not cell.why else ["", "", ""]
            writer.writerow([table.group, table.title, cell.row, cell.column, cell.unit, *figures, f"{cell.ratio:.4f}" if cell.ratio is not None else "", len(cell.values), cell.why])
    return output.getvalue()
