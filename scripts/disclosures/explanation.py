"""The trace of one document told line by line, for whoever asks how a number came to stand where it does."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.align import Aligned
from disclosures.header import Layout
from disclosures.kinds import by_name
from disclosures.model import Disclosure, Match, Record, Table
from disclosures.normalise import Normalised
from disclosures.pipeline import Trace
from disclosures.schemas import field_title

_HOW = {
    "header": "表头完好：每一列由它上方的名称认定",
    "words": "表头被压平：按表头中出现的名称和表式的次序认定",
    "sums": "表头与列数不合：在可能的排列中，取各行求和相符最多的一种",
    "form": "没有表头：按表式的次序认定",
}


def explain(trace: Trace, table: str | None = None, text: str | None = None) -> Iterator[str]:
    """The explanation, one line after another; only one resource, or only lines that hold a text, where asked."""
    if not table and not text:
        yield from _about(trace)
    for match, normalised in trace.normalised:
        resources = [t.resource for t in normalised.tables]
        if table and table not in resources:
            continue
        lines = list(_table(match, normalised, trace.disclosure))
        yield from lines if not text else _holding(lines, text)
    if not table:
        lines = list(_findings(trace.disclosure))
        yield from lines if not text else _holding(lines, text)


def _holding(lines: list[str], text: str) -> Iterator[str]:
    """Headings of tables and the lines that hold the text."""
    if any(text in line for line in lines):
        yield from (line for line in lines if text in line or line.startswith("■"))


def _about(trace: Trace) -> Iterator[str]:
    one = trace.disclosure.identity
    for source in trace.disclosure.sources:
        yield f"文件：{source.path.rsplit('/', 1)[-1]}（{source.media_type}，SHA-256 {source.sha256[:12]}…）"
    yield f"部门：{one.department}；区划：{one.division_code} {one.division}；年度：{one.year}；公开日期：{one.published or '未印'}"
    yield f"目录列有 {len(trace.disclosure.listed)} 张表：{'、'.join(trace.disclosure.listed) or '（没有目录）'}"
    yield ""


def _table(match: Match, normalised: Normalised, disclosure: Disclosure) -> Iterator[str]:
    kind = by_name().get(match.kind or "")
    where = f"第 {match.place.line} 行" if match.place.line else ""
    yield f"■ 《{match.title or '（没有表题）'}》{where}"
    yield f"  认作：{kind.title if kind else '未知的表'}（{'、'.join(t.resource for t in normalised.tables)}）；依据：{match.reason}"
    yield f"  单位：{match.unit or '没有印，按万元'}；表头 {len(match.header)} 行，数据 {len(match.rows)} 行"
    for row in match.header:
        yield f"  表头  {row.place.line or '':>5} │ {' │ '.join(c or '·' for c in row.cells)}"
    if normalised.layout:
        yield from _layout(normalised.layout)
    yield from _moved(normalised.aligned)
    published = {t.resource: t for t in disclosure.tables}
    for one in normalised.tables:
        yield from _records(published.get(one.resource, one))
        yield from _repairs(disclosure, one.resource)
    yield ""


def _layout(layout: Layout) -> Iterator[str]:
    yield f"  列：{_HOW[layout.how]}"
    for index, column in enumerate(layout.columns, 1):
        if column.name:
            yield f"    第 {index:>2} 列 = {column.name}（{column.title or field_title(column.name.split('.')[-1])}）"


def _moved(aligned: tuple[Aligned, ...]) -> Iterator[str]:
    for one in aligned:
        line = one.row.place.line or ""
        if one.moved:
            yield f"  归位  {line:>5} │ 读到 {' │ '.join(c or '·' for c in one.row.cells)}"
            yield f"              │ 放成 {' │ '.join(c or '·' for c in one.cells)}"
            yield f"              │ 依据 {one.moved}：{one.evidence}"
        elif one.doubtful:
            yield f"  存疑  {line:>5} │ {one.doubtful}：{' │ '.join(c or '·' for c in one.row.cells)}"


def _records(table: Table) -> Iterator[str]:
    yield f"  发布为 {table.resource}：{len(table.records)} 行"
    for record in table.records:
        yield f"    {record.get('source_line') or '':>5} │ {_values(table, record)}"


def _values(table: Table, record: Record) -> str:
    shown = []
    for name in table.fields:
        found = record.get(name)
        if found is None or name in ("row", "source_document", "source_line", "source_page"):
            continue

        shown.append(f"{name}={found}")
    return "  ".join(shown)


def _repairs(disclosure: Disclosure, resource: str) -> Iterator[str]:
    for one in disclosure.repairs:
        if one.resource == resource:
            yield f"  修复  {resource} 第 {one.row} 行 {one.field}：读到“{one.printed}”，发布“{one.published}”"
            yield f"        依据 {one.rule}：{one.evidence}"


def _findings(disclosure: Disclosure) -> Iterator[str]:
    words = {"error": "错误", "warning": "警告", "info": "提示"}
    yield f"■ 发现 {len(disclosure.findings)} 条"
    for one in disclosure.findings:
        yield f"  {words[one.severity]} {one.rule}：{one.message}"
