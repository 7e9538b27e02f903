"""What was measured: cells by row and column, each with a value a round."""

import dataclasses
import statistics
import sys

from tools import Unavailable


@dataclasses.dataclass
class Cell:
    """One value a round, in a unit; or the reason why there is none."""

    row: str
    column: str
    unit: str
    values: list = dataclasses.field(default_factory=list)
    floor: "Cell | None" = None
    why: str = ""

    @property
    def median(self):
        """Of the rounds."""
        return statistics.median(self.values)

    @property
    def ratio(self):
        """To the floor, None without one."""
        return self.ratio_to(self.floor)

    def ratio_to(self, other):
        """The median of the rounds' ratios to another cell's value of the same round, None where one of the two has none."""
        if other is None or other.why or self.why or not self.values or not other.values:
            return None
        return statistics.median(mine / its for mine, its in zip(self.values, other.values))


@dataclasses.dataclass
class Table:
    """A heading, what its figures are, and its cells. It is plotted where that helps; on a scale of powers of ten where they span several."""

    group: str
    title: str
    text: str
    is_plotted: bool = True
    is_logarithmic: bool = False
    base: str = "the floor"  # what the ratios are to
    cells: list = dataclasses.field(default_factory=list)
    lines: list = dataclasses.field(default_factory=list)  # command lines: (row, text)

    def add(self, row, column, unit, floor=None, why=""):
        """A new cell."""
        cell = Cell(row, column, unit, floor=floor, why=why)
        self.cells.append(cell)
        return cell

    def rows(self):
        """The rows' names, in order."""
        return list(dict.fromkeys(cell.row for cell in self.cells))

    def columns(self):
        """The columns' names, in order."""
        return list(dict.fromkeys(cell.column for cell in self.cells))

    def at(self, row, column):
        """The cell there, or None."""
        return next((cell for cell in self.cells if (cell.row, cell.column) == (row, column)), None)


def interleave(rounds, measurements):
    """Fills cells: in each round every measurement once, forwards and backwards in turn. A measurement is a function that returns a value for each of its cells."""
    for number in range(rounds):
        for cells, measure in measurements if number % 2 == 0 else reversed(measurements):
            if any(cell.why for cell in cells):
                continue
            try:
                for cell, value in zip(cells, measure()):
                    cell.values.append(value)
            except Unavailable as reason:
                for cell in cells:
                    cell.why = str(reason)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
