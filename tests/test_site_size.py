"""What keeps the site small however much it holds: shells without indentation, articles without what HTML lets out,
names of departments in shards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from disclosures.catalogue import Catalogue, read_catalogue
from disclosures.pages import links
from disclosures.pages.articles import explorer
from disclosures.pages.articles.division import division_pages
from disclosures.pages.files import finder, search
from disclosures.pages.files.downloads import compact as compact_descriptor
from disclosures.pages.generator import shell
from disclosures.pages.output import Page, Rendered
from disclosures.pages.shelves import Department, Division, shelve
from disclosures.pages.site import plan, read_rules, read_schemas
from disclosures.pages.tables import display_titles, read_marks, table_view
from site_package import OFFICE, office_tables, write_package


def test_a_shell_loses_its_indentation_and_nothing_where_spaces_count() -> None:
    text = "<head>\n    <title>甲  乙</title>\n\n  <script>a  =\n  1</script>\n</head><pre>  两\n  行</pre>"
    assert shell.slim(text) == "<head>\n<title>甲 乙</title>\n<script>a  =\n  1</script>\n</head><pre>  两\n  行</pre>"


def test_what_is_put_in_the_place_of_a_mark_keeps_its_quotes() -> None:
    """Or a title of the document could write attributes."""
    text = f'<meta name="description" content="{shell.DESCRIPTION}"><p title="{shell.TITLE}" class="x">{shell.ARTICLE}'
    around = shell.Shell("a.html", shell.slim(text))
    page = Page("b.html", 't" onclick="x', 'd" onclick="x', (), lambda: Rendered(Markup("")))
    assert around.fill(page, page.render()) == (
        '<meta name=description content="d&#34; onclick=&#34;x"><p title="t&#34; onclick=&#34;x" class=x>'
    )


def test_an_article_is_sent_without_what_html_lets_out() -> None:
    given = '<table class="t"><tr><th scope="row">甲</th><td class="n b"></td><td class="n" id="x" title="甲">1</td></tr></table>'
    expected = '<table class=t><tr><th scope=row>甲<td class="n b"><td class=n id=x title="甲">1</table>'
    assert shell.compact(given) == expected


def test_a_row_costs_little_besides_its_words(tmp_path: Path) -> None:
    """A page has hundreds of rows, a site a thousand such pages: what every row says is said once instead."""
    rows = [[str(n), "item", f"第{n}项", "2013101", "1.50", "", str(n)] for n in range(1, 101)]
    found = {"other_01": ("某表", "row row_kind name functional_code total personnel source_line", rows)}
    original = tmp_path / "originals" / "410702" / "预算.txt"
    original.parent.mkdir(parents=True)
    original.write_text("行\n" * 100, "utf-8")
    write_package(tmp_path / "packages", "410702-office-2026", OFFICE, found, original)
    held = read_catalogue(tmp_path / "packages", tmp_path)
    pages = (page for unit in plan(held, read_schemas(), read_rules()).units for page in unit.pages())
    html = next(page for page in pages if page.path == links.disclosure("410702-office-2026")).render().html
    assert "source.html#L100" in html
    drawn = re.findall(r"<tr id=t-other_01-\d+.*?(?=<tr|</table)", shell.compact(html), re.DOTALL)
    assert len(drawn) == 100
    tags = sum(len("".join(re.findall(r"<[^>]*>", row))) for row in drawn) / len(drawn)
    assert tags < 105, f"{tags} bytes of tags a row"


def test_what_a_document_says_is_not_touched() -> None:
    said = Markup("<p>{}</p>").format('</td> class="n" </li>')
    assert shell.compact(said) == str(said)


def test_a_descriptor_is_the_same_without_indentation(tmp_path: Path) -> None:
    write_package(tmp_path, "410702-office-2026", OFFICE, office_tables())
    [item] = read_catalogue(tmp_path, tmp_path).disclosures
    made = (item.folder / "datapackage.json").read_bytes()
    assert json.loads(compact_descriptor(made)) == json.loads(made)
    assert len(compact_descriptor(made)) < len(made)


def test_a_sentence_stands_once_over_the_figures_that_it_states(tmp_path: Path) -> None:
    rows = [
        ["1", "一、总体", "收入", "1.00", "甲句。"], ["2", "一、总体", "支出", "2.00", "甲句。"],
        ["3", "一、总体", "三公", "3.00", "乙句。"], ["4", "二、采购", "采购", "4.00", "乙句。"],
    ]  # fmt: skip
    stated = ("说明", "row section measure value sentence", rows)
    found = (
        "发现",
        "row rule severity resource row_ref field",
        [["1", "R-TXT-RESIDUE", "warning", "statements", "2", "sentence"]],
    )
    write_package(tmp_path, "410702-office-2026", OFFICE, {**office_tables(), "statements": stated, "findings": found})
    [item] = read_catalogue(tmp_path, tmp_path).disclosures
    view = table_view(item, item.resources["statements"], read_marks(item), display_titles(item)["statements"])
    assert [(body.headings, [row.head.text for row in body.rows]) for body in view.bodies] == [
        ((("sub", "一、总体"), ("said bad", "甲句。")), ["收入", "支出"]),
        ((("said", "乙句。"),), ["三公"]),
        ((("sub", "二、采购"), ("said", "乙句。")), ["采购"]),
    ]
    assert [cell.text for body in view.bodies for row in body.rows for cell in row.cells] == [
        "1.00",
        "2.00",
        "3.00",
        "4.00",
    ]
    said = [words for resource, _, words in search.texts(item) if resource == "statements"]
    assert [("甲句" in words, "乙句" in words) for words in said] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


# ── names of departments ──


def departments(folder: Path, count: int) -> tuple[Department, ...]:
    """One kept for real, and others that differ from it by a character of their own."""
    write_package(folder, "410702-office-2026", OFFICE, office_tables())
    [real] = shelve(read_catalogue(folder, folder)).departments
    made = (chr(0x4E00 + 7 * n) for n in range(count))
    return tuple(
        Department(f"d-{n}", f"{c}局", f"{c}局", real.division_code, real.division, real.entries)
        for n, c in enumerate(made)
    )


def scripts(found: tuple[Department, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What names.js says, and the shards by their address."""
    values = {a.path: a.content.decode().split("=", 2)[-1].rstrip(";\n") for a in finder.files(found)}
    first = json.loads(values.pop(links.NAMES))
    return first, {path: json.loads(text) for path, text in values.items()}


def test_few_departments_stand_in_one_file(tmp_path: Path) -> None:
    first, shards = scripts(departments(tmp_path, 3))
    assert (first["shards"], len(first["rows"]), shards) == (0, 3, {})
    assert first["rows"][1][4] == [[2026, "410702-office-2026"]]


def test_of_many_each_is_found_by_a_character_of_its_name_in_a_file_of_bounded_length(tmp_path: Path) -> None:
    many = departments(tmp_path, 2 * finder.FEW)
    first, shards = scripts(many)
    assert first["rows"] == []
    assert "局" in first["common"]  # everyone's: leads nowhere
    for one in many[::50]:
        key = one.short[0]
        assert key not in first["common"]
        rows = shards[links.names(search.shard(key, first["shards"]))]
        assert [row[0] for row in rows if row[0] == one.short] == [one.short]
    assert max(map(len, shards.values())) <= 3 * finder.FEW


def test_a_place_of_many_departments_has_pages_of_a_bounded_length(tmp_path: Path) -> None:
    many = departments(tmp_path, 230)
    pages = list(division_pages(Division("410702", "红旗区", many)))
    assert [p.path for p in pages] == ["divisions/410702.html", "divisions/410702/2.html", "divisions/410702/3.html"]
    shown = [re.findall(r'href="[./]*/departments/(d-\d+)\.html"', str(p.render().html)) for p in pages]
    assert [len(found) for found in shown] == [100, 100, 30]
    assert [one for found in shown for one in found] == [d.id for d in many]


def test_of_many_places_the_page_of_projects_lists_some_and_each_place_leads_to_its_own_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "_PLACES", 1)
    for code in ("410702", "410703"):
        about = {**OFFICE, "division_code": code, "division": code, "department_id": code}
        write_package(tmp_path, f"{code}-office-2026", about, office_tables())
    pages = {p.path: p for p in plan(read_catalogue(tmp_path, tmp_path), read_schemas(), read_rules()).pages()}
    first, second = (links.project_list(code, 2026) for code in ("410702", "410703"))
    explored = str(pages[links.PROJECTS].render().html)
    assert (f'href="{first}"' in explored, f'href="{second}"' in explored) == (True, False)
    assert f'href="../{second}"' in str(pages[links.division("410703")].render().html)


@pytest.mark.parametrize("hide", shell.HIDES)
def test_every_kind_of_page_has_a_shell(tmp_path: Path, hide: tuple[str, ...]) -> None:
    write_package(tmp_path, "410702-office-2026", OFFICE, office_tables())
    held: Catalogue = read_catalogue(tmp_path, tmp_path)
    assert hide in {page.hide for page in plan(held, read_schemas(), read_rules()).pages()}
    assert re.fullmatch(r"[a-z/.-]+\.html", shell.address(2, hide))


def test_a_search_result_says_how_much(tmp_path: Path) -> None:
    write_package(tmp_path, "410702-office-2026", OFFICE, office_tables())
    department = shelve(read_catalogue(tmp_path, tmp_path)).departments[0]
    script = search.text_file(department.entries[0], department).content.decode()
    content = json.loads(script[script.index("[") : script.rindex("]") + 1])
    held = {name: rows for name, _, rows in content[2]}
    assert [row[2] for row in held["projects"] if "信创工程" in row[1]] == ["49.11"]
    assert {len(row) for row in held["duties"]} == {2}  # nothing but words
