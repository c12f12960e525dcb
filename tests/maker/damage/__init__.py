"""Damaging a made document as extraction damages real ones; the truth goes with the lines it belongs to."""

from __future__ import annotations

from dataclasses import replace

from ..dice import Dice
from ..document import Block, Document, Prose, Table
from . import clips, forms, losses, marks, pages, shifts
from .change import Damage

SPENT = ("expenditure", "general_public_budget")
ECONOMIC = ("basic_expenditure", "economic_classification")
PROJECTS = ("projects", "performance_projects")
INCOME = ("balance", "income", "fiscal_appropriation")
NUMBERS = (*SPENT, *ECONOMIC, *PROJECTS, *INCOME)
FORM = ("department_indicators",)
# Within a group one table proves what another lost, so only one of them suffers a damage that needs proof.
GROUPS = (SPENT, ECONOMIC, PROJECTS, INCOME, FORM)

ALL = (
    Damage("lost_cell", shifts.lost_cell, (*SPENT, *SPENT, "basic_expenditure", "projects"), True),
    Damage("lost_cells", shifts.lost_cells, (*SPENT, *SPENT, "basic_expenditure"), True),
    Damage("lost_left_cells", shifts.lost_left_cells, (*INCOME[::2], *SPENT, "economic_classification"), True),
    Damage("lost_class_code", shifts.lost_class_code, SPENT, True),
    Damage(
        "repeated_total", shifts.repeated_total, (*SPENT, "projects", "basic_expenditure", "performance_projects"), True
    ),
    Damage("gained_cell", shifts.gained_cell, (*SPENT, "basic_expenditure", "economic_classification"), True),
    Damage("lost_column", shifts.lost_column, (*SPENT, "income", "economic_classification", "projects"), True),
    Damage("clipped_column", clips.clipped_column, ("balance", "balance", "fiscal_appropriation", *SPENT), True),
    Damage("clipped_cell", clips.clipped_cell, (*SPENT, *ECONOMIC, *PROJECTS, "balance", "fiscal_appropriation"), True),
    Damage("clipped_names", clips.clipped_names, (*SPENT, "projects"), True),
    Damage("clipped_units", clips.clipped_units, ("projects",), True),
    Damage("lost_zero", clips.lost_zero, ("performance_projects",), False),
    Damage("page_break", pages.page_break, (*NUMBERS, *FORM), False),
    Damage("repeated_head", pages.repeated_head, (*NUMBERS, "performance_projects", "performance_projects"), False),
    Damage("repeated_header", pages.repeated_header, NUMBERS, False),
    Damage("split_text", pages.split_text, ("economic_classification", "projects", *SPENT, *FORM), False),
    Damage(
        "split_text_under_head", pages.split_text_under_head, ("performance_projects", "economic_classification"), False
    ),
    Damage("split_row", pages.split_row, ("performance_projects",), False),
    Damage("broken_line", pages.broken_line, ("income", "projects", *SPENT, "economic_classification"), False),
    Damage("moved_glyph", marks.moved_glyph, SPENT, True),
    Damage("split_paragraph", pages.split_paragraph, ("prose",), False),
    Damage("lost_title", pages.lost_title, NUMBERS, True),
    Damage("lost_header", pages.lost_header, NUMBERS, True),
    Damage("lost_head", pages.lost_head, (*ECONOMIC, *PROJECTS), True),
    Damage("lost_indicator_cells", forms.lost_indicator_cells, FORM, False),
    Damage("late_label", forms.late_label, FORM, False),
    Damage("spaces_in_words", marks.spaces_in_words, (*NUMBERS, *FORM), False),
    Damage("spaces_in_numbers", marks.spaces_in_numbers, NUMBERS, False),
    Damage("wide_letters", marks.wide_letters, (*NUMBERS, *FORM), False),
    Damage("tags", marks.tags, FORM, False),
    Damage("misplaced_header", marks.misplaced_header, (*SPENT, "income", "fiscal_appropriation"), False),
    Damage("title_in_table", marks.title_in_table, NUMBERS, False),
    Damage("broken_unit", marks.broken_unit, NUMBERS, False),
    Damage("ragged", marks.ragged, NUMBERS, False),
    Damage("lost_label", losses.lost_label, (*SPENT, *ECONOMIC, "income", "projects"), False),
    Damage("lost_total_amounts", losses.lost_total_amounts, ECONOMIC[:1], True),
    Damage("lost_part_amounts", losses.lost_part_amounts, ("fiscal_appropriation",), True),
    Damage("lost_rows", losses.lost_rows, (*SPENT, *ECONOMIC, *PROJECTS), True),
    Damage("lost_total_row", losses.lost_total_row, (*SPENT, *ECONOMIC, "income"), True),
    Damage("lost_last_row", losses.lost_last_row, ("balance",), True),
    Damage(
        "lost_table", losses.lost_table, ("income", "projects", "economic_classification", "basic_expenditure"), True
    ),
)
KINDS = tuple(damage.name for damage in ALL)


def damaged(document: Document, seed: str, kind: str | None = None) -> Document:
    """The document with one kind of damage, or with two to six chosen by the seed; as it was where nothing fits."""
    dice = Dice(f"{seed}/damage")
    wanted = [damage for damage in ALL if damage.name == kind] if kind else dice.some(ALL, dice.whole(2, 6))
    touched: frozenset[str] = frozenset()
    for damage in wanted:
        document, touched = _apply(document, damage, dice.branch(damage.name), touched)
    return document


def _apply(document: Document, damage: Damage, dice: Dice, touched: frozenset[str]) -> tuple[Document, frozenset[str]]:
    """The damage done to one table that it fits, none of whose sisters suffers already where proof is needed."""
    for kind in dict.fromkeys(dice.shuffled(damage.tables)):
        group = next((group for group in GROUPS if kind in group), (kind,))
        if damage.needs_proof and touched.intersection(group):
            continue
        new = _replaced(document, damage, kind, dice)
        if new is not None:
            return new, touched | (set(group) if damage.needs_proof else set())
    return document, touched


def _replaced(document: Document, damage: Damage, kind: str, dice: Dice) -> Document | None:
    for number, block in enumerate(document.blocks):
        table = _as_table(block)
        if table.kind != kind or not any(line.facts for line in table.lines):
            continue
        new = damage.work(table, dice)
        if new is not None:
            blocks = (*document.blocks[:number], *map(_as_prose, new), *document.blocks[number + 1 :])
            return replace(document, blocks=blocks, damages=(*document.damages, f"{damage.name}:{kind}"))
    return None


def _as_table(block: Block) -> Table:
    """Prose as a table of one column, so that the same functions damage both."""
    return block if isinstance(block, Table) else Table("prose", (), (), block.lines)


def _as_prose(block: Block) -> Block:
    return Prose(block.lines) if isinstance(block, Table) and block.kind == "prose" else block
