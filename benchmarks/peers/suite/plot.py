"""A table as a bar chart, in SVG. Its colours follow the reader's, light or dark."""

import math
from html import escape

from report import quantity

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 860, 330, 110, 16, 6, 44
STYLE = """text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.small{fill:#59636e;font-size:12px}
.bar{fill:#8c959f}.own{fill:#0969da}.spread{stroke:#1f2328;stroke-width:1.5}.axis{stroke:#d1d9e0}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.small{fill:#9198a1}.bar{fill:#6e7681}.own{fill:#4493f8}.spread{stroke:#f0f6fc}.axis{stroke:#3d444d}}"""


def draw(table):
    """The chart; None where there is nothing to show. Cells of other units than the first are left out."""
    cells = [cell for cell in table.cells if cell.values and not cell.why]
    cells = [cell for cell in cells if cell.unit == cells[0].unit]
    if not table.is_plotted or not cells:
        return None
    scale = scale_of(table, cells)
    columns = list(dict.fromkeys(cell.column for cell in cells))
    parts, y = [], TOP
    for column in columns:
        if len(columns) > 1:
            parts.append(f'<text class="small" x="10" y="{y + 12}">{escape(column)}</text>')
            y += 20
        for cell in (cell for cell in cells if cell.column == column):
            parts.append(bar(cell, y, scale))
            y += BAR + GAP
        y += GAP
    title = table.title.replace("`", "") + (" (powers of ten)" if table.is_logarithmic else "")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img" aria-label="{escape(title)}">'
    axis = f'<line class="axis" x1="{LEFT}" y1="{TOP - 6}" x2="{LEFT}" y2="{y - GAP}"/>'
    return "\n".join([head, f"<style>{STYLE}</style>", f'<text class="title" x="10" y="22">{escape(title)}</text>', axis, *parts, "</svg>"]) + "\n"


def scale_of(table, cells):
    """A function from values to widths."""
    most = max(max(cell.values) for cell in cells)
    if not table.is_logarithmic:
        return lambda value: value / most * (WIDTH - LEFT - RIGHT)
    # The least gets a tenth of a power of ten, so that its bar is seen.
    least = min(min(cell.values) for cell in cells) / 10**0.1
    return lambda value: math.log(value / least) / math.log(most / least) * (WIDTH - LEFT - RIGHT)


def bar(cell, y, scale):
    """One bar, with its name, its spread and its value."""
    width, least, most = (scale(value) for value in (cell.median, min(cell.values), max(cell.values)))
    kind = "own" if cell.row.startswith("HostIpc") else "bar"
    middle = y + BAR / 2
    name = cell.row.replace("`", "")
    return "".join([
        f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(name if len(name) < 48 else name[:46] + "…")}</text>',
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{max(width, 1):.1f}" height="{BAR}"/>',
        f'<line class="spread" x1="{LEFT + least:.1f}" y1="{middle}" x2="{LEFT + most:.1f}" y2="{middle}"/>',
        f'<text class="small" x="{LEFT + max(width, most) + 6:.1f}" y="{y + 12}">{quantity(cell.median, cell.unit)}</text>',
    ])
