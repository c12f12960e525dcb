"""Characters that a recogniser takes for one another: settled by what the document prints elsewhere."""

from __future__ import annotations

from disclosures.model import Block, Cell, Paragraph, Place, Row
from disclosures.read.agreement import agreed

HERE = Place(page=1)


def row(*cells: str, recognised: bool = True) -> Row:
    """A row of a grid."""
    return Row(cells, HERE, grid=tuple(Cell(recognised=recognised, confidence=0.95) for _ in cells))


def texts(*blocks: Block) -> list[str]:
    """The texts of the blocks once they agree."""
    return [text for block in agreed(blocks) for text in (block.cells if isinstance(block, Row) else (block.text,))]


def test_a_word_is_read_as_it_stands_elsewhere() -> None:
    right = [Paragraph(f"{year}年部门预算公开", HERE, confidence=0.99) for year in (2024, 2025)]
    assert texts(*right, row("部内预算", "1.00"))[-2:] == ["部门预算", "1.00"]
    assert texts(*right, Paragraph("部内预算表", HERE, confidence=0.9))[-1] == "部门预算表"


def test_the_official_names_are_elsewhere_too() -> None:
    assert texts(row("其他农林水支出", "城乡社区规划与管理", "士地开发支出")) == [
        "其他农林水支出", "城乡社区规划与管理", "土地开发支出"
    ]  # fmt: skip


def test_what_stands_as_often_is_left() -> None:
    assert texts(row("部内设"), row("部门设")) == ["部内设", "部门设"]
    assert texts(row("内"), row("门"), row("门")) == ["内", "门", "门"]


def test_text_that_stands_in_the_file_is_not_touched() -> None:
    right = [Paragraph("部门预算公开", HERE)] * 3
    assert texts(*right, row("部内预算", recognised=False))[-1] == "部内预算"
    assert texts(*right, Paragraph("部内预算", HERE))[-1] == "部内预算"
