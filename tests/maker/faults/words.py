"""Faults in words: years and names of another document, remains of the template, tables and notes that are not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..dice import Dice
from ..document import Document
from .change import Change, Injected, figures, reworded, sentences, spots, tables, with_block, with_line

Work = Callable[[Document, Dice], Injected | None]
NOTE = "说明：我部门没有使用一般公共预算安排的支出，故本表无数据。"
# The note of an empty table of 政府性基金 that was copied from the table behind it.
FOREIGN_NOTE = "说明：我部门无国有资本经营预算支出，故本表无数据。"


def title_year(document: Document, dice: Dice) -> Injected | None:
    """A table was copied from last year's: its title or its year line was not changed."""
    year = document.about["year"]
    dated = [
        (number, at)
        for number, table in tables(document)
        for at, text in enumerate(table.above)
        if text.lstrip("#* （(").startswith(year)
    ]
    if not dated:
        return None
    number, at = dice.pick(dated)
    return _retitled(document, number, at, year, str(int(year) - 1), "title")


def _retitled(document: Document, number: int, at: int, was: str, now: str, field: str) -> Injected:
    table = next(table for one, table in tables(document) if one == number)
    text = table.above[at].replace(was, now, 1)
    above = (*table.above[:at], text, *table.above[at + 1 :])
    return Injected(with_block(document, number, replace(table, above=above)), (Change(table.kind, field, was, now),))


def asset_year(document: Document, dice: Dice) -> Injected | None:
    """国有资产 are those of a year that is over long since, or not over yet."""
    year = int(document.about["year"])
    other = str(dice.pick((year, year - 2)))
    return reworded(document, rf"{year - 1}(\s*年期末)", rf"{other}\1", other, "year")


def compared_year(document: Document, dice: Dice) -> Injected | None:
    """The comparison names a year of an older document."""
    del dice
    year = int(document.about["year"])
    return reworded(document, rf"与(\s*){year - 1}(\s*年预算相比)", rf"与\g<1>{year - 2}\2", str(year - 2), "year")


def foreign_name(document: Document, dice: Dice) -> Injected | None:
    """A sentence of the document that served as a pattern still names its department."""
    name = document.about["department"]
    other = name[:3] + dice.pick([one for one in ("医疗保障局", "信访局", "档案馆") if not name.endswith(one)])
    sentence = r"(?:一般公共预算收支|政府性基金预算支出|机构运转经费)"
    return reworded(document, rf"{name}(?=\s*{document.about['year']}\s*年{sentence})", other, other, "name")


def foreign_name_above(document: Document, dice: Dice) -> Injected | None:
    """部门名称 above a table is that of another department."""
    name = document.about["department"]
    other = name[:3] + dice.pick([one for one in ("医疗保障局", "信访局", "档案馆") if not name.endswith(one)])
    found = [
        (number, at) for number, table in tables(document) for at, text in enumerate(table.above) if text.endswith(name)
    ]
    return _retitled(document, *dice.pick(found), name, other, "name") if found else None


def no_name_above(document: Document, dice: Dice) -> Injected | None:
    """部门名称 above a table is 本级, as the form had it."""
    name = document.about["department"]
    found = [
        (number, at) for number, table in tables(document) for at, text in enumerate(table.above) if text.endswith(name)
    ]
    return _retitled(document, *dice.pick(found), name, "本级", "name") if found else None


def both_words(document: Document, dice: Dice) -> Injected | None:
    """增加（减少） both left standing."""
    mark = dice.pick(("增加/减少", "增加（减少）"))
    return reworded(document, r"(，支出|；支出)(?:增加|减少)", rf"\g<1>{mark}", mark)


def placeholder(document: Document, dice: Dice) -> Injected | None:
    """XX of the template left in a sentence."""
    mark = dice.pick(("XX", "××", "XXX"))
    return reworded(document, r"人员变动及项目支出调整", f"{mark}项目支出调整", mark)


def doubled_word(document: Document, dice: Dice) -> Injected | None:
    """A word typed twice."""
    word = dice.pick(("预算", "支出"))
    if word == "预算":
        return reworded(document, r"支出年初预算", "支出年初预算预算", "预算预算")
    return reworded(document, r"项目支出(?=\s*[\d.]+\s*万元)", "项目支出支出", "支出支出")


def doubled_mark(document: Document, dice: Dice) -> Injected | None:
    """Two marks of punctuation after one another."""
    mark = dice.pick(("；；", "，；"))
    return reworded(document, r"万元；", f"万元{mark}", mark)


def no_reason(document: Document, dice: Dice) -> Injected | None:
    """主要原因： without a reason."""
    left = dice.pick(("主要原因：", "主要原因是"))
    return reworded(document, r"主要原因：人员变动及项目支出调整", left, "主要原因")


def no_note(document: Document, dice: Dice) -> Injected | None:
    """A table without data does not say why, and the statement says nothing of that budget."""
    del dice
    for number, table in tables(document, "state_capital"):
        if table.below and not spots(document, table.kind):
            change = Change(table.kind, "description", table.below[-1], "")
            silent = _unsaid(with_block(document, number, replace(table, below=())), r"国有资本经营预算\s*0\s*万元；")
            return Injected(silent, (change,)) if silent else None
    return None


def _unsaid(document: Document, words: str) -> Document | None:
    """The document without a figure that stands between these words, and the fact of that figure."""
    for number, at, line in sentences(document):
        match = re.search(words, line.text)
        if match is None:
            continue
        facts = tuple(
            fact
            for fact, found in zip(line.facts, figures(line), strict=True)
            if found is None or not match.start() <= found.start() < match.end()
        )
        text = line.text[: match.start()] + line.text[match.end() :]
        return with_block(
            document, number, with_line(document.blocks[number], at, replace(line, cells=(text,), facts=facts))
        )
    return None


def note_at_data(document: Document, dice: Dice) -> Injected | None:
    """A table with data says that it has none."""
    del dice
    for number, table in tables(document, "general_public_budget"):
        if spots(document, table.kind):
            below = (*table.below, NOTE)
            return Injected(
                with_block(document, number, replace(table, below=below)),
                (Change(table.kind, "description", "", NOTE),),
            )
    return None


def note_of_another(document: Document, dice: Dice) -> Injected | None:
    """The explanation of an empty table is that of another."""
    del dice
    for number, table in tables(document, "government_fund"):
        if table.below and not spots(document, table.kind):
            change = Change(table.kind, "description", table.below[-1], FOREIGN_NOTE)
            below = (*table.below[:-1], FOREIGN_NOTE)
            return Injected(with_block(document, number, replace(table, below=below)), (change,))
    return None


def table_absent(document: Document, dice: Dice) -> Injected | None:
    """A table that the contents list was not put in."""
    wanted = ("income", "three_public", "government_fund", "projects", "economic_classification")
    number, table = dice.pick(list(tables(document, *wanted)))
    return Injected(with_block(document, number), (Change(table.kind, "table", table.above[0], ""),))


def section_absent(document: Document, dice: Dice) -> Injected | None:
    """A part of the statement that the rules demand was left out."""
    word, said = dice.pick(
        (("政府采购支出情况", "政府采购"), ("国有资产占用情况", "国有资产"), ("机构运转经费", "机构运转"))
    )
    for number, block in enumerate(document.blocks):
        lines = list(block.lines)
        at = next(
            (at for at, line in enumerate(lines) if line.text.endswith(word) and line.text.startswith("（")), None
        )
        if at is not None:
            kept = replace(block, lines=(*lines[:at], *lines[at + 2 :]))
            return Injected(with_block(document, number, kept), (Change("prose", "heading", said, ""),))
    return None


def foreign_treasury(document: Document, dice: Dice) -> Injected | None:
    """名词解释 speaks of a treasury of another level, as the province's pattern does."""
    del dice
    return reworded(document, r"是指([区县市])级财政", "是指省级财政", "省级财政", "definition")


def wrong_unit(document: Document, dice: Dice) -> Injected | None:
    """Above a table in 万元 stands 元, or the other way round."""
    wanted = [
        (number, at, text)
        for number, table in tables(document, "expenditure", "general_public_budget", "basic_expenditure", "projects")
        for at, text in enumerate(table.above)
        if text.endswith(("单位：万元", "单位：元")) and spots(document, table.kind)
    ]
    if not wanted:
        return None
    number, at, text = dice.pick(wanted)
    was, now = ("万元", "元") if text.endswith("万元") else ("：元", "：万元")
    return _retitled(document, number, at, was, now, "unit")
