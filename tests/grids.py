"""Small grids for tests: a table as rows of texts, merged cells as `~` (covered) after the cell that covers them."""

from __future__ import annotations

from disclosures.model import Cell, Match, Place, Row


def grid(text: str, page: int = 1) -> tuple[Row, ...]:
    """Rows of one table on one page, cells split at `|`. `~` is covered by the cell at its left, `^` by the one above."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Row(
            tuple("" if cell in "~^" else cell for cell in line),
            Place(page=page),
            after_break=index == 0,
            grid=tuple(_cell(lines, index, column) for column in range(len(line))),
        )
        for index, line in enumerate(lines)
    )


def _cell(lines: list[list[str]], row: int, column: int) -> Cell | None:
    if lines[row][column] in ("~", "^"):
        return None
    width = 1
    while column + width < len(lines[row]) and lines[row][column + width] == "~":
        width += 1
    height = 1
    while row + height < len(lines) and lines[row + height][column] == "^":
        height += 1
    return Cell(columns=width, rows=height)


def match(kind: str, *tables: tuple[Row, ...], unit: str | None = "万元") -> Match:
    """The tables of one kind as recognised: all rows, no header of their own."""
    return Match(kind, "绩效目标表", "按标题", (), tuple(row for rows in tables for row in rows), unit)
