"""Why sums fail: which single cell explains them, and whether the document was printed or read so.

A cell that makes every failing equation it stands in hold, at one and the same value, and breaks none that holds, is
named as the culprit. Equations that no cell explains but that differ by the same amount have one cause as well. Each
cause accuses once; its other equations refer to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.check.sums.digits import LOSSES, WORDS, Slip, slip
from disclosures.check.sums.equations import Amounts, Equation, Tables, amount_fields, verdict
from disclosures.check.sums.reading import Reading
from disclosures.model import Address, Origin, Record
from disclosures.schemas import field_title
from disclosures.text import plain

# A difference of fewer digits may recur by chance.
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """What explains some failing equations, the first of which accuses.

    `cell` should be `wanted` where one cell explains them (`how` it may have become what is printed); or its amount
    belongs in the blank cell `beside` it; else they all differ by `difference`. `also`: how many equations that a blank
    side left open would hold as well; `about`: whether roundings leave more than one such amount.
    """

    equations: tuple[Equation, ...]
    cell: Address | None = None
    wanted: Decimal | None = None
    how: Slip | None = None
    also: int = 0
    difference: Decimal | None = None
    beside: Address | None = None
    about: bool = False

    @property
    def first(self) -> Equation:
        """The equation that accuses: that of the culprit's own row where there is one."""
        own = [e for e in self.equations if e.left == self.cell]
        return own[0] if own else self.equations[0]


class _Board:
    """The equations by the cells that fail somewhere, and by how much each is off."""

    def __init__(
        self, amounts: Amounts, failing: Sequence[Equation], holding: Sequence[Equation], undecided: Sequence[Equation]
    ) -> None:
        self.amounts = amounts
        self.failed_at = _index(failing, None)
        self.held_at = _index(holding, self.failed_at.keys())
        self.open_at = _index(undecided, self.failed_at.keys())
        self.fails = frozenset(map(id, failing))
        touched = {id(e): e for at in (self.failed_at, self.held_at, self.open_at) for es in at.values() for e in es}
        self._residuals = {key: left - right for key, e in touched.items() for left, right in [amounts.sides(e)]}

    def residual(self, equation: Equation) -> Decimal:
        """Left side less right side."""
        return self._residuals[id(equation)]


def _index(equations: Iterable[Equation], wanted: Collection[Address] | None) -> Mapping[Address, Sequence[Equation]]:
    """Equations by each cell that takes part; by the `wanted` ones only where these are given."""
    found: dict[Address, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in set(equation.cells):
            if wanted is None or cell in wanted:
                found[cell].append(equation)
    return found


def causes(
    tables: Tables,
    amounts: Amounts,
    failing: Sequence[Equation],
    holding: Sequence[Equation],
    undecided: Sequence[Equation],
) -> Mapping[int, Cause]:
    """The cause of each failing equation, by its `id`; none for those that nothing explains.

    `holding` are the equations that hold, `undecided` those of which one side is blank.
    """
    if not failing:
        return {}
    board = _Board(amounts, failing, holding, undecided)
    possible = (one for cell in board.failed_at for one in (_culprit(board, cell), _moved(board, cell, tables)))
    found = _clearest(board, [one for one in possible if one is not None])
    rest = [e for e in failing if id(e) not in found]
    return found | {id(e): cause for cause in _same_difference(board, rest) for e in cause.equations}


def _culprit(board: _Board, cell: Address) -> Cause | None:
    """The cell as the cause of all its failing equations, None where it is not."""
    failing = board.failed_at[cell]
    wanted = [(e, _needed(board, e, cell)) for e in failing if e.relation == "="]
    if not wanted:
        return None
    printed = board.amounts.printed(cell)
    value = _best_known(board, printed, wanted)
    if value < 0 <= (printed or Decimal(0)):
        return None
    changes = {cell: value - (printed or Decimal(0))}
    if not all(_holds(board, e, changes) for e in (*failing, *board.held_at.get(cell, ()))):
        return None
    closed = 0 if printed else sum(_holds(board, e, changes) for e in board.open_at.get(cell, ()))
    about = any(value != other for _, other in wanted)
    return Cause(tuple(failing), cell, value, slip(printed, value), closed, about=about)


def _best_known(board: _Board, printed: Decimal | None, wanted: Sequence[tuple[Equation, Decimal]]) -> Decimal:
    """Which of the wanted values, where they differ by roundings: one that a slip explains, of the shortest sum."""
    if len({value for _, value in wanted}) == 1:
        return wanted[0][1]

    def doubt(one: tuple[Equation, Decimal]) -> tuple[bool, int]:
        return slip(printed, one[1]) is None, sum(bool(board.amounts.of(c)) for c in one[0].cells)

    return min(wanted, key=doubt)[1]


def _moved(board: _Board, cell: Address, tables: Tables) -> Cause | None:
    """The amount of the cell in the blank cell right or left of it, as the cause of all that fails at both."""
    amount = board.amounts.printed(cell)
    names = amount_fields(tables[cell.resource])
    if not amount or cell.field not in names:
        return None
    at = names.index(cell.field)
    for name in (*names[at + 1 : at + 2], *names[max(at - 1, 0) : at]):
        other = Address(cell.resource, cell.row, name)
        if board.amounts.printed(other) is not None or other not in board.failed_at:
            continue
        failing = list({id(e): e for c in (cell, other) for e in board.failed_at[c]}.values())
        held = (*board.held_at.get(cell, ()), *board.held_at.get(other, ()))
        changes = {cell: -amount, other: amount}
        if len(failing) > 1 and all(_holds(board, e, changes) for e in (*failing, *held)):
            return Cause(tuple(failing), cell, amount, beside=other)
    return None


def _needed(board: _Board, equation: Equation, cell: Address) -> Decimal:
    """The value of the cell that closes the equation."""
    residual, own = board.residual(equation), board.amounts.of(cell)
    return own - residual if cell in equation.lefts else own + residual


def _holds(board: _Board, equation: Equation, changes: Mapping[Address, Decimal]) -> bool:
    """Whether an equation closes after the changes, but for a rounding."""
    after = board.residual(equation)
    for cell, change in changes.items():
        after += change * (equation.lefts.count(cell) - equation.right.count(cell))
    if equation.relation == "<=":
        return after <= 0
    return verdict(after, len(equation.cells) - 1) != "fail"


# One equation alone accuses no cell, unless this is what became of its amount, it has few cells, and none of them is in
# doubt elsewhere: then chance is small enough.
_TELLING: frozenset[Slip | None] = frozenset(("cut", "lost", "turned"))
_FEW_CELLS = 6


def _clearest(board: _Board, candidates: Sequence[Cause]) -> dict[int, Cause]:
    """Those that explain more equations than any other that explains one of them, by the `id` of the equation.

    Of a few that explain as much, the only one that a slip explains is taken; of many, one will by chance.
    """
    found: dict[int, Cause] = {}
    rivals: dict[int, list[Cause]] = defaultdict(list)
    for one in candidates:
        for equation in one.equations:
            rivals[id(equation)].append(one)
    for one in sorted(candidates, key=lambda c: (_weight(c), c.how is not None), reverse=True):
        if not _is_open(one, found) or (_weight(one) == 1 and not _is_telling(board, one)):
            continue
        others = {id(c): c for e in one.equations for c in rivals[id(e)] if c is not one and _weight(c) >= _weight(one)}
        tied = [c for c in others.values() if _is_open(c, found)]
        slipped = one.how is not None and len(tied) < _FEW_CELLS
        if not tied or (slipped and all(_weight(c) == _weight(one) and c.how is None for c in tied)):
            found |= {id(e): one for e in one.equations}
    return found


def _weight(one: Cause) -> int:
    """How many equations it explains."""
    return len(one.equations) + one.also


def _is_telling(board: _Board, one: Cause) -> bool:
    cells = one.equations[0].cells
    return one.how in _TELLING and len(cells) <= _FEW_CELLS and all(len(board.failed_at[c]) == 1 for c in cells)


def _is_open(one: Cause, found: Mapping[int, Cause]) -> bool:
    return not any(id(e) in found for e in one.equations)


def _same_difference(board: _Board, rest: Iterable[Equation]) -> Iterable[Cause]:
    """Equations that differ by the very same amount, to the last digit; a short one may recur, but not in one row."""
    found: dict[tuple[Decimal, object], list[Equation]] = defaultdict(list)
    for equation in rest:
        residual = abs(board.residual(equation)).normalize()
        telling = len(residual.as_tuple().digits) >= _FEWEST_DIGITS
        if equation.relation == "=":
            found[residual, None if telling else (equation.left.resource, equation.left.row)].append(equation)
    for (residual, _), equations in found.items():
        if len(equations) > 1:
            yield Cause(tuple(equations), difference=residual)


def origin(cause: Cause, reading: Reading, records: Mapping[str, Sequence[Record]]) -> Origin:
    """`extraction` where reading can lose what the culprit lacks, and did: from a text without grid, in a short row."""
    if cause.cell is None or cause.cell.resource in reading.gridded:
        return "disclosure"
    if cause.beside is not None:
        return "extraction"
    if cause.how not in LOSSES:
        return "disclosure"
    record = records[cause.cell.resource][cause.cell.row - 1]
    return "extraction" if cause.how != "blank" or reading.is_short(cause.cell.resource, record) else "disclosure"


def said(cause: Cause, equation: Equation, name: str, title: str) -> str:
    """What follows the sum in the message of one of its equations: the explanation, or a reference to it.

    `name` is the culprit's row and column, `title` the table in which the first equation of the cause stands.
    """
    if equation is not cause.first:
        return f"（与{title}的“{cause.first.words}”同一原因，不另计）"
    count = len(cause.equations)
    if cause.cell is None or cause.wanted is None:
        return f"；共 {count} 处都相差 {_shown(cause.difference)}，可能是同一行的数错了，或者少列、多列了一行"
    how = f"（{WORDS[cause.how]}）" if cause.how else ""
    value = (
        f"移到旁边空着的{field_title(cause.beside.field)}"
        if cause.beside
        else f"{'约' * cause.about}为 {plain(cause.wanted)}{how}"
    )
    others = f"{count} 个不符的等式全部成立" if count > 1 else "这一等式成立"
    more = f"，另外 {cause.also} 个因空格无法核对的等式也成立" if cause.also else ""
    return f"；若{name}{value}，{others}{more}"


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
