"""A whole disclosure in the form of a place: cover, contents, what the department does, its tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ..budget import Budget
from ..content import budget
from ..dice import Dice
from ..document import Block, Document, Fact, Line, Prose, Table
from ..prose import glossary_of
from ..text import about
from .cells import Ways
from .forms import Form, Place, header, leaves, place
from .goals import goal_forms, goal_list
from .tables import balance, listing, ordinal
from .travel import three_public
from .whole import whole_form


def placed(name: str, seed: str) -> Document:
    """The document of this seed in the form of this place."""
    where = place(name)
    money = _finer(where, budget(f"{name}/{seed}", where.division))
    blocks: tuple[Block, ...] = (_front(where, money), _overview(money))
    heading = (Prose((Line((f"第二部分 {money.year}年部门预算表",)),)),) if where.contents else ()
    tables = (*heading, *(table for form in where.tables for table in _tables(where, form, money)))
    rest = (_glossary(money),)
    ordered = (*blocks, *tables, *rest) if where.prose == "before" else (*blocks, *rest, *tables)
    if where.prose == "sometimes" and Dice(money.seed).branch("prose").chance(0.5):
        ordered = tables
    level = "单位" if _unit_level(money) else "部门"
    name = f"{money.year}年{money.name}{level}预算公开"
    return Document(name, ordered, about=about(money, _unit_level(money)))


def _finer(where: Place, money: Budget) -> Budget:
    """Amounts as fine as the place prints them: to the Fen where it counts in 元, to six places where it prints six.

    Sums are worked out of these amounts, so they still hold.
    """
    places = where.places + (4 if where.tables[0].unit == "元" else 0)
    if places <= 2:
        return money
    dice, step = Dice(money.seed).branch("finer"), Decimal(1).scaleb(-places)
    most = int(Decimal("0.01") / step) - 1
    atoms = tuple(replace(atom, amount=atom.amount + dice.whole(0, most) * step) for atom in money.atoms)
    return replace(money, atoms=atoms)


def _unit_level(money: Budget) -> bool:
    """Some bodies without subordinate units disclose as a unit."""
    return len(money.units) == 1 and Dice(money.seed).branch("level").chance(0.15)


def _said(text: str, money: Budget) -> str:
    """The text with names and years; `kind`, `owner` and `scope` are the words for a department or for a unit."""
    words = ("单位", "预算单位", "预算单位") if _unit_level(money) else ("部门", "预算主管部门", "部门")
    kind, owner, scope = words
    return text.format(name=money.name, year=money.year, last=money.year - 1, kind=kind, owner=owner, scope=scope)


def _front(where: Place, money: Budget) -> Prose:
    """Cover, and the titles of the tables where the place lists them."""
    texts = [_said(text, money) for text in where.cover]
    if where.contents:
        texts += ["目 录", f"第一部分 {money.name}概况", f"第二部分 {money.year}年部门预算表"]
        texts += [f"{ordinal(number)}、{_said(form.title, money)}" for number, form in enumerate(where.tables, 1)]
        texts += ["第三部分 名词解释"]
    return Prose(tuple(Line((text,)) for text in texts))


def _overview(money: Budget) -> Prose:
    lines = [Line((f"第一部分 {money.name}概况",)), Line(("一、主要职责",))]
    for number, duty in enumerate(money.duties, 1):
        lines.append(Line((f"（{ordinal(number)}）{duty}",), (Fact("duties", {"duty": duty}),)))
    text = f"纳入{money.name}{money.year}年部门预算编制范围的单位共{len(money.units)}个。"
    return Prose((*lines, Line(("二、机构设置",)), Line((text,))))


def _glossary(money: Budget) -> Prose:
    lines = [Line(("第三部分 名词解释",))]
    for number, (term, meaning) in enumerate(glossary_of(money.division_name), 1):
        fact = Fact("glossary", {"term": term, "definition": meaning})
        lines.append(Line((f"{ordinal(number)}、{term}：{meaning}",), (fact,)))
    return Prose(tuple(lines))


def _tables(where: Place, form: Form, money: Budget) -> list[Table]:
    """The table of the form, or one a project."""
    yuan = form.unit == "元"
    ways = Ways(replace(where, places=2) if where.places == 0 and not yuan else where, yuan)
    if form.shape == "forms":
        above = (_said(form.title, money), f"（{money.year}年度）")
        return [Table(form.kind, above, (), tuple(lines), form=True) for lines in goal_forms(form, money, ways)]
    if form.shape == "whole":
        side = _said(where.department, money)
        return [
            Table(form.kind, (form.number, _said(form.title, money), side), (), tuple(whole_form(money)), form=True)
        ]
    return [_table(where, form, money, ways)]


def _table(where: Place, form: Form, money: Budget, ways: Ways) -> Table:
    """One table of the form with the lines above it and its notes."""
    note: tuple[str, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    if form.kind == "three_public":
        lines = three_public(form, money, ways)
    elif form.shape == "goals":
        lines, merged = goal_list(form, money, ways), _merged(form)
    elif form.shape == "balance":
        lines = balance(form, money, ways)
    else:
        lines, note = listing(form, money, ways)
    side = (_said(where.department, money),) if where.department else ()
    above = (*((form.number,) if form.number else ()), _said(form.title, money), *side, f"单位：{form.unit}")
    below = tuple(_said(text, money) for text in form.below or note or (where.note,) if text)
    return Table(form.kind, above, header(form.columns, money.year), tuple(lines), below, merged)


def _merged(form: Form) -> tuple[tuple[int, int], ...]:
    """The columns of the project are merged over its indicators, each level over its own."""
    columns = list(leaves(form.columns))
    first = next(number for number, leaf in enumerate(columns) if leaf.startswith("promise."))
    levels = [number for number, leaf in enumerate(columns) if leaf in ("promise.level1", "promise.level2")]
    return ((0, first), *((number, number + 1) for number in levels))
