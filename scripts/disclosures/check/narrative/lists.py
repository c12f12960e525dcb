"""Which amount of a sentence's own list is wrong: the sources of income that a sentence names make up its total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from disclosures.check.narrative.cells import Known, known, totals
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import CENT
from disclosures.model import Subject


def proven(subject: Subject, figure: Said, figures: Sequence[Said]) -> Known | None:
    """The cell that a source of income should have repeated, None where the sentence's list does not prove it.

    The total is that of the tables and every other source agrees with its cell, but they do not add up; with the
    amount of one of the figure's cells they do. Then it is sure which of several cells is meant, and that it differs.
    """
    same = [f for f in figures if f.sentence_number == figure.sentence_number and not f.suffix]
    wholes = [f for f in same if f.measure == "income_total"]
    parts = [f for f in same if f.measure == "income_source" and f.row > wholes[0].row] if wholes else []
    others = [part for part in parts if part is not figure]
    if len(wholes) != 1 or not others or len(others) == len(parts):
        return None
    if any(one.unit != "万元" or one.doubt for one in (*wholes, *parts)):
        return None
    if not _repeats(wholes[0], list(totals(subject.tables, "income_total"))):
        return None
    if not all(_repeats(part, known(subject, part)) for part in others):
        return None
    rest = wholes[0].value - sum((part.value for part in others), Decimal(0))
    return next((one for one in known(subject, figure) if abs(one.amount - rest) <= CENT), None)


def _repeats(figure: Said, cells: Sequence[Known]) -> bool:
    """Whether some cell has that amount, printed in full; a source that no table names can only be nothing."""
    return any(abs(figure.value - one.amount) <= CENT for one in cells) or (not cells and figure.value == 0)
