"""What the standard tables are: loads `tables/<kind>/kind.yaml` and `headers.csv`. All knowledge is in those files."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from disclosures.definitions import read_yaml
from disclosures.errors import DefinitionError
from disclosures.text import key

ColumnType = Literal["amount", "code", "text", "name", "label", "indicator", "target"]
Shape = Literal["list", "balance", "department_performance", "project_performance", "three_public"]
# In a signature (see recognise.signature) an amount printed without decimals looks like a code.
NUMBER_TOKENS = "[N2DUEF]"
TABLES = Path(__file__).parent / "tables"
# What any measure may be printed beside: last year's figure, the change, the change in percent, and what of it is this
# year's appropriation or carried over (data model, "Tables").
SUFFIXES = ("_previous", "_change", "_change_percent", "_current", "_carryover")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column that a kind may print. `name` is a field, or a part of one (`functional_code.1`, `cost.target`)."""

    name: str
    type: ColumnType
    pattern: re.Pattern[str] | None = None

    @property
    def field(self) -> str:
        """The field that this column fills."""
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class Header:
    """A printed heading and the column it means (`""`: only a heading over others), `under` one above it if that decides.

    `taught` is the file below `tables/` and its line that says so.
    """

    column: str
    word: str
    under: str
    taught: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` = sum of `parts`, of those columns that the table prints (see `Kind.sums`).

    `needs`: where the form is free, the sum holds only if this part is printed beside another one (else it is an 其中).
    `with_any`: parts without any of which the table is of another form, and the others are not all.
    """

    rule: str
    total: str
    parts: tuple[str, ...]
    needs: str | None = None
    with_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """`part` must not exceed `whole` (其中：…)."""

    rule: str
    whole: str
    part: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A row whose `code` starts so has nothing in column `blank`; `besides` are codes that practice books in both."""

    rule: str
    code: str
    starts: tuple[str, ...]
    blank: str
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rather:
    """What makes a table so titled one of another `kind`: a `heading` over it, or that all its `codes` are such."""

    kind: str
    heading: re.Pattern[str] | None
    codes: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A standard table: how it is called, how its columns are headed, which sums hold in it.

    `instead`: kinds by which a place publishes what this core table says.
    `headers` are the kind's own headings, `shared` those that all list tables have, for headers read off a grid.
    A title that no kind's `titles` take is told by the words that it has and lacks (`title_has`, `title_lacks`).
    `rather`: what makes a table so titled one of another kind.
    `grid_shape` is the shape of rows read off a grid, where that differs from `shape`; `base` is the kind whose
    columns it has, mostly itself. `resources` maps each resource that it fills to all its fields in the contract's
    order; `label` is the column in which 合计 is printed; `forms` are printed orders of columns, for headers that no
    longer stand over theirs.
    """

    name: str
    base: str
    id: str
    title: str
    order: float
    core: bool
    instead: tuple[str, ...]
    shape: Shape
    grid_shape: Shape
    resources: Mapping[str, tuple[str, ...]]
    titles: tuple[re.Pattern[str], ...]
    title_has: tuple[re.Pattern[str], ...]
    title_lacks: tuple[re.Pattern[str], ...]
    rather: tuple[Rather, ...]
    columns: tuple[ColumnSpec, ...]
    headers: tuple[Header, ...]
    shared: tuple[Header, ...]
    forms: tuple[tuple[str, ...], ...]
    headings: Mapping[str, tuple[str, ...]]
    row_sums: tuple[Sum, ...]
    row_limits: tuple[Limit, ...]
    row_kinds: tuple[Placement, ...]
    column_sum: str | None
    rules: Mapping[str, str]
    anchor: re.Pattern[str] | None
    continues: re.Pattern[str] | None
    opens: frozenset[str]
    unit: str | None
    peers: tuple[str, ...]
    label: str
    code_lengths: Mapping[str, int]
    lowest_unit_is_item: bool
    unlabelled_row_is: str

    def spec(self, name: str) -> ColumnSpec | None:
        """The column of that name or, for a sibling (`total_previous`), of its measure; None where there is none."""
        base = next((name.removesuffix(s) for s in SUFFIXES if name.endswith(s)), name)
        known = {column.name: column for column in self.columns}
        sibling = known.get(base)
        return known.get(name) or (sibling if sibling and sibling.type == "amount" else None)

    def sums(self, printed: Collection[str]) -> tuple[Sum, ...]:
        """The row sums of a table that prints these columns, each of the parts that it prints.

        A part that is a sum itself (财政拨款 of three budgets) stands for its own parts, so that none counts twice.
        """
        found = []
        holding = [s for s in self.row_sums if s.needs is None or s.needs in printed]
        for one in self.row_sums:
            parts = [part for part in one.parts if part in printed]
            inner = {p for s in holding if s.total in parts and s.total != one.total for p in s.parts}
            kept = tuple(part for part in parts if part not in inner)
            if one.total in printed and kept and (not one.with_any or any(name in printed for name in one.with_any)):
                found.append(replace(one, parts=kept))
        return tuple(found)

    @property
    def words(self) -> frozenset[str]:
        """Every word that may stand in this kind's header."""
        return frozenset({h.word for h in self.headers} | {h.under for h in self.headers if h.under})


def _headers(path: Path) -> tuple[Header, ...]:
    if not path.is_file():
        return ()
    name = f"{path.parent.name}/{path.name}" if path.parent != TABLES else path.name
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(Header(r["column"], key(r["header"]), key(r["under"] or ""), (name, rows.line_num)) for r in rows)


def _shared_headers(columns: tuple[ColumnSpec, ...]) -> tuple[Header, ...]:
    """The headings that all list tables share (`tables/headers.csv`), of the columns that a kind has."""
    names = {column.name for column in columns}
    return tuple(header for header in _headers(TABLES / "headers.csv") if header.column in names)


def _columns(rows: list[dict[str, str]]) -> tuple[ColumnSpec, ...]:
    return tuple(
        ColumnSpec(r["name"], r["type"], re.compile(r["pattern"]) if "pattern" in r else None)  # type: ignore[arg-type]
        for r in rows
    )


def _pattern(raw: Mapping[str, Any], name: str) -> re.Pattern[str] | None:
    return re.compile(raw[name].replace("N", NUMBER_TOKENS)) if name in raw else None


def _kind(name: str, raw: Mapping[str, Any], base: Mapping[str, Any], headers: tuple[Header, ...]) -> Kind:
    known = {**base, **raw}
    columns = _columns([*known["columns"], *raw.get("more_columns", ())])
    return Kind(
        name=name,
        base=raw.get("columns_of", name),
        id=raw["id"],
        title=raw["name"],
        order=float(raw["order"]),
        core=raw["core"],
        instead=tuple(raw.get("instead", ())),
        shape=raw["shape"],
        grid_shape=raw.get("grid_shape", raw["shape"]),
        resources={name: tuple(fields) for name, fields in raw["resources"].items()},
        titles=tuple(re.compile(t) for t in raw["titles"]),
        title_has=tuple(re.compile(t) for t in raw.get("title_has", ())),
        title_lacks=tuple(re.compile(t) for t in raw.get("title_lacks", ())),
        rather=tuple(Rather(r["kind"], _pattern(r, "heading"), _pattern(r, "codes")) for r in raw.get("rather", ())),
        columns=columns,
        headers=headers,
        shared=_shared_headers(columns) if raw["shape"] == "list" else (),
        forms=tuple(tuple(f) for f in known.get("forms", ())),
        headings={k: tuple(v) for k, v in known.get("headings", {}).items()},
        row_sums=tuple(
            Sum(s["rule"], s["total"], tuple(s["parts"]), s.get("needs"), tuple(s.get("with_any", ())))
            for s in raw.get("row_sums", ())
        ),
        row_limits=tuple(Limit(**s) for s in raw.get("row_limits", ())),
        row_kinds=tuple(
            Placement(s["rule"], s["code"], tuple(s["starts"]), s["blank"], tuple(s.get("besides", ())))
            for s in raw.get("row_kinds", ())
        ),
        column_sum=raw.get("column_sum"),
        rules=raw.get("rules", {}),
        anchor=_pattern(raw, "anchor"),
        continues=_pattern(raw, "continues"),
        unit=raw.get("unit"),
        opens=frozenset(map(key, raw.get("opens", ()))),
        peers=tuple(raw.get("peers", ())),
        label=raw.get("label", ""),
        code_lengths=raw.get("code_lengths", {}),
        lowest_unit_is_item=raw.get("lowest_unit_is_item", False),
        unlabelled_row_is=raw.get("unlabelled_row_is", "total"),
    )


def load(folder: Path) -> tuple[Kind, ...]:
    """All kinds below `folder`, in the order of the standard form. Raises DefinitionError on a broken definition."""
    raw: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*/kind.yaml")):
        raw[path.parent.name] = read_yaml(path)
    found = []
    for name, definition in raw.items():
        base_name = definition.get("columns_of", name)
        try:
            headers = _headers(folder / name / "headers.csv") or _headers(folder / base_name / "headers.csv")
            found.append(_kind(name, definition, raw[base_name], headers))
        except (KeyError, TypeError, re.error) as error:
            raise DefinitionError(f"tables/{name}/kind.yaml", f"定义有误：{error!r}") from error
    return tuple(sorted(found, key=lambda kind: kind.order))


@cache
def kinds() -> tuple[Kind, ...]:
    """The project's own kinds."""
    return load(TABLES)


@cache
def by_name() -> Mapping[str, Kind]:
    """The project's own kinds by folder name."""
    return {kind.name: kind for kind in kinds()}
