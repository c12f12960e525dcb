"""How a disclosure is cited: GB/T 7714—2015 for Chinese papers, BibTeX for the rest.

The day of citing and the address are the reader's: the page fills them in where it can, else they stand as words.
"""

from __future__ import annotations

from disclosures.catalogue import Disclosure

_SITE = "部门预算公开数据"
_BIBTEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    mark: f"\\{mark}" for mark in "%&#$_"
}


def gb_t_7714(item: Disclosure) -> str:
    """Responsible body. Title[DS/OL]. Publisher, year. The day of citing and the address follow (GB/T 7714—2015, 4.6)."""
    year = item.published[:4] if item.published[:4].isdecimal() else str(item.year)
    return f"{item.department}. {item.title}：数据包 {item.name}[DS/OL]. {_SITE}, {year}"


def bibtex(item: Disclosure) -> str:
    """An entry of type misc; its key is the package's name. Without an address, which the reader adds."""
    year = item.published[:4] if item.published[:4].isdecimal() else str(item.year)
    fields = {
        "author": "{" + _escaped(item.department) + "}",
        "title": "{" + _escaped(item.title) + "}",
        "year": year,
        "publisher": _SITE,
        "note": f"{_escaped(item.name)}, version {_escaped(item.version or '1')}",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return "@misc{" + item.name + ",\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(c, c) for c in text)
