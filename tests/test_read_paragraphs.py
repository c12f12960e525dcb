"""Which line outside of tables goes on the one above."""

from __future__ import annotations

import pytest

from disclosures.read.lines import Line
from disclosures.read.paragraphs import PlacedLine, paragraphs

FULL = 540.0  # where a full line ends


def texts(*lines: tuple[str, float]) -> list[str]:
    """The paragraphs of lines of one page with where each ends; all begin at the margin, one below the other."""
    placed = [
        PlacedLine(Line(text, 60, 100 + 16 * at, right, 112 + 16 * at), 1, 600, 800)
        for at, (text, right) in enumerate(lines)
    ]
    return [paragraph.text for paragraph in paragraphs(placed)]


def test_a_full_line_goes_on_and_a_short_one_ends() -> None:
    assert texts(("机关运行经费是指为保障", FULL), ("单位运行的资金。", 200), ("此外没有。", 150)) == [
        "机关运行经费是指为保障单位运行的资金。",
        "此外没有。",
    ]


@pytest.mark.parametrize("below", ["第二部分 2026年部门预算表", "附件2-1", "附件：预算表", "附表 3"])
def test_a_part_or_an_attachment_begins_anew_below_a_finished_sentence(below: str) -> None:
    assert len(texts(("反映其他费用的支出，以及其他各项费用。", FULL), (below, 200))) == 2


@pytest.mark.parametrize("below", ["第二部分、第三部分所列的表。", "附件所列各表。"])
def test_a_sentence_that_is_not_finished_may_name_them(below: str) -> None:
    assert len(texts(("本部门的预算见", FULL), (below, 200))) == 1
