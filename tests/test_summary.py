"""The summary of a run: what it says, and that no document can make it say anything else."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
import summary
from disclosures.summary.markdown import plain

FIELDS = [
    *("rule", "severity", "origin", "resource", "row_ref", "field"),
    *("printed", "expected", "difference", "message", "review"),
]


def finding(severity: str = "error", difference: str = "", message: str = "合计不等于各项之和。") -> dict[str, str]:
    row = dict.fromkeys(FIELDS, "")
    row |= {"rule": "R-T03-SUM", "severity": severity, "origin": "disclosure", "resource": "expenditure"}
    return row | {"difference": difference, "message": message}


def document(path: str = "originals/410702/一.txt", status: str = "converted", **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"document": path, "status": status, "package": None, "message": None}
    row |= {"tables_listed": 12, "tables_found": 12, "repairs": 0, "findings": {"error": 0, "warning": 0, "info": 0}}
    return row | more


class Run:
    """A folder with a report and packages, and what `summary.py` prints about them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.packages = folder / "datapackages"
        self.report = folder / "report.json"
        self.capsys = capsys

    def package(self, name: str, findings: list[dict[str, str]], **disclosure: Any) -> str:
        folder = self.packages / "410702" / name
        (folder / "data").mkdir(parents=True)
        facts = {"department": "中共新乡市红旗区委办公室", "level": "department", "year": 2026}
        facts |= {"division": "河南省新乡市红旗区", "division_code": "410702"}
        resources = [{"name": "expenditure", "title": "部门支出总体情况表"}]
        descriptor = {"name": name, "disclosure": facts | disclosure, "resources": resources}
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        self.table(folder, "findings", findings, FIELDS)
        return f"datapackages/410702/{name}"

    def table(self, folder: Path, name: str, rows: list[dict[str, str]], fields: list[str]) -> None:
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, fields)
            writer.writeheader()
            writer.writerows(rows)

    def __call__(self, documents: list[dict[str, Any]], *options: str) -> str:
        self.report.write_text(json.dumps({"documents": documents}), encoding="utf-8")
        arguments = ["--report", str(self.report), "--packages", str(self.packages), *options]
        assert summary.main(arguments) == 0
        return self.capsys.readouterr().out


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


def test_says_what_was_recognised_and_found(run: Run) -> None:
    package = run.package("a-2026", [finding(difference="-3.20", message="合计 10.00，各项之和 13.20。")])
    text = html.unescape(run([document(package=package, tables_found=11, repairs=3)]))
    assert "共 1 份文件：1 份已转换" in text
    assert "河南省新乡市红旗区 · 中共新乡市红旗区委办公室" in text
    assert "2026 年（部门预算）" in text
    assert "目录列出 12 张，找到 11 张，**少 1 张**" in text
    assert "3 处，每处都有等式或别处的同一数字作证" in text
    assert "| 错误 | 部门支出总体情况表 | 合计 10.00，各项之和 13.20。 | -3.20 | 公开文件自身 | R-T03-SUM |" in text


def test_says_what_the_checks_and_what_people_found(run: Run) -> None:
    package = run.package("a-2026", [finding() | {"review": "disputed"}])
    folder = run.packages.parent / package
    outcomes = ["pass", "pass", "rounding", "not_evaluable"]
    run.table(folder, "checks", [{"outcome": each} for each in outcomes], ["outcome"])
    run.table(folder, "corrections", [{"action": "correct"}, {"action": "dispute"}], ["action"])
    text = html.unescape(run([document(package=package)]))
    assert "| 核对 | 相符 2 项，尾差 1 项，无法核对 1 项 |" in text
    assert "| 人工更正 | 1 处" in text
    assert "合计不等于各项之和。 **已有人核对，不认可**" in text


def test_an_annotation_stands_at_the_line_of_its_row(run: Run) -> None:
    package = run.package("a-2026", [finding() | {"row_ref": "2"}, finding() | {"row_ref": "3"}])
    lines = [{"row": "2", "source_line": "97"}, {"row": "3", "source_line": "9,file=x"}]
    run.table(run.packages.parent / package, "expenditure", lines, ["row", "source_line"])
    first, second = run([document(package=package)], "--annotations").splitlines()
    assert first.startswith("::warning file=originals/410702/一.txt,line=97,title=")
    assert second.startswith("::warning file=originals/410702/一.txt,title=")


def test_says_what_does_not_agree_with_other_years(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A department that changes its name between two years, as the packages of both say it."""
    packages = tmp_path / "datapackages"
    source = next(cases.PACKAGES.glob("*/*zheng-wu-fu-wu*"))
    for year, name in ((2024, "新乡市红旗区政务服务和大数据管理局"), (2025, "新乡市红旗区数据局")):
        folder = packages / "410702" / f"office-{year}"
        shutil.copytree(source, folder)
        findings = folder / "data" / "findings.csv"  # its own would fill the summary
        findings.write_text(findings.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
        descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
        descriptor["name"] = folder.name
        descriptor["disclosure"] |= {"year": year, "department": name}
        (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    report = tmp_path / "report.json"
    documents = [document(package=f"datapackages/410702/office-{year}") for year in (2024, 2025)]
    report.write_text(json.dumps({"documents": documents}), "utf-8")
    assert summary.main(["--report", str(report), "--packages", str(packages)]) == 0
    lines = html.unescape(capsys.readouterr().out).splitlines()
    assert any("与另一份公开对照 | R-Y-NAME |" in line and "数据局" in line for line in lines)


def test_a_table_that_is_missing_is_named_by_the_message(run: Run) -> None:
    lost = finding(message="目录列有《项目支出表》，收到的文件里没有这张表") | {"resource": "projects"}
    text = run([document(package=run.package("a-2026", [lost, finding("info") | {"resource": ""}]))])
    assert "| 错误 | 项目支出表 |" in text
    assert "| 提示 | 全文 |" in text


def test_a_unit_is_called_a_unit(run: Run) -> None:
    assert "（单位预算）" in run([document(package=run.package("a-2026-unit", [], level="unit"))])


def test_findings_come_worst_first(run: Run) -> None:
    rows = [
        finding("info", message="丁"),
        finding("error", "1.00", "乙"),
        finding("warning", "99.00", "丙"),
        finding("error", "-50.00", "甲"),
    ]
    text = run([document(package=run.package("a-2026", rows))])
    assert re.findall(r"\| ([甲乙丙丁]) \|", text) == ["甲", "乙", "丙", "丁"]


def test_documents_come_worst_first(run: Run) -> None:
    fine = document("originals/410702/好.txt", package=run.package("fine-2026", []))
    bad = document("originals/410702/坏.txt", package=run.package("bad-2026", [finding()]))
    text = run([fine, bad])
    assert text.index("坏.txt") < text.index("好.txt")


def test_a_refused_document_comes_with_its_reason_and_advice(run: Run) -> None:
    text = html.unescape(run([document(status="refused", message="这是部门决算，不是部门预算。")]))
    assert "1 份没有转换" in text
    assert "- **originals/410702/一.txt**：这是部门决算，不是部门预算。" in text
    assert "怎么办" in text


def test_a_message_that_names_its_file_does_not_say_it_twice(run: Run) -> None:
    text = run([document(status="refused", message="originals/410702/一.txt：这是部门决算。")])
    assert text.count("一.txt") == 1
    assert "**：这是部门决算。" in text


def test_unchanged_documents_are_only_counted(run: Run) -> None:
    package = run.package("a-2026", [finding()])
    text = run([document(status="unchanged", package=package)])
    assert "1 份没有变化" in text
    assert "红旗区" not in text
    assert run([document(status="unchanged", package=package)], "--annotations").strip() == ""


def test_names_the_preview(run: Run) -> None:
    link = run([], "--artifact-name", "site", "--artifact-url", "https://example.org/runs/1/artifacts/2")
    assert "[site](https://example.org/runs/1/artifacts/2)" in link
    assert "“site”" in run([], "--artifact-name", "site", "--artifact-url", "")
    assert "javascript" not in run([], "--artifact-name", "site", "--artifact-url", "javascript:alert(1)")


def test_a_package_that_cannot_be_read_is_said_so(run: Run) -> None:
    assert "读不出它的数据包" in run([document(package="datapackages/410702/gone-2026")])


@pytest.mark.parametrize("text", ["[]", "[" * 100_000, '{"disclosure": []}', '{"disclosure": 1, "resources": [1]}'])
def test_a_package_of_another_shape_is_said_so(text: str, run: Run) -> None:
    package = run.package("a-2026", [])
    (run.packages / "410702" / "a-2026" / "datapackage.json").write_text(text, "utf-8")
    assert "读不出它的数据包" in run([document(package=package)])
    assert "读不出它的数据包" in run([document(package=7)])


@pytest.mark.parametrize("content", [None, "", "{", "[]", "[" * 100_000, '{"documents": [{}]}', '{"documents": [7]}'])
def test_without_a_report_it_says_so_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    report = tmp_path / "report.json"
    if content is not None:
        report.write_text(content, encoding="utf-8")
    assert summary.main(["--report", str(report), "--packages", str(tmp_path)]) == 1
    assert "没有正常结束" in capsys.readouterr().out


def test_stays_below_the_limit_and_says_what_it_left_out(run: Run) -> None:
    rows = [finding(message="很长的说明" * 200)] * 40
    package = run.package("a-2026", rows)
    text = run([document(f"originals/410702/{number}.txt", package=package) for number in range(60)])
    assert len(text.encode()) < 1024 * 1024
    assert "另有 10 处" in text
    assert "没有列出" in text


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "| x | y |",
    "[点我](https://example.org)",
    "![图](https://example.org/a.png)",
    "https://example.org www.example.org",
    "`code` **bold** _em_ ~~del~~ <!-- -->",
    "一\n\n# 标题\n::error::x",
    "\u202e反写\u200b\x1b[31m",
    "&lt;b&gt;",
    "一\u2028二\u2029三\u3000四\x85五",
    "$math$ @name #1 \\| \\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_untrusted_text_is_shown_and_never_obeyed(run: Run, text: str) -> None:
    package = run.package("a-2026", [finding(message=text)], department=text, division=text)
    page = run([document(text, package=package), document(text, status="refused", message=text)])
    for sign in ("<", "](", "**bold", "`code", "https:", "www.", "\x1b", "\u202e", "\u200b", "$math", "@name"):
        assert sign not in page
    rows = [line for line in page.splitlines() if line.startswith("| 错误")]
    assert len(rows) == 1
    assert rows[0].count("|") == 7


@given(st.text())
def test_plain_keeps_to_one_line_and_loses_no_visible_ascii(text: str) -> None:
    shown = plain(text, length=10_000)
    assert len(shown.splitlines()) <= 1
    assert not set("<>|[]`*_\\\"'") & set(shown)
    visible = [each for each in text if "!" <= each <= "~"]
    assert [each for each in html.unescape(shown) if "!" <= each <= "~"] == visible


def test_annotations_escape_what_the_runner_would_obey(run: Run) -> None:
    hostile = "50%\r\n::error::伪造"
    package = run.package("a-2026", [finding(message=hostile), finding("warning"), finding("info")])
    lines = run([document("originals/a:b,c.txt", package=package)], "--annotations").splitlines()
    assert lines == [
        "::warning file=originals/a%3Ab%2Cc.txt,title=部门支出总体情况表（R-T03-SUM）::50%25%0D%0A::error::伪造",
        "::notice file=originals/a%3Ab%2Cc.txt,title=部门支出总体情况表（R-T03-SUM）::合计不等于各项之和。",
    ]


@pytest.mark.parametrize(("refused", "shown"), [(10, 10), (11, 10), (500, 10)])
def test_no_more_annotations_than_are_displayed(run: Run, refused: int, shown: int) -> None:
    documents = [document(f"originals/{number}.txt", status="refused", message="坏") for number in range(refused)]
    lines = run(documents, "--annotations").splitlines()
    assert len(lines) == shown
    assert ("另有" in lines[-1]) == (refused > shown)
