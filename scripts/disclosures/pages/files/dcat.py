"""The DCAT catalogue as JSON-LD (W3C DCAT 3, with what its European profile DCAT-AP 3 requires): one file a place.

The catalogue of the site names those of the places and no disclosure, so it does not grow with their number; that of a
place has its disclosures, each with the files that hold all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from disclosures.catalogue import Disclosure
from disclosures.pages import links
from disclosures.pages.files.history import COLUMNS, History
from disclosures.pages.files.structured import SITE, about, absolute, is_address, licences, whole_files
from disclosures.pages.output import Asset, Kept

PART = "dcat"
_LANGUAGE = "authority:language/ZHO"
_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}  # by how much of a date is printed
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "authority": "http://publications.europa.eu/resource/authority/",  # the code lists that DCAT-AP prescribes
    "media": "http://www.iana.org/assignments/media-types/",
}
_CHINESE = ("dct:title", "dct:description", "dcat:keyword", "skos:prefLabel")
_ADDRESSES = ("dct:publisher", "dct:language", "dct:accessRights", "dcat:theme", "dct:license", "dct:source", "dct:isPartOf",
              "dcat:landingPage", "dcat:mediaType", "dcat:accessURL", "dcat:downloadURL", "foaf:homepage")  # fmt: skip
_TYPED = {"dcat:startDate": "xsd:date", "dcat:endDate": "xsd:date", "dcat:byteSize": "xsd:nonNegativeInteger"}
# What a value is, said once a file by its property instead of with each value (JSON-LD 1.1, 4.2.3: type coercion).
_CONTEXT: dict[str, Any] = {
    **_PREFIXES,
    **{name: {"@id": name, "@language": "zh"} for name in _CHINESE},
    **{name: {"@id": name, "@type": "@id"} for name in _ADDRESSES},
    **{name: {"@id": name, "@type": kind} for name, kind in _TYPED.items()},
}


def part(items: Sequence[Disclosure], code: str, name: str, address: str) -> Asset:
    """What a department adds: which place it belongs to, and its disclosures."""
    content = {"code": code, "name": name, "datasets": {item.name: _dataset(item, address) for item in items}}
    return Asset(PART, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _dataset(item: Disclosure, address: str) -> dict[str, Any]:
    """A disclosure; the sizes of its files, and when it was changed, are known only when all is made."""
    page = absolute(address, links.disclosure(item.name))
    under = list(licences(item))
    return _without_blanks({
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": item.name,
        "dct:title": item.title,
        "dct:description": about(item),
        "dct:creator": {"@type": "foaf:Organization", "foaf:name": item.department},
        "dct:publisher": _publisher(address),
        "dct:language": _LANGUAGE,
        "dct:accessRights": "authority:access-right/PUBLIC",
        "dcat:theme": "authority:data-theme/GOVE",
        "dcat:keyword": [word for word in ("部门预算", item.division, item.department) if word],
        "dct:spatial": _place(item),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": f"{item.year}-01-01",
            "dcat:endDate": f"{item.year}-12-31",
        },
        "dct:issued": _date(item.published),
        "dct:license": under,
        "dct:source": [s.path for s in item.sources if is_address(s.path)],
        "dcat:version": item.version,
        "dcat:landingPage": page,
        "dcat:distribution": [_file(*file, under, address) for file in whole_files(item)],
    })  # fmt: skip


def _file(title: str, media: str, path: str, under: Sequence[str], address: str) -> dict[str, Any]:
    where = absolute(address, path)
    return _without_blanks({
        "@type": "dcat:Distribution",
        "dct:title": {"@value": title},  # of no language
        "dct:license": under,
        "dcat:mediaType": f"media:{media}",
        "dcat:accessURL": where,
        "dcat:downloadURL": where,
        "dcat:byteSize": path,  # takes the place of the number until the file is there
    })  # fmt: skip


def _place(item: Disclosure) -> dict[str, Any]:
    if not item.division:
        return {}
    return _without_blanks(
        {"@type": "dct:Location", "skos:prefLabel": item.division, "dct:identifier": item.division_code}
    )


def _publisher(address: str) -> str:
    return f"{absolute(address, links.HOME)}#publisher"


def _typed(kind: str, text: str) -> dict[str, str]:
    return {"@type": kind, "@value": text}


def _date(printed: str) -> dict[str, str]:
    """Year, month or day as it is printed; empty where it is no date."""
    kind = _DATES.get(len(printed))
    if kind is None or not printed.replace("-", "").isdecimal():
        return {}
    try:
        date.fromisoformat(printed + "0000-01-01"[len(printed) :])
    except ValueError:
        return {}
    return _typed(kind, printed)


def _without_blanks(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def changed_on(past: History) -> dict[str, str]:
    """The day of the last change of each package that ever changed."""
    found: dict[str, str] = {}
    for row in past.rows:
        found[row[COLUMNS[1]]] = max(found.get(row[COLUMNS[1]], ""), row[COLUMNS[0]])
    return found


def files(kept: Sequence[Kept], changed: Mapping[str, str], address: str) -> Iterator[Asset]:
    """The catalogue, and one of each place; `kept` are the departments, with all their files."""
    places: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    for unit in kept:
        content = json.loads(unit.part(PART).read_bytes())
        for name, dataset in content["datasets"].items():
            held = places.setdefault(content["code"], (content["name"], []))[1]
            held.append(_finished(dataset, changed.get(name, ""), unit))
    listed = []
    for code, (place, datasets) in sorted(places.items()):
        name = place or code or "中央部门"
        path = links.dcat_division(code)
        head = _head(path, f"{SITE}：{name}", f"{name}各部门公开的预算，一份一个数据集。", address)
        yield _written(path, {**head, "dct:isPartOf": absolute(address, links.DCAT), "dcat:dataset": datasets})
        listed.append({"@id": absolute(address, path), "@type": "dcat:Catalog", "dct:title": name})
    said = "把政府部门公开的预算文件读成表格，逐项核对，每个数都能点回原文。各地区的目录在 dcat:catalog。"
    home = {"foaf:homepage": absolute(address, links.HOME)}
    yield _written(links.DCAT, {**_head(links.DCAT, SITE, said, address), **home, "dcat:catalog": listed})


def _finished(dataset: dict[str, Any], changed: str, unit: Kept) -> dict[str, Any]:
    """With the size of each file, and when it was changed; one that never was is as it was published."""
    for one in dataset["dcat:distribution"]:
        octets = (unit.folder / "site" / one["dcat:byteSize"]).stat().st_size
        one["dcat:byteSize"] = str(octets)
    return _without_blanks({**dataset, "dct:modified": _date(changed) or dataset.get("dct:issued")})


def _head(path: str, title: str, description: str, address: str) -> dict[str, Any]:
    """What every catalogue says; addresses are from the site's root, also where the site does not know its own."""
    base = {} if address else {"@base": "../" * path.count("/")}
    return {
        "@context": {**_CONTEXT, **base},
        "@id": absolute(address, path),
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:description": description,
        "dct:publisher": {"@id": _publisher(address), "@type": "foaf:Organization", "foaf:name": SITE},
        "dct:language": _LANGUAGE,
    }


def _written(path: str, content: Mapping[str, Any]) -> Asset:
    return Asset(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
