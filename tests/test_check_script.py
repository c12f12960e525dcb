"""A department looks through its own draft: what is told in each form, what is marked in the PDF, what the status says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
import pypdf
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from pypdf.generic import DictionaryObject
from sarif_pydantic import Sarif  # type: ignore[import-untyped]

import cases
import check
import drafts
from disclosures import store
from disclosures.errors import DocumentError
from disclosures.inventory import Item
from disclosures.model import Address, Check, Disclosure, Finding, Record, Repair, Table
from disclosures.review import FORMATS, Review, annotated, review, written
from disclosures.review.annotate import _on_page
from disclosures.review.remarks import remarks
from disclosures.review.report import MOST_REMARKS, WHOLE_TABLE
from disclosures.rulebook import rules
from disclosures.text import inert
from maker.browser import CHROMIUM, browser

EVIL = "<script>x()</script>\"'&|::error::{{ 7*7 }}=cmd()"
GOOD_ROWS = [drafts.HEAD, ["合计", *drafts.ITEM[1:]], drafts.ITEM]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: status, what it printed, what it complained of."""

    def call(*given: object) -> tuple[int, str, str]:
        try:
            status = check.main([str(one) for one in given])
        except SystemExit as end:
            status = int(end.code or 0)
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The draft as a PDF, looked through once."""
    return review(drafts.item(drafts.put(tmp_path_factory.mktemp("draft"))))


def hostile(found: Review) -> Review:
    """The same review of a document full of text that wants to be something else."""
    disclosure = found.disclosure
    tables = tuple(_hostile(table) for table in disclosure.tables)
    evil = Finding("R-EVIL", "warning", "extraction", EVIL, "income", 1, "unit_name", EVIL, EVIL)
    repair = Repair("income", 1, "unit_name", EVIL, "=1+1", "X-SPLIT", EVIL)
    identity = replace(disclosure.identity, department=EVIL, division=EVIL)
    findings = (evil, *disclosure.findings)
    changed = replace(disclosure, identity=identity, tables=tables, findings=findings, repairs=(repair,))
    return replace(found, shown=f"{EVIL}.pdf", disclosure=changed, remarks=told(changed))


def _hostile(table: Table) -> Table:
    records = tuple({name: EVIL if isinstance(value, str) and name in ("unit_name", "label") else value
                     for name, value in record.items()} for record in table.records)  # fmt: skip
    return replace(table, title=EVIL, records=records)


def told(disclosure: Disclosure) -> Any:
    return remarks(disclosure.findings, {t.resource: t for t in disclosure.tables}, disclosure.sources)


# --- the wrong total in every format -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "place"),
    [(".pdf", "第 2 页"), (".txt", "第 8 行"), (".docx", "表内第 1 行"), (".xlsx", "第 1 张工作表 B5"),
     (".xls", "第 1 张工作表 B5"), (".html", "第 1 行")],
)  # fmt: skip
def test_a_wrong_total_is_told_with_place_sum_and_remedy(suffix: str, place: str, run: Run, tmp_path: Path) -> None:
    status, out, err = run(drafts.put(tmp_path, suffix))
    assert (status, err) == (check.FOUND, "")
    assert "错误 R-T02-ROW" in out
    assert place in out
    assert "合计 · 合计 9.60 ≠ 一般公共预算 6.00 + 政府性基金预算 3.50 = 9.50；相差 0.10" in out
    assert "合计 · 合计应为 9.50" in out
    assert "\x1b" not in out


def test_the_summary_says_what_was_read_and_what_could_not_be_checked(run: Run, tmp_path: Path) -> None:
    out = run(drafts.put(tmp_path))[1]
    assert "部门：某某县水利局，2026 年度，部门预算" in out
    assert re.search(r"表：读到 2 张，目录列有 0 张；没有见到：.*部门支出总体情况表", out)
    assert re.search(r"核对：相符 \d+，尾差 0，不符 \d+，无法核对 \d+", out)
    assert "没能核对的，及原因" in out
    assert "没有收到《" in out


def test_a_sound_table_has_no_error_of_sums(run: Run, tmp_path: Path) -> None:
    out = run(drafts.put(tmp_path, data=drafts.as_pdf(drafts.sheet(GOOD_ROWS))))[1]
    assert "R-T02" not in out.split("没能核对的")[0]


# --- statuses ------------------------------------------------------------------------------------------------------


def test_the_status_follows_what_may_fail(run: Run, tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    assert [run(path, "--fail-on", word)[0] for word in ("error", "warning", "never")] == [1, 1, 0]


def test_a_warning_alone_fails_only_where_warnings_do(reviewed: Review) -> None:
    warning = replace(reviewed.disclosure.findings[0], severity="warning")
    mild = replace(reviewed, disclosure=replace(reviewed.disclosure, findings=(warning,)))
    assert [check._fails(mild, word) for word in ("error", "warning", "never")] == [False, True, False]


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_told(run: Run, tmp_path: Path) -> None:
    broken = drafts.put(tmp_path, data=b"%PDF-1.7 nothing", name="坏")
    status, out, err = run(drafts.put(tmp_path), broken, tmp_path / "没有.pdf")
    assert status == check.UNREADABLE
    assert "■ 草稿.pdf" in out
    assert [line.split("：")[0] for line in err.splitlines()] == ["错误", "错误"]
    assert "坏.pdf" in err
    assert "没有这个文件" in err


def test_a_folder_with_its_description_is_one_draft(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "草稿"
    folder.mkdir()
    (folder / "附件1.pdf").write_bytes(drafts.as_pdf())
    (folder / "附件2.txt").write_text("其他说明。\n", "utf-8")
    (folder / "disclosure.yaml").write_text(drafts.DESCRIPTION, "utf-8")
    status, out, _ = run(folder)
    assert status == check.FOUND
    assert out.count("■") == 1
    assert "“附件1.pdf”第 2 页" in out


@pytest.mark.parametrize(
    "given", [[], ["--format", "docx", "x.pdf"], ["--fail-on", "info", "x.pdf"], ["--timeout", "0", "x"]]
)
def test_wrong_usage_is_status_2(given: list[str], run: Run) -> None:
    assert run(*given)[0] == 2


@pytest.mark.parametrize("option", ["--output", "--annotate"])
def test_the_draft_itself_is_never_written(option: str, run: Run, tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    before = path.read_bytes()
    status, _, err = run(path, option, tmp_path / "x" / ".." / path.name)
    assert status == 2
    assert "原件不能改动" in err
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["附件2.txt", "附件1.txt.yaml"])
def test_what_else_the_draft_consists_of_is_never_written(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "附件1.txt").write_text("说明", "utf-8")
    (tmp_path / "附件2.txt").write_text("表", "utf-8")
    (tmp_path / "附件1.txt.yaml").write_text("files: [附件1.txt, 附件2.txt]", "utf-8")
    before = (tmp_path / name).read_bytes()
    with pytest.raises(DocumentError, match="原件不能改动"):
        run(tmp_path / "附件1.txt", "--output", tmp_path / name)
    assert (tmp_path / name).read_bytes() == before


def test_a_result_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    status, _, err = run(drafts.put(tmp_path), "--output", tmp_path / "没有" / "报告.html", "--format", "html")
    assert status == check.UNREADABLE
    assert len(err.splitlines()) == 1
    assert "写不进去" in err


def test_nothing_is_written_but_what_is_asked(run: Run, tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    before = sorted(tmp_path.iterdir())
    run(path)
    assert sorted(tmp_path.iterdir()) == before
    run(path, "--format", "csv", "--output", tmp_path / "报告.csv")
    assert {one.name for one in tmp_path.iterdir()} - {one.name for one in before} == {"报告.csv"}


def test_the_command_itself(tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, cases.ROOT / "scripts" / "check.py", path], capture_output=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == check.FOUND
    assert "R-T02-COL" in done.stdout.decode()


# --- forms ---------------------------------------------------------------------------------------------------------


def test_colour_only_where_somebody_looks(reviewed: Review) -> None:
    assert "\x1b[31m" in written([reviewed], "text", colour=True)
    assert all("\x1b" not in written([reviewed], form) for form in FORMATS)
    bare = re.sub(r"\x1b\[\d*m", "", written([reviewed], "text", colour=True))
    assert bare == written([reviewed], "text")


def test_json_has_every_finding_with_its_cells(reviewed: Review) -> None:
    [one] = json.loads(written([reviewed], "json"))["files"]
    assert len(one["findings"]) == len(reviewed.disclosure.findings)
    [wrong] = [f for f in one["findings"] if f["rule"] == "R-T02-COL"]
    assert [(c["role"], c["published"]) for c in wrong["cells"]] == [("left", "9.60"), ("right", "9.50")]
    assert [float(wrong["cells"][0][edge]) for edge in ("left", "top", "right", "bottom")] == pytest.approx(
        drafts.WRONG_CELL, abs=1
    )
    assert one["outcomes"] == reviewed.outcomes
    assert one["identity"]["department"] == "某某县水利局"


def test_csv_has_a_row_a_finding_and_no_formula(reviewed: Review) -> None:
    text = written([hostile(reviewed)], "csv")
    assert text.startswith("\ufeff序号,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(reviewed.disclosure.findings) + 1
    assert {row["差额"] for row in rows} >= {"0.10"}
    assert not any(value.startswith(("=", "@")) for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-1+1", "'-1+1"),
        ("\tx", "'\tx"),
        ("-0.10", "-0.10"),
        ("+3%", "+3%"),
        ("甲", "甲"),
    ],
)
def test_only_what_a_spreadsheet_would_compute_is_made_inert(text: str, safe: str) -> None:
    assert inert(text, numbers=True) == safe


def test_sarif_is_valid_and_points_at_the_cells(reviewed: Review, tmp_path: Path) -> None:
    text = review(drafts.item(drafts.put(tmp_path, ".txt", name="草 稿")))
    raw = json.loads(written([reviewed, text, hostile(reviewed)], "sarif"))
    kept = Sarif.model_validate(raw).model_dump(by_alias=True, exclude_none=True, mode="json")
    assert _names(kept["runs"][0]["results"]) >= {"ruleId", "startLine", "fullyQualifiedName"}
    [one] = raw["runs"]
    known = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert len(set(known)) == len(known)
    for result in one["results"]:
        assert known[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("/")
    wrong = [r for r in one["results"] if r["ruleId"] == "R-T02-COL"]
    assert wrong[0]["locations"][0]["properties"]["page"] == 2
    assert "region" not in wrong[0]["locations"][0]["physicalLocation"]
    assert wrong[1]["locations"][0]["physicalLocation"]["region"] == {"startLine": 8}
    assert wrong[0]["relatedLocations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "income/2/total"
    help_text = next(rule for rule in one["tool"]["driver"]["rules"] if rule["id"] == "R-T02-COL")["help"]["text"]
    assert rules()["R-T02-COL"].formula in help_text


def _names(found: Any) -> set[str]:
    if isinstance(found, dict):
        return set(found) | {name for value in found.values() for name in _names(value)}
    return {name for value in found for name in _names(value)} if isinstance(found, list) else set()


def test_hostile_text_stays_text(reviewed: Review) -> None:
    evil = hostile(reviewed)
    page = written([evil], "html")
    assert "<script" not in page
    assert "{{" in page
    assert "49=cmd" not in page
    for line in written([evil], "text").splitlines():
        assert not line.lstrip().startswith("::")


def test_names_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    path = drafts.put(tmp_path, name="\x1b[2J草\n::error::稿")
    for given in ([path], [path, "--format", "html"], [path, "--format", "sarif"]):
        status, out, err = run(*given)
        assert status == check.FOUND, err
        assert "\x1b" not in out
        assert not any(line.lstrip().startswith("::") for line in out.splitlines())


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_page_marks_the_cells_and_writes_the_sum_out(reviewed: Review) -> None:
    page = lxml.html.document_fromstring(written([reviewed], "html"))
    by_id = {one.get("id"): one for one in page.iter() if one.get("id")}
    [wrong] = [r for r in reviewed.remarks if r.finding.rule == "R-T02-COL"]
    item = by_id[f"d1-f{wrong.number}"]
    assert "9.60 ≠ 某某县水利局 9.50；相差 0.10" in "".join(map(str, item.itertext()))
    cell = by_id["d1-income-1-total"]
    assert "".join(map(str, cell.itertext())).startswith("9.60")
    assert "spoken" in str(cell.get("class"))
    assert str(wrong.number) in [link.text for link in cell.iter("a")]
    assert "addend" in str(by_id["d1-income-2-total"].get("class"))
    for link in page.iter("a"):
        assert str(link.get("href")).removeprefix("#") in by_id


def test_the_page_needs_nothing_from_anywhere(reviewed: Review) -> None:
    text = written([reviewed, reviewed], "html")
    page = lxml.html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //iframe | //form")
    assert "://" not in text
    assert all(table.find("caption") is not None for table in page.iter("table"))
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)


def test_a_long_table_is_shown_around_its_marks_and_many_findings_are_cut(reviewed: Review) -> None:
    count = WHOLE_TABLE * 3
    records: tuple[Record, ...] = tuple(
        {"row": n, "row_kind": "item", "total": Decimal(n)} for n in range(1, count + 1)
    )
    table = Table("income", "income", "长表", ("row", "row_kind", "total"), records)
    at = Address("income", 90, "total")
    one = Finding("R-T02-COL", "error", "disclosure", "错", "income", 90, "total", cells=(at,))
    findings = (one,) * (MOST_REMARKS + 5)
    changed = replace(reviewed.disclosure, tables=(table,), findings=findings)
    page = written([replace(reviewed, disclosure=changed, remarks=told(changed))], "html")
    assert "……另有 5 条没有列出" in page
    assert "……略去 87 行" in page  # between the first and those around the marked one
    assert "……略去 89 行" in page
    assert 'id="d1-income-90-total"' in page


@pytest.mark.skipif(CHROMIUM is None, reason="没有找到 chromium")
def test_the_page_is_accessible_at_both_widths(reviewed: Review, tmp_path: Path) -> None:
    path = tmp_path / "自查.html"
    path.write_text(written([hostile(reviewed), reviewed], "html"), "utf-8")
    for width in (1280, 390):
        page = browser().new_page(viewport={"width": width, "height": 900})
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
        page.close()


# --- the marked PDF ------------------------------------------------------------------------------------------------


def notes(data: bytes, subtype: str = "/Highlight") -> list[tuple[int, DictionaryObject]]:
    """(page from 1, annotation) of one kind."""
    pages = enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1)
    every = ((number, note.get_object()) for number, page in pages for note in page.get("/Annots", []))
    return [(number, note) for number, note in every if note["/Subtype"] == subtype]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_marks_stand_over_the_cells(rotate: int, tmp_path: Path) -> None:
    page = drafts.sheet() if rotate == 0 else drafts.turned(drafts.sheet(), rotate)
    path = drafts.put(tmp_path, data=drafts.as_pdf(page))
    data = annotated(review(drafts.item(path)), drafts.item(path))
    found = [note for number, note in notes(data) if number == 2 and "R-T02-ROW" in str(note["/Contents"])]
    assert len(found) == 1
    assert "合计 · 合计应为 9.50" in str(found[0]["/Contents"])
    assert _colours(data, drafts.WRONG_CELL) == {True}
    left, _, right, bottom = drafts.WRONG_CELL
    assert _colours(data, (left, bottom + 100, right, bottom + 120)) == {False}


def _colours(data: bytes, box: tuple[float, float, float, float]) -> set[bool]:
    """Whether the page as shown is coloured near the corners of a box."""
    document = pypdfium2.PdfDocument(data)
    image = document[1].render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    left, top, right, bottom = box
    pixels = [image.getpixel((int(x * 2), int(y * 2))) for x in (left + 3, right - 3) for y in (top + 3, bottom - 3)]
    return {isinstance(p, tuple) and max(p) - min(p) > 40 for p in pixels}


def test_the_original_is_the_beginning_of_the_marked_copy(run: Run, tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    before = path.read_bytes()
    target = tmp_path / "标记.pdf"
    assert run(path, "--annotate", target)[0] == check.FOUND
    assert path.read_bytes() == before
    assert target.read_bytes().startswith(before)
    marked = {str(note["/Contents"]).split(" ")[1] for _, note in notes(target.read_bytes())}
    assert marked  # numbers of remarks
    [(number, summary)] = notes(target.read_bytes(), "/Text")
    assert number == 1
    assert "没有格子可标的" in str(summary["/Contents"])


def test_a_cell_of_several_findings_has_one_mark_with_all_notes(reviewed: Review, tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    more = reviewed.with_results([Finding("R-Y-BASE", "warning", "disclosure", "与上年不同", "income", 1, "total")])
    both = [note for _, note in notes(annotated(more, drafts.item(path))) if "R-Y-BASE" in str(note["/Contents"])]
    assert len(both) == 1
    assert "R-T02-ROW" in str(both[0]["/Contents"])


def test_more_marks_than_a_reader_bears_are_cut_and_said(
    reviewed: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosures.review.annotate._MOST", 1)
    data = annotated(reviewed, drafts.item(drafts.put(tmp_path)))
    [(_, kept)] = notes(data)
    assert "错误" in str(kept["/Contents"])  # the worst, no addend
    assert re.search(r"另有 \d+ 格没有标", str(notes(data, "/Text")[0][1]["/Contents"]))


def test_an_encrypted_pdf_that_opens_without_a_password_is_marked(reviewed: Review, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(drafts.as_pdf()))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    path = drafts.put(tmp_path, data=out.getvalue())
    assert notes(annotated(reviewed, drafts.item(path)))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", b"no pdf at all"])
def test_a_pdf_that_cannot_be_marked_is_one_line(data: bytes, reviewed: Review, tmp_path: Path) -> None:
    path = drafts.put(tmp_path, data=data)
    with pytest.raises(DocumentError, match="不能加标记"):
        annotated(reviewed, drafts.item(path))


def test_only_one_pdf_can_be_marked(run: Run, tmp_path: Path) -> None:
    text, pdf = drafts.put(tmp_path, ".txt"), drafts.put(tmp_path)
    target = tmp_path / "标记.pdf"
    assert run(text, "--annotate", target)[0] == check.UNREADABLE
    status, _, err = run(text, pdf, "--annotate", target)
    assert status == check.UNREADABLE
    assert "一次标一份" in err
    assert not target.exists()


def test_a_crop_box_beyond_the_sheet_moves_no_mark() -> None:
    page = pypdf.PageObject.create_blank_page(width=600, height=800)
    plain = _on_page(page, (50, 100, 150, 120))
    assert plain == (50, 680, 150, 700)
    page.cropbox = pypdf.generic.RectangleObject((-50, -50, 700, 900))
    assert _on_page(page, (50, 100, 150, 120)) == plain
    page.cropbox = pypdf.generic.RectangleObject((30, 500, 380, 780))
    assert _on_page(page, (20, 80, 120, 100)) == plain


def test_several_reviews_of_one_item_are_told_in_order(run: Run, tmp_path: Path) -> None:
    first, second = drafts.put(tmp_path, name="一"), drafts.put(tmp_path, ".txt", name="二")
    out = run(first, second)[1]
    assert out.index("■ 一.pdf") < out.index("■ 二.txt")


def test_a_total_whose_parts_are_all_blank_is_not_said_to_be_nothing(run: Run, tmp_path: Path) -> None:
    rows = [drafts.HEAD, ["合计", "9.50", "", ""], ["某某县水利局", "9.50", "6.00", "3.50"]]
    out = run(drafts.put(tmp_path, data=drafts.as_pdf(drafts.sheet(rows))))[1]
    assert "合计 · 合计 9.50 ≠ 一般公共预算 空白 + 政府性基金预算 空白 = 0" in out
    assert "所分各格都空着：请补上，或改正合计 · 合计" in out


def test_findings_from_elsewhere_are_told_among_its_own(reviewed: Review) -> None:
    later = Finding("R-T02-COL", "error", "disclosure", "与上年公开的数不同", "income", 1, "total", "9.60", "9.00")
    found = reviewed.with_results([later, Check("R-T02-COL", "fail", "income", 1)])
    assert found.outcomes["fail"] == reviewed.outcomes["fail"] + 1
    assert found.count("error") == reviewed.count("error") + 1
    assert [r.number for r in found.remarks] == list(range(1, len(reviewed.remarks) + 2))
    order = [("contradiction", "reading", "hint").index(r.group) for r in found.remarks]
    assert order == sorted(order)
    assert "与上年公开的数不同" in written([found], "html")


def test_a_draft_is_held_against_last_years_package(run: Run, tmp_path: Path) -> None:
    """The year before is the same document with its years put back: its figures cannot be those that the growth implies."""
    path, earlier, packages = tmp_path / "草稿.txt", tmp_path / "上年.txt", tmp_path / "数据包"
    text = next(cases.ORIGINALS.glob("410702/2026*办公室*.txt")).read_text("utf-8")
    for one, year in ((path, "2026"), (earlier, "2025")):
        one.write_text(text.replace("2026", year), "utf-8")
        one.with_name(f"{one.name}.yaml").write_text(drafts.DESCRIPTION.replace("2026", year), "utf-8")
    store.write(packages, *review(Item(earlier, earlier.name)).packed())
    alone = run(path)[1]
    status, out, err = run(path, "--against", packages, "--fail-on", "warning")
    assert (status, err) == (check.FOUND, "")
    assert "R-Y-BASE" in out
    assert "R-Y-BASE" not in alone
    store.write(packages, *review(Item(path, path.name)).packed())  # an earlier state of the draft itself
    assert run(path, "--against", packages, "--fail-on", "warning")[1] == out


def test_a_folder_to_compare_with_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    status, _, err = run(drafts.put(tmp_path), "--against", tmp_path / "没有")
    assert status == check.UNREADABLE
    assert "没有这个文件夹" in err


def test_an_item_without_a_pdf_says_so(reviewed: Review, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="0 个 PDF"):
        annotated(reviewed, Item(drafts.put(tmp_path, ".txt"), "草稿.txt"))
