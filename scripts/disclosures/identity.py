"""Which department, division and year a document is, from the document itself; a description may add or correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from pypinyin import lazy_pinyin

from disclosures.codes import divisions, full_name
from disclosures.contents import heading
from disclosures.division import division_of
from disclosures.errors import DescriptionError, DocumentError, IncompleteError
from disclosures.model import Description, Identity, Match, Paragraph, Table
from disclosures.text import chinese_digits, chinese_number, key, narrow, squeeze

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年度|年|度)?")
_YEAR_OF = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_FORM_YEAR = re.compile(r"\(?((?:19|20)\d\d)年度?\)?")
_DATE = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?")
_CHINESE_DATE = re.compile(
    r"([二〇○零Ｏ一三四五六七八九]{4})年([十一二三四五六七八九]{1,3})月(?:([十一二三四五六七八九]{1,3})日)?"
)
_KIND = re.compile(
    r"(?:关于)?(?:[省市县区州旗]级)?(?:部门|单位)?(?:综合)?预算(?:信息)?(?:公开)?(?:情况)?(?:说明)?(?:书|表|报告)?$|(?:关于)?(?:[省市县区州旗]级)?(?:部门|单位)(?:综合)?预算.*$|(?:关于)?预算公开.*$"
)
_LONGEST_COVER = 16
_LONGEST_SLUG = 120
CENTRAL = "000000"  # stands for the division of a central body, which has none (data model)
_SAFE = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")


def identify(
    shown: str,
    paragraphs: Sequence[Paragraph],
    matches: Sequence[Match],
    tables: Mapping[str, Table],
    given: Description,
    title: str = "",
) -> Identity:
    """Raises DocumentError or DescriptionError where the document does not say it, or contradicts itself.

    `title`: what a web page is called in the browser's tab. Often shortened, it is the cover only of a text without a
    name of its own, and the year only of one without a year.
    """
    cover, title = _cover(paragraphs), narrow(squeeze(title))
    year = _year(shown, cover, title, paragraphs, matches, given)
    department = given.department or _department(cover, paragraphs, matches)
    if department is None and (department := _first_name([_name_in(title)])):
        cover = title
    if department is None:
        raise IncompleteError(
            shown, "没有找到部门名称", place="封面、表头", remedy="请在描述文件中写 department: 部门全称"
        )
    division = given.division_code or division_of(shown, department, matches, tables, paragraphs)
    if division is not None and division not in divisions():
        raise DescriptionError(
            shown, f"区划代码 {division} 不在 GB/T 2260 代码表中", remedy="请在描述文件中改正 division_code"
        )
    place = division or CENTRAL
    level: Literal["department", "unit"] = given.level or ("unit" if re.search("单位预算", cover) else "department")
    slug = given.department_id.removeprefix(f"{place}-") if given.department_id else _slug(shown, department, place)
    if not _SAFE.fullmatch(slug):
        raise DescriptionError(shown, f"department_id“{slug}”只能由小写字母、数字和连字符组成", remedy="请改正描述文件")
    return Identity(
        department=department,
        department_id=f"{place}-{slug}",
        level=level,
        parent_department=given.parent_department,
        division_code=division,
        division=full_name(division) if division else "中央",
        year=year,
        published=given.published or _published(paragraphs),
    )


def package_name(identity: Identity) -> str:
    """`410702-qu-wei-ban-gong-shi-2026`, with `-unit` for a unit's own budget."""
    return f"{identity.department_id}-{identity.year}" + ("-unit" if identity.level == "unit" else "")


def _cover(paragraphs: Sequence[Paragraph]) -> str:
    """The lines before the contents, or the first lines, as one text without dates."""
    return "".join(_cover_lines(paragraphs))


def _cover_lines(paragraphs: Sequence[Paragraph]) -> list[str]:
    end = heading(paragraphs)
    lines = paragraphs[: min(end, _LONGEST_COVER)] if end is not None else paragraphs[:3]
    texts = [narrow(squeeze(p.text)) for p in lines]
    return [t for t in texts if not _date(t) and len(t) < 80]


def _date(text: str) -> str | None:
    """`二〇二六年四月` → `2026-04`, `2023年2月16日` → `2023-02-16`; None for a line that is more than a date."""
    if match := _DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _CHINESE_DATE.fullmatch(text):
        year = chinese_digits(match[1])
        month, day = _number(match[2]), _number(match[3]) if match[3] else None
    else:
        return None
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _number(text: str) -> str:
    return str(chinese_number(text) or 0)


def _published(paragraphs: Sequence[Paragraph]) -> str | None:
    return next((date for p in paragraphs if (date := _date(narrow(squeeze(p.text))))), None)


# --- the year ------------------------------------------------------------------------------------------------------


def _year(
    shown: str, cover: str, title: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match], given: Description
) -> int:
    on_cover = _first_year(cover)
    titles = Counter(int(y) for m in matches for y in _YEAR_OF.findall(narrow(squeeze(m.title))))
    titles += Counter(
        int(y)
        for p in paragraphs
        if re.search(r"预算情况说明|部门预算表", p.text)
        for y in _YEAR_OF.findall(narrow(squeeze(p.text)))
    )
    body = titles.most_common(1)[0][0] if titles else _stated_year(paragraphs)
    detected = on_cover or body or _latest_headed(matches) or _first_year(title)
    if given.year is not None:
        if detected is not None and given.year != detected and not given.reason:
            raise DescriptionError(shown, f"描述文件写的年度是 {given.year}，文件封面是 {detected}", place="year",
                                   remedy="请改正 year；若封面确实印错，请用 reason 写明理由")  # fmt: skip
        return given.year
    if detected is None:
        raise IncompleteError(shown, "没有找到预算年度", place="封面、表题", remedy="请在描述文件中写 year: 年份")
    if on_cover and body and on_cover != body and on_cover not in titles:
        raise DocumentError(shown, f"封面的年度是 {on_cover}，正文各表和说明却都是 {body}", place="封面",
                            remedy="请核对文件；若封面印错，请在描述文件中写 year 和 reason")  # fmt: skip
    in_name = [int(y) for y in re.findall(r"(?<!\d)(20\d\d)年", shown.rsplit("/", 1)[-1])]
    if in_name and detected not in in_name:
        raise DocumentError(shown, f"文件名写的年度是 {in_name[0]}，文件封面是 {detected}", place="文件名",
                            remedy="请核对文件，改正文件名后再提交")  # fmt: skip
    return detected


def _first_year(text: str) -> int | None:
    return next((int(year) for year in _YEAR.findall(chinese_digits(text))), None)


def _stated_year(paragraphs: Sequence[Paragraph]) -> int | None:
    """`（2026年度）` on a line of its own, the commonest."""
    lines = (_FORM_YEAR.fullmatch(key(p.text)) for p in paragraphs)
    stated = Counter(int(line[1]) for line in lines if line)
    return stated.most_common(1)[0][0] if stated else None


def _latest_headed(matches: Sequence[Match]) -> int | None:
    """The latest year that the tables' headings name. It contradicts no cover: a table of plans names years to come."""
    words = (key(cell) for match in matches for row in match.header for cell in row.cells if cell)
    return max((int(y) for word in words for y in _YEAR_OF.findall(word)), default=None)


# --- the department ------------------------------------------------------------------------------------------------


def _department(cover: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match]) -> str | None:
    candidates = [_stated(paragraphs), _name_in(cover)]
    candidates += [_name_in(line) for line in _cover_lines(paragraphs) if _KIND.search(line)]
    candidates += [line for line in _cover_lines(paragraphs) if _ORGANISATION.fullmatch(line)]
    candidates += [
        _name_in(squeeze(p.text)) for p in paragraphs if re.search(r"(?:部门|单位)预算(?:情况说明|公开|表)", p.text)
    ]
    stated = Counter(squeeze(m.stated_name) for m in matches if m.stated_name and len(m.stated_name) > 3)
    candidates += [name for name, _ in stated.most_common()]
    candidates += [name for name, _ in _named_in_forms(matches).most_common(1)]
    return _first_name(candidates)


def _first_name(candidates: Sequence[str]) -> str | None:
    """The first that can be the name of a department."""
    places = {one.name for one in divisions().values()}
    return next((c for c in candidates if len(c) >= 3 and not _NO_NAME.search(c) and not _is_place(c, places)), None)


def _is_place(name: str, places: Collection[str]) -> bool:
    """Whether a name is that of divisions alone (黄冈市黄州区): a cover may print the department's on the next line."""
    rest = name
    while rest:
        longest = max((at for at in range(2, len(rest) + 1) if rest[:at] in places), default=0)
        if not longest:
            return False
        rest = rest[longest:]
    return True


_ON_COVER = re.compile(r"^(?:预算)?(?:主管|编制|公开)?(?:部门|单位)(?:名称)?(?:\(?盖章\)?)?[:：]\s*(.{3,60})$")
_NO_NAME = re.compile(r"(?:\d|[总情况支入算])表|万元|单位[:：]|目录|附件|收支")  # a document's furniture, no department
# A line of a cover that is the name of an organisation and nothing else.
_ORGANISATION = re.compile(
    r"[^\d，,。；;：:、《》]{2,38}(?:局|委|办|厅|部|署|院|会|处|站|中心|所|政府|公室|大学|学院|学校|中学|小学|幼儿园|医院|大队|支队|总队|馆|社|台)(?:[（(](?:本级|机关)[)）])?"
)
_FORM_LABELS = frozenset({"部门名称", "单位名称", "部门(单位)名称", "预算部门", "填报部门", "填报单位", "部门(单位)"})


def _stated(paragraphs: Sequence[Paragraph]) -> str:
    """The name that a cover states on a line of its own: `预算主管部门：…`."""
    end = heading(paragraphs)
    for paragraph in paragraphs[: min(end, _LONGEST_COVER) if end is not None else 3]:
        if match := _ON_COVER.match(squeeze(paragraph.text)):
            return match[1].strip()
    return ""


def _named_in_forms(matches: Sequence[Match]) -> Counter[str]:
    """Names that stand beside a label in a form (部门名称 │ …)."""
    found: Counter[str] = Counter()
    for match in matches:
        for row in (*match.header, *match.rows):
            filled = [cell for cell in row.cells if cell]
            for label, value in pairwise(filled):
                named = len(value) >= 3 and key(value) not in _FORM_LABELS and not _FORM_YEAR.fullmatch(key(value))
                if key(label).rstrip(":") in _FORM_LABELS and named:
                    found[squeeze(value)] += 1
    return found


def _name_in(text: str) -> str:
    """The department in a cover or heading: what is left without year and 部门预算公开."""
    bare = re.sub(r"^(?:第.部分|附件\d*)[:：]?", "", text)
    bare = re.sub(
        r"(?<!\d)(?:19|20)\d\d(?:年度|年|度)?", "", chinese_digits(bare) if re.search("[〇○]", bare) else bare
    )
    bare = _KIND.sub("", bare.strip("：:。 "))
    return _without_halves(bare.removesuffix("部门").strip("：:。 ")) if not bare.endswith("各部门") else bare


def _without_halves(name: str) -> str:
    """Without brackets at its ends that have no partner: what they held went with year and kind; （本级） stays."""
    name = name.removesuffix("（）").removesuffix("()")
    paired = len(re.findall("[（(]", name)) == len(re.findall("[）)]", name))
    return name.strip("（）() ") if not paired or re.fullmatch(r"[（(][^（）()]*[）)]", name) else name


# --- the name that stays the same ----------------------------------------------------------------------------------


def short_name(department: str, division: str) -> str:
    """One spelling for all: no party prefix, no names of the divisions above, 委员会办公室 as 委办公室.

    `中国共产党新乡市红旗区委员会办公室` and `中共新乡市红旗区委办公室` are both `区委办公室`.
    """
    name = re.sub(r"[（(][^（）()]*[)）]|[\s“”\"'《》·、,，.]", "", key(department))
    name = re.sub(r"^(?:中国共产党|中共)", "", name)
    chain = [
        divisions()[code].name for code in (division[:2] + "0000", division[:4] + "00", division) if code in divisions()
    ]
    for place in chain:
        rest = name.removeprefix(place)
        if rest != name and rest:
            name = place[-1] + rest if rest.startswith(("委", "工委", "人大", "政协")) else rest
    name = re.sub(r"^(?:中国共产党|中共)", "", name)
    return name.replace("委员会办公室", "委办公室").removesuffix("本级") or key(department)


def _slug(shown: str, department: str, division: str) -> str:
    words = [re.sub(r"[^0-9a-z]+", "", part.lower()) for part in lazy_pinyin(short_name(department, division))]
    slug = "-".join(word for word in words if word)
    if not slug or len(slug) > _LONGEST_SLUG:
        raise DocumentError(shown, f"部门名称“{department[:40]}”不能作为数据包名称（过长或没有汉字、字母）", place="封面",
                            remedy="请在描述文件中写 department 或 department_id")  # fmt: skip
    return slug
