"""Rules that read the words (4.1 and 9): residue of templates, level of the treasury, lists, sections, years, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.result import NOWHERE, Result, at_places, fail, number, printed_at, statement_at
from disclosures.check.text.names import names
from disclosures.check.text.traces import data, over_100, traces
from disclosures.codes import names as class_names
from disclosures.model import Check, Subject, Table
from disclosures.prose.lines import Passage
from disclosures.prose.outline import Section, outline
from disclosures.text import key

_LEVEL = re.compile(r"([省市区县旗])级财政(?=当年|预算|部门|取得|拨款|年度)")
_ASSET_YEAR = re.compile(r"((?:19|20)\d\d)年(?:度)?(?:期末|年末|年底|底|末|12月31日)")
_COMPARED = re.compile(
    r"(?:与|比|较|同)((?:19|20)\d\d)年(?:度)?(?=[^，。；]{0,12}?(?:相比|持平|增|减|上升|下降|上涨|降低))"
)
_LIST = re.compile(r"(人员经费|公用经费)[^。；;]*?(?:[；;])?主要(?P<verb>包括|用于)[：:]?(?P<list>[^。；;]+)")


def wording(subject: Subject) -> Iterator[Result]:
    """Every rule on words: for each a check, and a finding for each failure."""
    sections = outline(subject.prose)
    prose = [p.tight() for s in sections for p in s.passages if s.topic not in ("front", "tables")]
    yield from traces(subject, prose)
    yield from over_100(subject)
    yield from _level(subject)
    yield from _economic_list(subject, sections)
    yield from _sections(subject, sections)
    yield from _years(subject, sections)
    yield from names(subject, sections, data()["short_forms"])


def _level(subject: Subject) -> Iterator[Result]:
    """名词解释 speaks of the treasury of the department's own level (区级 in a 区); 同级 and 本级 always fit."""
    glossary, division = subject.tables.get("glossary"), subject.identity.division
    allowed = data()["levels"].get((division or "")[-1:])
    if glossary is None or allowed is None:
        yield Check("R-TXT-LEVEL", "not_evaluable", reason="没有名词解释" if glossary is None else "区划级别不明")
        return
    wrong = [(r, m) for r in glossary.records for m in _LEVEL.finditer(str(r["definition"])) if m[1] not in allowed]
    if not wrong:
        yield Check("R-TXT-LEVEL", "pass", "glossary")
        return
    terms = "、".join(dict.fromkeys(str(r["term"]) for r, _ in wrong))
    said, level = "、".join(dict.fromkeys(m[1] + "级财政" for _, m in wrong)), allowed[0]
    message = f"{printed_at(r for r, _ in wrong)}名词解释（{terms}）写“{said}”，本部门属{level}级"
    at = ("glossary", number(wrong[0][0], "row"), "definition")
    yield from fail("R-TXT-LEVEL", message, at, said, f"{level}级财政")


def _economic_list(subject: Subject, sections: Sequence[Section]) -> Iterator[Result]:
    """`主要包括：…` lists just the classes that have an amount in the table of basic expenditure."""
    table = subject.tables.get("basic_expenditure")
    passages = [p for s in sections if s.topic == "statements" for p in s.passages]
    found = [(m, p) for p in passages for m in _LIST.finditer(p.text)]
    if table is None or not table.records or not found:
        yield Check("R-TXT-ECONLIST", "not_evaluable", reason="没有基本支出表" if found else "文字说明没有列举经济科目")
        return
    for match, passage in found:
        field = "personnel" if match[1] == "人员经费" else "public"
        if _complete(table, field):
            yield from _one_list(subject, match, passage, _classes(table, field))
        else:
            yield Check(
                "R-TXT-ECONLIST", "not_evaluable", "statements", reason="基本支出表各行加起来不等于合计，可能缺行"
            )


def _one_list(subject: Subject, match: re.Match[str], passage: Passage, printed: Sequence[str]) -> Iterator[Result]:
    listed = _listed(match["list"])
    known = [word for word in listed if _is_class(word)]
    if len(known) * 2 < len(listed) or not printed:
        yield Check("R-TXT-ECONLIST", "not_evaluable", "statements", reason=f"{match[1]}所列不是经济科目名称")
        return
    extra = [word for word in known if not any(_same_class(word, name) for name in printed)]
    open_end = match["verb"] == "用于" or re.search(r"等(?:支出|费用|方面)?$", match["list"]) is not None
    missing = [name for name in printed if not open_end and not any(_same_class(word, name) for word in listed)]
    if not extra and not missing:
        yield Check("R-TXT-ECONLIST", "pass", "statements")
        return
    parts = [f"列有{'、'.join(extra)}，基本支出表中没有金额"] * bool(extra)
    parts += [f"没有列入{'、'.join(missing)}，基本支出表中有金额"] * bool(missing)
    message = f"{at_places([passage.place_at(match.start('list'))])}{match[1]}“主要{match['verb']}”{'；'.join(parts)}"
    at = statement_at(subject, match["list"])
    yield from fail("R-TXT-ECONLIST", message, at, "、".join(extra) or None, "、".join(missing) or None)


def _listed(text: str) -> list[str]:
    """The names of a list; 和 stands between two of them only where both are classes."""
    found: list[str] = []
    for word in re.split(r"[、，,]", re.sub(r"等(?:支出|费用|方面)?$", "", text)):
        parts = re.split(r"和|以及|及", word)
        whole = _is_class(word) or not all(_is_class(part) for part in parts)
        found += [word] if whole else parts
    return [word for word in found if word]


def _is_class(word: str) -> bool:
    return any(_same_class(word, name) for name in class_names("department").values())


def _complete(table: Table, field: str) -> bool:
    """Whether the rows add up to the printed total: else a row may have been lost in reading."""
    amounts = {kind: [v for r in table.records if r["row_kind"] == kind and isinstance(v := r.get(field), Decimal)]
               for kind in ("total", "item")}  # fmt: skip
    return bool(amounts["total"]) and sum(amounts["item"]) == amounts["total"][0]


def _classes(table: Table, field: str) -> list[str]:
    """The names of the 款 with an amount in that column."""
    rows = (r for r in table.records if r["row_kind"] in ("item", "of_which") and r.get(field))
    return list(dict.fromkeys(str(r["dept_economic_name"]) for r in rows if r["dept_economic_name"]))


def _same_class(word: str, name: str) -> bool:
    """Whether a listed word is a class: its name, or a usual shortening of it (医疗保险缴费)."""
    one, other = (re.sub(r"[（(].*?[）)]|支出$", "", key(text)) for text in (word, name))
    return one == other or (len(one) >= 4 and other.endswith(one)) or (len(other) >= 4 and one.endswith(other))


def _sections(subject: Subject, sections: Sequence[Section]) -> Iterator[Result]:
    """Every part that a statement must have stands in the document, whatever it is called there."""
    statement = [s for s in sections if s.topic == "statements"]
    headings = [s.heading for s in statement]
    text = "".join(headings) + "".join(p.text for s in statement for p in s.passages)
    if not text:
        yield Check("R-SECTIONS", "not_evaluable", reason="没有读到文字说明")
        return
    topics = {s.topic for s in sections}
    for part in data()["sections"]:
        found = part.get("topic") in topics or ("words" in part and re.search(part["words"], text))
        yield from _section(part["name"], bool(found or set(part.get("tables", ())) & set(subject.tables)))
    form = {part["name"]: any(re.search(part["words"], heading) for heading in headings) for part in data()["form"]}
    for name, found in form.items():
        if sum(form.values()) * 2 > len(form):
            yield from _section(name, found)
        else:
            yield Check("R-SECTIONS", "not_evaluable", reason=f"说明不按分九部分的格式，不查“{name}”的标题")


def _section(name: str, found: bool) -> Iterator[Result]:
    if found:
        yield Check("R-SECTIONS", "pass")
    else:
        yield from fail("R-SECTIONS", f"文字说明中没有见到“{name}”", NOWHERE, None, name)


def _years(subject: Subject, sections: Sequence[Section]) -> Iterator[Result]:
    """Assets are stated for the end of the year before, comparisons are with the year before."""
    before = subject.identity.year - 1
    passages = [p for s in sections if s.topic == "statements" for p in map(Passage.tight, s.passages)]
    assets = [p for p in passages if re.search(r"车辆|国有资产|固定资产", p.text)]
    found = [(m, p, "国有资产的时点") for p in assets for m in _ASSET_YEAR.finditer(p.text)]
    found += [(m, p, "比较的年份") for p in passages for m in _COMPARED.finditer(p.text)]
    if not found:
        yield Check("R-YEAR-ASSET", "not_evaluable", reason="文字说明没有写国有资产的时点，也没有与上年比较")
        return
    wrong = [one for one in found if int(one[0][1]) != before]
    for match, passage, what in wrong:
        where = at_places([passage.place_at(match.start())])
        message = f"{where}{what}写“{match.group()}”，{subject.identity.year} 年度预算应为 {before} 年"
        yield from fail("R-YEAR-ASSET", message, statement_at(subject, match.group()), match[1], str(before))
    if not wrong:
        yield Check("R-YEAR-ASSET", "pass")
