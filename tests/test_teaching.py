"""The walk through teaching a header in CONTRIBUTING.md, done as it says: the picture, the line, the column."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cases
from handmade_pdf import Sheet, pdf

MANUAL = (cases.ROOT / "CONTRIBUTING.md").read_text("utf-8")
TAUGHT = "superior_subsidy,上级拨入款,"
HEADERS = "scripts/disclosures/tables/income/headers.csv"
BALANCE = Sheet().text(200, 60, "部门收支总体情况表", 14).text(450, 85, "单位：万元").table(50, 100, [120] * 4, [
    ["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"], ["一、一般公共预算", "9.50", "一、一般公共服务支出", "9.50"],
])  # fmt: skip
DESCRIPTION = 'department: 某某县水利局\ndivision_code: "410702"\nyear: 2026\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's code and data, with one document whose income table has an unknown heading."""
    shutil.copytree(cases.ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    rows = [["单位名称", "合计", "一般公共预算", "上级拨入款"], ["合计", "9.50", "6.00", "3.50"]]
    page = Sheet().text(200, 60, "部门收入总体情况表", 14).text(450, 85, "单位：万元").table(50, 100, [120] * 4, rows)
    cover = Sheet().text(150, 300, "某某县水利局2026年部门预算公开", 14)
    (tmp_path / "我的预算.pdf").write_bytes(pdf(cover, page, BALANCE))
    (tmp_path / "我的预算.pdf.yaml").write_text(DESCRIPTION, "utf-8")
    return tmp_path


def run(project: Path, script: str, *given: str) -> str:
    command = [sys.executable, "-X", "utf8", str(project / "scripts" / script), *given]
    done = subprocess.run(  # noqa: S603 (our own scripts)
        command, cwd=project, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    return done.stdout


def income(project: Path) -> list[dict[str, str]]:
    run(project, "convert.py", "我的预算.pdf", "--output", "试")
    [path] = (project / "试").rglob("data/income.csv")
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_the_walkthrough_is_what_happens(project: Path) -> None:
    assert f"```csv\n{TAUGHT}\n```" in MANUAL
    assert f"在 `{HEADERS}` 的末尾加" in MANUAL
    assert "extra_01" in income(project)[0]
    run(project, "explain.py", "我的预算.pdf", "--page", "2", "--picture", "图.html")
    picture = (project / "图.html").read_text("utf-8")
    assert re.search(
        rf"没有人教过.*<code>{HEADERS}</code> 末尾加：<code class=\"line\">字段名,上级拨入款,</code>",
        picture,
        re.DOTALL,
    )
    assert "<code>superior_subsidy</code> 上级补助收入" in picture
    said = "《部门收入总体情况表》的 “上级拨入款” 列含义未知，照原样发布为 extra_01"
    assert said in MANUAL
    assert said in picture

    with (project / HEADERS).open("a", encoding="utf-8") as file:
        file.write(f"{TAUGHT}\n")

    [total] = income(project)
    assert "extra_01" not in total
    assert total["superior_subsidy"] == "3.50"
    run(project, "explain.py", "我的预算.pdf", "--page", "2", "--picture", "图.html")
    picture = (project / "图.html").read_text("utf-8")
    assert "没有人教过" not in picture
    line = len((project / HEADERS).read_text("utf-8").splitlines())
    assert f'{HEADERS}</code> 第 {line} 行：<code class="line">{TAUGHT}</code>' in picture


def test_a_title_is_taught_as_the_picture_says(project: Path) -> None:
    rows = [["单位名称", "合计", "一般公共预算", "政府性基金预算"], ["合计", "9.50", "6.00", "3.50"]]
    strange = (
        Sheet().text(200, 60, "各路资金进账一览表", 14).text(450, 85, "单位：万元").table(50, 100, [120] * 4, rows)
    )
    (project / "我的预算.pdf").write_bytes(pdf(BALANCE, strange))
    run(project, "explain.py", "我的预算.pdf", "--page", "2", "--picture", "图.html")
    picture = (project / "图.html").read_text("utf-8")
    assert "这份文件被拒绝" in picture
    kind = "scripts/disclosures/tables/income/kind.yaml"
    line = "  - &#39;各路资金进账一览表&#39;"
    assert f'<code class="line">{line}</code> → <code>{kind}</code>' in picture

    text = (project / kind).read_text("utf-8")
    (project / kind).write_text(text.replace("titles:\n", f"titles:\n{line.replace('&#39;', chr(39))}\n"), "utf-8")
    assert income(project)[0]["government_fund"] == "3.50"
