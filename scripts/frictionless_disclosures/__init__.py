"""A Frictionless plugin: the sums of the standard tables as a check, for anybody who holds one of our packages.

Frictionless finds it by its name wherever this folder is on the path, or after `pip install` of this project:

    frictionless validate datapackage.json --checks budget-sums

Each sum that does not hold is an error `budget-sum` with rule, row and the sum written out, whether the department printed it
so or the reading is damaged; `findings.csv` in the package tells the two apart. Sums between tables need the whole package and
stand in its `checks.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
from frictionless import Check, Plugin, Row, errors

from disclosures.check.sums.equations import within
from disclosures.check.sums.evaluate import check_sums
from disclosures.check.sums.lookup import Book
from disclosures.kinds import kinds
from disclosures.model import Finding, Record, Table


class BudgetSumError(errors.TableError):
    """A sum of a standard table that does not hold."""

    type = "budget-sum"
    title = "Budget sum"
    description = "A sum that the form of the table prescribes does not hold."
    template = "{note}"


@attrs.define(kw_only=True, repr=False)
class budget_sums(Check):  # noqa: N801 - Frictionless names checks as functions
    """Holds the rows of a standard table against the sums of its form; other tables pass."""

    type = "budget-sums"
    Errors = [BudgetSumError]  # noqa: RUF012 - as Frictionless declares it

    def validate_start(self) -> Iterable[errors.TableError]:
        """Starts with no rows."""
        self._records: list[Record] = []
        return ()

    def validate_row(self, row: Row) -> Iterable[errors.TableError]:
        """Keeps the row: a sum is over many."""
        self._records.append(_record(row.to_dict()))
        return ()

    def validate_end(self) -> Iterator[errors.TableError]:
        """One error for each sum that fails."""
        name = str(self.resource.name)
        kind = next((k.name for k in kinds() if name in k.resources), None)
        if kind is None or not self._records:
            return
        fields = tuple(self._records[0])
        unit = self.resource.custom.get("printed_unit")
        table = Table(name, kind, self.resource.title or "", fields, tuple(self._records), unit)
        for result in check_sums(Book({name: table}), within({name: table}), ()):
            if isinstance(result, Finding) and result.rule.startswith("R-"):
                yield BudgetSumError(note=f"{result.rule} row {result.row}: {result.message}")


def _record(cells: Mapping[str, Any]) -> Record:
    """A row's cells as our tables hold them: amounts as Decimal, other numbers as they are."""
    return {name: Decimal(str(cell)) if isinstance(cell, float) else cell for name, cell in cells.items()}


class DisclosuresPlugin(Plugin):
    """Makes `budget-sums` known."""

    def select_check_class(self, type: str | None = None) -> type[Check] | None:  # noqa: A002 - Frictionless' name
        """The check of that name, None for another's."""
        return budget_sums if type == budget_sums.type else None

    def select_error_class(self, type: str | None = None) -> type[errors.TableError] | None:  # noqa: A002
        """The error of that name, None for another's."""
        return BudgetSumError if type == BudgetSumError.type else None
