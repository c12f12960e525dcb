"""A small draft of a department with one wrong total, in every format that departments write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from disclosures.inventory import Item
from disclosures.model import Block, Paragraph, Place, Row
from handmade_pdf import Sheet, pdf
from office_files import as_docx, as_html, as_xls, as_xlsx

COVER = "某某县水利局2026年部门预算公开"
TITLE, UNIT = "部门收入总体情况表", "单位：万元"
HEAD = ["单位名称", "合计", "一般公共预算", "政府性基金"]
TOTAL = ["合计", "9.60", "6.00", "3.50"]  # 9.50 would be right
ITEM = ["某某县水利局", "9.50", "6.00", "3.50"]
ROWS = [HEAD, TOTAL, ITEM]
BALANCE_TITLE = "部门收支总体情况表"
BALANCE = [["项目", "预算数", "项目", "预算数"], ["一、一般公共预算", "9.50", "一、一般公共服务支出", "9.50"],
           ["收入总计", "9.50", "支出总计", "9.50"]]  # fmt: skip
PRINTED, RIGHT = "9.60", "9.50"
LEFT, TOP, WIDTH, HEIGHT = 50, 100, 120, 20  # of the table and its cells, in points
WRONG_CELL = (LEFT + WIDTH, TOP + HEIGHT, LEFT + 2 * WIDTH, TOP + 2 * HEIGHT)
DESCRIPTION = 'division_code: "410702"\nyear: 2026\n'


def sheet(rows: list[list[str]] | None = None) -> Sheet:
    """The page with the income table, wrong unless other rows are given."""
    page = Sheet().text(200, 60, TITLE, 14).text(450, 85, UNIT)
    return page.table(LEFT, TOP, [WIDTH] * 4, rows or ROWS)


def balance() -> Sheet:
    """A page with a table in which nothing is wrong."""
    page = Sheet().text(200, 60, BALANCE_TITLE, 14).text(450, 85, UNIT)
    return page.table(LEFT, TOP, [WIDTH] * 4, BALANCE)


def turned(page: Sheet, rotate: int) -> Sheet:
    """The same page stored turned, so that /Rotate shows it upright."""
    width, height = page.width, page.height
    sizes = (width, height) if rotate == 180 else (height, width)
    matrix = {
        90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}",
    }[rotate]  # fmt: skip
    return Sheet(*sizes, rotate=rotate).raw(f"q {matrix} cm").raw("\n".join(page.drawn)).raw("Q")


def as_pdf(*pages: Sheet) -> bytes:
    """A cover, a page with each table; or other pages than that with the wrong one."""
    return pdf(Sheet().text(150, 300, COVER, 14), *(pages or (sheet(),)), balance())


def blocks() -> list[Block]:
    """The same as paragraphs and rows."""
    found: list[Block] = [Paragraph(COVER, Place())]
    for title, rows in ((TITLE, ROWS), (BALANCE_TITLE, BALANCE)):
        found += [Paragraph(title, Place()), Paragraph(UNIT, Place())]
        found += [Row(tuple(row), Place()) for row in rows]
    return found


def as_text() -> bytes:
    """The same as text."""
    lines = ["\t".join(block.cells) if isinstance(block, Row) else f"\n{block.text}" for block in blocks()]
    return ("\n".join(lines) + "\n").encode()


FORMATS: Mapping[str, Callable[[], bytes]] = {
    ".pdf": as_pdf,
    ".txt": as_text,
    ".docx": lambda: as_docx(blocks()),
    ".xlsx": lambda: as_xlsx(blocks()),
    ".xls": lambda: as_xls(blocks()),
    ".html": lambda: as_html(blocks()),
}


def put(folder: Path, suffix: str = ".pdf", data: bytes | None = None, name: str = "草稿") -> Path:
    """A draft on disk, with what its own words do not say beside it."""
    path = folder / f"{name}{suffix}"
    path.write_bytes(FORMATS[suffix]() if data is None else data)
    path.with_name(f"{path.name}.yaml").write_text(DESCRIPTION, "utf-8")
    return path


def item(path: Path) -> Item:
    """It as what the stages work on."""
    return Item(path, path.name)
