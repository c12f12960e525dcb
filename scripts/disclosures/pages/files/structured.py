"""What search engines and citation managers read: schema.org Dataset, BibTeX, GB/T 7714. The DCAT catalogue: dcat.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from disclosures.catalogue import Disclosure, Resource
from disclosures.pages import links
from disclosures.pages.files.combined import Combined
from disclosures.pages.shelves import CONVERSION
from disclosures.terms import LEVEL

SITE = "部门预算公开数据"
_SHORTEST, _LONGEST = 50, 5000  # of a description, says Google's documentation of Dataset
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET = "application/vnd.apache.parquet"
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f<>\"{}|\\^`]+")
_BIBTEX = str.maketrans({"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
                         "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})  # fmt: skip


def absolute(address: str, path: str) -> str:
    """The whole address where the site knows its own, else the relative one."""
    return f"{address.rstrip('/')}/{quote(path)}" if address else quote(path)


def gbt7714(item: Disclosure, address: str = "", read: str = "") -> str:
    """A reference by GB/T 7714-2015, 4.6.2: author. title [DS/OL]. (date of issue)[date of reading]. address.

    `read`: the day, or words in its place. Where the site doesn't know its address, its name stands there.
    """
    where = absolute(address, links.disclosure(item.name)) if address else f"{SITE}，数据包 {item.name}"
    return f"{reference(item, read)}. {where}."


def reference(item: Disclosure, read: str = "") -> str:
    """The same as far as the address."""
    dates = "".join((f"({item.published})" if item.published else "", f"[{read}]" if read else ""))
    return f"{item.department}. {item.year} 年{_kind(item)}[DS/OL]" + (f". {dates}" if dates else "")


def _kind(item: Disclosure) -> str:
    return LEVEL.get(item.level, LEVEL["department"])


def bibtex(item: Disclosure, address: str = "") -> str:
    """A reference for BibTeX."""
    key = re.sub(r"[^A-Za-z0-9]+", "-", item.name)
    fields = {
        "author": f"{{{_tex(item.department)}}}",
        "title": f"{_tex(item.department)} {item.year} 年{_kind(item)}",
        "year": item.published[:4] if _DATE.fullmatch(item.published) else str(item.year),
        "howpublished": SITE,
        "version": _tex(item.version),
        "note": f"数据包 {_tex(item.name)}",
    }
    if address:
        fields["url"] = absolute(address, links.disclosure(item.name))
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}}}\n"


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def script(content: Any) -> Markup:
    """JSON-LD for a page's head; nothing in it can end the element that it stands in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 - escaped above


def deferred(path: str) -> Markup:
    """A script of the site for a page's head."""
    return Markup('<script src="{}" defer></script>').format(path)


def feed_link() -> Markup:
    """Where a reader of feeds finds ours, for the head of a page at the top of the site."""
    return Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">').format(SITE, links.FEED)


def dataset(item: Disclosure, description: str, address: str) -> dict[str, Any]:
    """A disclosure as a schema.org Dataset, as Google Dataset Search documents it."""
    page = absolute(address, links.disclosure(item.name))
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "name": item.title,
        "description": _long_enough(item, description),
        "url": page,
        "identifier": item.name,
        "inLanguage": "zh",
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": item.department},
        "publisher": {"@type": "Organization", "name": SITE, **({"url": address} if address else {})},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": SITE, **({"url": address} if address else {})},
        "temporalCoverage": f"{item.year}-01-01/{item.year}-12-31",
        "keywords": ["部门预算", str(item.year), *filter(None, (item.division, item.department))],
        "license": licences(item) or None,
        "version": item.version or None,
        "datePublished": item.published if _DATE.fullmatch(item.published) else None,
        "spatialCoverage": _place(item),
        "variableMeasured": list(dict.fromkeys(r.title for r in _said(item))),
        "citation": gbt7714(item, address),
        "isBasedOn": _originals(item),
        "distribution": list(_distributions(item, address)),
    }
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def everything(items: Sequence[Disclosure], tables: Sequence[Combined], address: str) -> dict[str, Any]:
    """All disclosures together as a schema.org Dataset: the page of the combined tables."""
    page, years = absolute(address, links.DATA), [item.year for item in items]
    whole = {"@type": "Organization", "name": SITE, **({"url": address} if address else {})}
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "name": f"{SITE}：全部公开合在一起",
        "description": "把政府部门公开的部门预算文件读成表格：收支、项目、“三公”经费、绩效目标等，一张表一个文件，"
        "每一行写明哪个部门、哪一年、原文何处，逐项核对的结果一并公开。金额单位为万元。",
        "url": page,
        "identifier": "department-budgets",
        "inLanguage": "zh",
        "isAccessibleForFree": True,
        "creator": whole,
        "publisher": whole,
        "includedInDataCatalog": {**whole, "@type": "DataCatalog"},
        "temporalCoverage": f"{min(years)}-01-01/{max(years)}-12-31" if years else None,
        "spatialCoverage": {"@type": "Place", "name": "中国"},
        "keywords": ["部门预算", "政府信息公开"],
        "license": sorted({path for item in items for path in licences(item)}) or None,
        "variableMeasured": [table.title for table in tables],
        "citation": f"{SITE}. {SITE}：全部公开合在一起[DS/OL]. {page}." if address else None,
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": absolute(address, path)}
            for name, kind, path in (
                ("SQLite", "application/zip", links.SQLITE),
                ("Excel", _EXCEL, links.XLSX),
                ("Data Package", "application/vnd.datapackage+json", links.COMBINED),
                *((f"{t.title}（CSV）", "application/gzip", links.combined(t.name, "csv.gz")) for t in tables),
                *((f"{t.title}（Parquet）", _PARQUET, links.combined(t.name, "parquet")) for t in tables),
            )
        ],
    }
    return {name: value for name, value in found.items() if value is not None}


def licences(item: Disclosure) -> list[str]:
    """The addresses of its licences, those that are ones."""
    return [path for _, path in item.licenses if is_address(path)]


def is_address(text: str) -> bool:
    """Whether it is an address on the web that stands in JSON-LD as it is: no document's word becomes a link otherwise."""
    return bool(_ADDRESS.fullmatch(text))


def _originals(item: Disclosure) -> list[dict[str, Any]]:
    every = (
        {"@type": "CreativeWork", "name": s.title, "encodingFormat": s.media_type, "identifier": s.hash,
         "url": s.path if is_address(s.path) else ""} for s in item.sources
    )  # fmt: skip
    return [{name: value for name, value in one.items() if value} for one in every]


def _long_enough(item: Disclosure, description: str) -> str:
    """Google wants 50 characters at least."""
    text = f"{description} {about(item)}" if len(description) < _SHORTEST else description
    return (text if len(text) >= _SHORTEST else f"{text} {SITE}：把政府部门公开的预算文件读成表格。")[:_LONGEST]


def about(item: Disclosure) -> str:
    """What it is, in a sentence or two."""
    who = f"{item.department}（{item.division or '中央'}）{item.year} 年"
    return f"{who}预算公开文件里的每一张表，逐项核对，每个数都能点回原文。金额单位为万元。"


def _place(item: Disclosure) -> dict[str, Any] | None:
    if not item.division:
        return None
    code = {"@type": "PropertyValue", "propertyID": "GB/T 2260", "value": item.division_code}
    return {"@type": "Place", "name": item.division, **({"identifier": code} if item.division_code else {})}


def whole_files(item: Disclosure) -> tuple[tuple[str, str, str], ...]:
    """(title, media type, path) of each file that holds or leads to all of it."""
    return (
        ("ZIP", "application/zip", links.archive(item.name)),
        ("Excel", _EXCEL, links.workbook(item.name)),
        ("Data Package", "application/vnd.datapackage+json", links.descriptor(item.name)),
        ("JSON", "application/json", links.api_disclosure(item.name)),
    )


def _said(item: Disclosure) -> list[Resource]:
    """The tables of what the document says; the descriptor lists those of the conversion as well."""
    return [resource for resource in item.resources.values() if resource.name not in CONVERSION]


def _distributions(item: Disclosure, address: str) -> Iterator[dict[str, str]]:
    """The whole files by name, and each table: their titles are said already, as `variableMeasured`."""
    for name, kind, path in whole_files(item):
        yield {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": absolute(address, path)}
    for resource in _said(item):
        where = absolute(address, links.csv(item.name, resource.name))
        yield {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": where}
