"""The style sheet that prints a document: page size, rules, breaks, running heads."""

from __future__ import annotations

from ..layout import Layout

FONT = '"Noto Serif CJK SC", "Noto Sans CJK SC", serif'
BASE = """
* { box-sizing: border-box; }
body { margin: 0; font-family: %s; font-size: 11pt; line-height: 1.5; }
p { margin: 0 0 4pt; }
p.name { text-align: center; font-size: 15pt; }
p.number { font-size: 9pt; }
p.side { display: flex; justify-content: space-between; font-size: 9pt; }
.note { font-size: 9pt; }
table { width: calc(100%% - 1pt); border-spacing: 0; line-height: 1.25; }
tr.title td { border: none !important; }
tr.name td { text-align: center; } tr.side td { text-align: right; }
th { font-weight: normal; text-align: center; }
.amount { text-align: right; }
.bold { position: relative; display: inline-block; } .again { position: absolute; left: 0.3pt; top: 0; width: 100%%; }
section.wide { page: wide; } section.tall { page: tall; } .prose { page: tall; }
"""
LINE = "0.6pt solid black"
EDGES = {
    "ruled": ("border-collapse: collapse;", f"border: {LINE};"),
    # Each cell draws its right and lower edge, the table its left and upper one: none is drawn where a page begins.
    "open": (f"border-top: {LINE}; border-left: {LINE};", f"border-right: {LINE}; border-bottom: {LINE};"),
    "horizontal": ("border-collapse: collapse;", f"border-top: {LINE}; border-bottom: {LINE};"),
    "none": ("", ""),
}


def style_sheet(chosen: Layout, name: str) -> str:
    """The layout in CSS; `name` is the running head."""
    table, cell = EDGES[chosen.rules]
    rules = f"table {{ {table} }} td, th {{ {cell} }}"
    number = f".number {{ text-align: {'right' if chosen.number_right else 'left'}; }}"
    return "\n".join((BASE % FONT, number, rules, _table(chosen), _pages(chosen, name)))


def _table(chosen: Layout) -> str:
    fixed = "table { table-layout: fixed; } td, th { word-break: break-all; overflow-wrap: anywhere; }"
    free = ".amount { white-space: nowrap; }"
    return "\n".join(
        (
            f"table {{ font-size: {chosen.size}pt; }} td, th {{ padding: {chosen.padding}pt {chosen.padding / 2 + 1}pt; }}",
            fixed if chosen.narrow else free,
            "tr { break-inside: auto; }" if chosen.cut_rows else "tr { break-inside: avoid; }",
            "" if chosen.repeat_header else "thead { display: table-row-group; }",
            "section { break-before: page; }" if chosen.own_page else "section { margin-top: 12pt; }",
        )
    )


def _pages(chosen: Layout, name: str) -> str:
    boxes = f'@top-right {{ content: "{name}"; font-size: 8pt; }}' if chosen.running_head else ""
    if chosen.page_numbers:
        before, after = chosen.page_numbers.split("{}")
        boxes += f' @bottom-center {{ content: "{before}" counter(page) "{after}"; font-size: 9pt; }}'
    tall = "A4" if chosen.sides != "all" else "A4 landscape"
    return f"@page {{ margin: 15mm; {boxes} }} @page tall {{ size: {tall}; }} @page wide {{ size: A4 landscape; }}"
