"""Why sums fail: which single cell explains them, and whether the document was printed or read so.

A cell that makes every failing equation it stands in hold, at one and the same value, and breaks none that holds, is
named as the culprit. Equations that no cell explains but that differ by the same amount have one cause as well. Each
cause accuses once; its other equations refer to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.check.digits import LOSSES, WORDS, Slip, slip
from disclosures.check.equations import Amounts, Equation
from disclosures.check.reading import Reading
from disclosures.model import Address, Origin, Record
from disclosures.text import plain

# A difference of fewer digits may recur by chance.
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """What explains some failing equations, the first of which accuses.

    `cell` should be `wanted` where one cell explains them (`how` it may have become what is printed), else they all
    differ by `difference`. `also`: how many equations that a blank side left open would hold as well.
    """

    equations: tuple[Equation, ...]
    cell: Address | None = None
    wanted: Decimal | None = None
    how: Slip | None = None
    also: int = 0
    difference: Decimal | None = None

    @property
    def first(self) -> Equation:
        """The equation that accuses: that of the culprit's own row where there is one."""
        own = [e for e in self.equations if e.left == self.cell]
        return own[0] if own else self.equations[0]


@dataclass
class _Board:
    """The equations by the cells that take part, and their state."""

    amounts: Amounts
    failing: Sequence[Equation]
    holding: Sequence[Equation]
    open: Sequence[Equation]
    failed_at: dict[Address, list[Equation]] = field(default_factory=lambda: defaultdict(list))
    held_at: dict[Address, list[Equation]] = field(default_factory=lambda: defaultdict(list))
    open_at: dict[Address, list[Equation]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for equation in self.failing:
            for cell in dict.fromkeys(equation.cells):
                self.failed_at[cell].append(equation)
        for equations, index in ((self.holding, self.held_at), (self.open, self.open_at)):
            for equation in equations:
                for cell in self.failed_at.keys() & set(equation.cells):
                    index[cell].append(equation)

    def residual(self, equation: Equation) -> Decimal:
        left, right = self.amounts.sides(equation)
        return left - right


def causes(
    amounts: Amounts, failing: Sequence[Equation], holding: Sequence[Equation], undecided: Sequence[Equation]
) -> Mapping[int, Cause]:
    """The cause of each failing equation, by its `id`; none for those that nothing explains.

    `holding` are the equations that hold, `undecided` those of which one side is blank.
    """
    if not failing:
        return {}
    board = _Board(amounts, failing, holding, undecided)
    found: dict[int, Cause] = {}
    candidates = [c for cell in board.failed_at for c in [_culprit(board, cell)] if c is not None]
    while candidates:
        best = _clearest(candidates)
        if best is None:
            break
        found |= {id(e): best for e in best.equations}
        candidates = [c for c in candidates if not any(id(e) in found for e in c.equations)]
    rest = [e for e in failing if id(e) not in found]
    return found | {id(e): cause for cause in _same_difference(board, rest) for e in cause.equations}


def _culprit(board: _Board, cell: Address) -> Cause | None:
    """The cell as the cause of all its failing equations, None where it is not."""
    failing = board.failed_at[cell]
    wanted = {_needed(board, e, cell) for e in failing if e.relation == "="}
    if len(wanted) != 1:
        return None
    value = wanted.pop()
    printed = board.amounts.printed(cell)
    if value < 0 <= (printed or Decimal(0)):
        return None
    change = value - (printed or Decimal(0))
    if not all(_holds(board, e, cell, change) for e in (*failing, *board.held_at[cell])):
        return None
    closed = sum(_holds(board, e, cell, change) for e in board.open_at[cell])
    return Cause(tuple(failing), cell, value, slip(printed, value), closed)


def _needed(board: _Board, equation: Equation, cell: Address) -> Decimal:
    """The value of the cell that closes the equation."""
    residual, own = board.residual(equation), board.amounts.of(cell)
    return own - residual if cell in equation.lefts else own + residual


def _holds(board: _Board, equation: Equation, cell: Address, change: Decimal) -> bool:
    """Whether an equation closes after the change; one that was off by a rounding may stay as it is."""
    before = board.residual(equation)
    after = before + (change if cell in equation.lefts else -change)
    if equation.relation == "<=":
        return after <= 0
    return after == 0 or (equation not in board.failed_at[cell] and abs(after) <= abs(before))


def _clearest(candidates: Sequence[Cause]) -> Cause | None:
    """The candidate that explains most, if no other explains as much: one equation alone takes a slip to be believed."""

    def weight(one: Cause) -> tuple[int, bool]:
        return len(one.equations) + one.also, one.how is not None

    for one in sorted(candidates, key=weight, reverse=True):
        own = set(map(id, one.equations))
        rivals = [
            c for c in candidates if c is not one and own & set(map(id, c.equations)) and weight(c) >= weight(one)
        ]
        believed = one.how is not None or len(one.equations) + one.also > 1
        alone = len(one.equations) + one.also == 1 and one.how in (None, "blank", "added", "changed", "point", "sign")
        if not rivals and believed and not alone:
            return one
    return None


def _same_difference(board: _Board, rest: Iterable[Equation]) -> Iterable[Cause]:
    """Equations that differ by the very same amount, to the last digit."""
    found: dict[Decimal, list[Equation]] = defaultdict(list)
    for equation in rest:
        residual = abs(board.residual(equation))
        if equation.relation == "=" and len(residual.normalize().as_tuple().digits) >= _FEWEST_DIGITS:
            found[residual.normalize()].append(equation)
    for residual, equations in found.items():
        if len(equations) > 1:
            yield Cause(tuple(equations), difference=residual)


def origin(cause: Cause, reading: Reading, records: Mapping[str, Sequence[Record]]) -> Origin:
    """`extraction` where reading can lose what the culprit lacks, and did: from a text without grid, in a short row."""
    if cause.cell is None or cause.how not in LOSSES or cause.cell.resource in reading.gridded:
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
        return f"；共 {count} 处合计都相差 {_shown(cause.difference)}，可能少列或多列了一行"
    how = f"（{WORDS[cause.how]}）" if cause.how else ""
    others = f"{count} 个不符的等式全部成立" if count > 1 else "这一等式成立"
    more = f"，另外 {cause.also} 个因空格无法核对的等式也成立" if cause.also else ""
    return f"；若{name}为 {plain(cause.wanted)}{how}，{others}{more}"


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
