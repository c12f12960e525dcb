"""Mistakes that departments make, put into documents that are right: each says what it changed and which rules may tell.

A fault is one mistake of a person in a document otherwise consistent. Measured is whether the checker finds it, lays
it to the department, and is silent on the same document without it (`benchmarks/faults.py`).
"""

from __future__ import annotations

from ..dice import Dice
from ..document import Document
from . import between, codes, statement, sums, words
from .change import Change, Fault, Injected

__all__ = ["ALL", "BY_NAME", "KINDS", "Change", "Fault", "Injected", "faulty"]

GENERAL = "general_public_budget"
ALL = (
    # Inside a table.
    Fault("expenditure_total_mistyped", sums.total_mistyped("expenditure"), ("R-T03-ROW", "R-T03-SUM")),
    Fault("general_total_mistyped", sums.total_mistyped(GENERAL), ("R-T05-ROW", "R-T05-SUM")),
    Fault("income_total_mistyped", sums.total_mistyped("income", "current_total"), ("R-T02-ROW", "R-T02-COL")),
    Fault("basic_total_mistyped", sums.total_mistyped("basic_expenditure"), ("R-T06-ROW", "R-T06-SUM")),
    Fault("economic_total_mistyped", sums.total_mistyped("economic_classification"), ("R-T07-ROW", "R-T07-SUM")),
    Fault("projects_total_mistyped", sums.total_mistyped("projects"), ("R-T10-ROW", "R-T10-SUM")),
    Fault("expenditure_item_transposed", sums.item_transposed("expenditure"), ("R-T03-ROW", "R-T03-SUM")),
    Fault("basic_item_transposed", sums.item_transposed("basic_expenditure"), ("R-T06-ROW", "R-T06-SUM")),
    Fault("economic_item_transposed", sums.item_transposed("economic_classification"), ("R-T07-ROW", "R-T07-SUM")),
    Fault("projects_item_transposed", sums.item_transposed("projects"), ("R-T10-ROW", "R-T10-SUM")),
    Fault("expenditure_row_left_out", sums.row_left_out("expenditure"), ("R-T03-SUM",)),
    Fault("general_row_left_out", sums.row_left_out(GENERAL), ("R-T05-SUM",)),
    Fault("economic_row_left_out", sums.row_left_out("economic_classification"), ("R-T07-SUM",)),
    Fault("projects_row_left_out", sums.row_left_out("projects"), ("R-T10-SUM",)),
    Fault("basic_and_project", sums.basic_mistyped, ("R-T03-ROW",)),
    Fault("unbalanced", sums.unbalanced, ("R-T01-BAL",)),
    Fault("fiscal_unbalanced", sums.fiscal_unbalanced, ("R-T04-BAL",)),
    Fault("three_public_sum", sums.three_public_mistyped, ("R-T08-SUM",)),
    Fault("public_in_personnel", sums.public_in_personnel, ("R-T06-KIND",)),
    Fault("goals_sum", sums.project_left_out, ("R-T12-SUM",)),
    Fault("funding_sum", sums.funding_mistyped, ("R-T11-SUM",)),
    Fault("row_doubled", sums.doubled_row("expenditure"), ("R-T03-SUM", "R-TXT-TWICE")),
    # Between tables.
    Fault("class_on_another_line", between.class_moved("balance"), ("R-X-T01-T03",)),
    Fault("fiscal_class_on_another_line", between.class_moved("fiscal_appropriation"), ("R-X-T04-T05", "R-X-T04-T01")),
    Fault("income_on_another_line", between.income_moved, ("R-X-T01-T02",)),
    Fault("function_moved", between.function_moved, ("R-X-T05-T03",)),
    Fault(
        "basic_of_another_draft",
        between.another_draft("basic_expenditure", ("personnel", "public")),
        ("R-X-T06-T05", "R-X-T06-COL"),
    ),
    Fault(
        "economic_of_another_draft",
        between.another_draft("economic_classification", ("general_public_budget",)),
        ("R-X-T07-T03", "R-X-T07-T06"),
    ),
    Fault(
        "projects_of_another_draft",
        between.another_draft("projects", ("general_public_budget", "government_fund", "unit_funds")),
        ("R-X-T10-T03", "R-X-T12-T10"),
    ),
    Fault(
        "goals_of_another_draft",
        between.another_draft("performance_projects", ("government_funds",)),
        ("R-X-T12-T10",),
    ),
    Fault("project_missing", between.project_missing, ("R-X-T12-T10",)),
    Fault("funding_of_another_draft", between.funding_of_another_draft, ("R-X-T11",)),
    # Figures of the statement.
    Fault("statement_overall", statement.stale("income_total", "expenditure_total"), ("R-N-AMT",)),
    Fault("statement_income", statement.stale("income_source"), ("R-N-AMT",)),
    Fault("statement_expenditure", statement.stale("basic_total", "project_total"), ("R-N-AMT",)),
    Fault("statement_general", statement.general_stale, ("R-N-AMT",)),
    Fault("statement_basic", statement.stale("personnel", "public"), ("R-N-AMT",)),
    Fault(
        "statement_three_public",
        statement.stale("three_public_total", "hospitality", "vehicles", "vehicle_operation"),
        ("R-N-AMT",),
    ),
    Fault("statement_fund", statement.fund_stale, ("R-N-AMT",)),
    Fault("statement_in_yuan", statement.in_yuan, ("R-N-AMT",)),
    Fault("growth_of_this_year", statement.growth_of_this_year, ("R-N-YOY",)),
    Fault("opposite_word", statement.opposite_word, ("R-N-YOY",)),
    Fault("share_of_another_whole", statement.share_of_another_whole, ("R-N-SHARE",)),
    Fault("share_mistyped", statement.share_mistyped, ("R-N-SHARE", "R-N-SHARE100")),
    Fault("operating_funds", statement.stale("operating_funds"), ("R-N-ORGCOST",)),
    Fault("procurement_sum", statement.procurement_sum, ("R-N-PROC",)),
    Fault("cars_sum", statement.cars_sum, ("R-N-CARS",)),
    Fault("project_count", statement.project_count, ("R-N-PROJ",)),
    Fault("project_amount", statement.stale("performance_amount"), ("R-N-PROJ", "R-N-AMT")),
    # Words.
    Fault("title_year", words.title_year, ("R-YEAR-TITLE",)),
    Fault("asset_year", words.asset_year, ("R-YEAR-ASSET",)),
    Fault("compared_year", words.compared_year, ("R-YEAR-ASSET",)),
    Fault("foreign_name", words.foreign_name, ("R-NAME",)),
    Fault("foreign_name_above", words.foreign_name_above, ("R-NAME",)),
    Fault("no_name_above", words.no_name_above, ("R-NAME",)),
    Fault("both_words", words.both_words, ("R-TXT-RESIDUE",)),
    Fault("placeholder", words.placeholder, ("R-TXT-PLACEHOLDER",)),
    Fault("doubled_word", words.doubled_word, ("R-TXT-DOUBLED",)),
    Fault("doubled_mark", words.doubled_mark, ("R-TXT-DOUBLED", "R-TXT-RESIDUE")),
    Fault("no_reason", words.no_reason, ("R-TXT-REASON",)),
    Fault("no_note", words.no_note, ("R-EMPTY-NOTE",)),
    Fault("note_at_data", words.note_at_data, ("R-EMPTY-NOTE",)),
    Fault("note_of_another", words.note_of_another, ("R-TXT-NOTE",)),
    # Whether it was lost on the way or never published cannot be told from the text, so either is right.
    Fault("table_absent", words.table_absent, ("R-TOC-MISSING",), ("disclosure", "extraction")),
    Fault("section_absent", words.section_absent, ("R-SECTIONS",)),
    Fault("foreign_treasury", words.foreign_treasury, ("R-TXT-LEVEL",)),
    Fault("wrong_unit", words.wrong_unit, ("R-TXT-UNIT", "R-X-T05-T03", "R-X-T06-T05", "R-X-T10-T03", "R-X-T01-T03")),
    # Codes and promises.
    Fault("function_name", codes.function_name, ("R-C-FUNC", "R-TXT-CODE")),
    Fault("economic_name", codes.economic_name, ("R-C-ECON-D", "R-TXT-CODE")),
    Fault("economic_code", codes.economic_code, ("R-C-ECON-D", "R-X-T07-T06")),
    Fault("project_division", codes.project_division, ("R-C-PROJ-DIV",)),
    Fault("project_year", codes.project_year, ("R-C-PROJ-YEAR",)),
    Fault("cost_below_amount", codes.cost_below_amount, ("R-P-COST",)),
    Fault("cost_in_yuan", codes.cost_in_yuan, ("R-P-COST",)),
    Fault("no_satisfaction", codes.no_satisfaction, ("R-P-COMPLETE",)),
)
BY_NAME = {fault.name: fault for fault in ALL}
KINDS = tuple(BY_NAME)


def faulty(document: Document, seed: str, kind: str) -> Injected | None:
    """The document with one fault of this kind, chosen by the seed; nothing where it has no place for it."""
    return BY_NAME[kind].work(document, Dice(f"{seed}/fault/{kind}"))
