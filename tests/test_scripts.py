"""The commands as people and CI use them: bad input is told in one line, and hurts nothing but itself."""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import build_site
import cases
import check
import convert
import explain
import validate
from disclosures import terminal
from disclosures.errors import DisclosureError
from disclosures.read import registry
from maker.document import render
from maker.text import made

Snapshot = Callable[[Path], Mapping[str, bytes]]
NEW = "丙.txt"
_LOCAL_NAME = re.compile(r"[0-9a-z]+(-[0-9a-z]+)*")


def _text(seed: str) -> str:
    return render(made(seed))


BASE = _text("2")  # 2024年光山县审计局
GARBLED = BASE.encode()[:4000] + b"\xff\xff\xfe\x81" + BASE.encode("big5", "ignore")
OTHER_COVER = BASE.replace("2024年度\n光山县审计局\n部门预算", "2021年度\n光山县审计局\n部门预算", 1)
CODE = "year: !!python/object/apply:os.getcwd []\n"


def _blank(text: str) -> str:
    """The document as a template: every table's amounts and codes gone."""
    return "\n".join(re.sub(r"[\d,.%≥≤]+", "", line) if "\t" in line else line for line in text.split("\n"))


def _as_final_accounts(text: str) -> str:
    return text.replace("预算", "决算")


@dataclass(frozen=True)
class Bad:
    """Files put beside good ones, and what the one line about them says. `named` is the file that is refused."""

    files: Mapping[str, bytes | str]
    says: tuple[str, ...]
    named: str = "坏.txt"


BAD = {
    "not a disclosure": Bad({"坏.txt": "今天天气很好。\n我们去公园。\n"}, ("不像部门预算公开文件", "没有找到一张")),
    "a table of something else": Bad({"坏.txt": "课程表\n\n周一\t周二\n语文\t数学\n"}, ("不像部门预算公开文件",)),
    "empty": Bad({"坏.txt": b""}, ("文件是空的",)),
    "blank lines only": Bad({"坏.txt": b" \n\n\t\n"}, ("文件是空的",)),
    "wrong encoding": Bad({"坏.txt": GARBLED}, ("文字编码无法识别", "行附近")),
    "binary": Bad({"坏.txt": b"\x7fELF\x00\x00\x00\x08" * 50}, ("文字编码无法识别", "第 1 行")),
    "half of a zip": Bad({"坏.txt": b"PK\x03\x04\x00\x00\x00\x08" * 50}, ("文件不完整或已损坏",)),
    "half of UTF-16": Bad({"坏.txt": BASE.encode("utf-16")[:4001]}, ("文字编码无法识别",)),
    "copy of another document": Bad({"坏.txt": _text("2"), "乙.txt": _text("2")}, ("与 乙.txt 是同一部门同一年度",)),
    "same department and year": Bad({"坏.txt": BASE + "\n附注\n", "乙.txt": BASE}, ("与 乙.txt 是同一部门同一年度", "描述文件")),
    "year of the name against the cover": Bad({"2019年坏.txt": BASE}, ("文件名", "2019", "2024"), "2019年坏.txt"),
    "year of the body against the cover": Bad({"坏.txt": OTHER_COVER}, ("封面", "2021", "2024")),
    "year of the description against the cover": Bad({"坏.txt": BASE, "坏.txt.yaml": "year: 2021\n"}, ("2021", "2024", "year")),
    "name of 200 characters": Bad({"坏.txt": BASE, "坏.txt.yaml": f"department: {'光山县审' + '审' * 200}\n"}, ("部门名称", "过长")),
    "name without any letter": Bad({"坏.txt": BASE, "坏.txt.yaml": 'department: "../../.."\n'}, ("部门名称", "不能作为数据包名称")),
    "identifier that is a path": Bad({"坏.txt": BASE, "坏.txt.yaml": "department_id: ../../x\n"}, ("department_id",), "坏.txt.yaml"),
    "division that does not exist": Bad({"坏.txt": BASE, "坏.txt.yaml": 'division_code: "999999"\n'}, ("区划代码 999999",)),
    "PDF": Bad({"坏.pdf": b"%PDF-1.7"}, ("PDF 不完整或已损坏",), "坏.pdf"),
    "unknown suffix": Bad({"坏.xyz": BASE}, ("不认识的文件类型", ".xyz"), "坏.xyz"),
    "no suffix": Bad({"坏": BASE}, ("不认识的文件类型", "无扩展名"), "坏"),
    "stray description": Bad({"丢.yaml": "year: 2024\n"}, ("旁边没有它所描述的文件",), "丢.yaml"),
    "description named without the suffix": Bad({"丙.yaml": "year: 2024\n"}, ("旁边没有它所描述的文件", "丙.txt.yaml"), "丙.yaml"),
    "broken description": Bad({"坏.txt": BASE, "坏.txt.yaml": "year: 2024\nurl: [\n"}, ("不是合法的 YAML", "第 3 行"), "坏.txt.yaml"),
    "description in GB18030": Bad({"坏.txt": BASE, "坏.txt.yaml": "reason: 更正\n".encode("gb18030")}, ("不是合法的 YAML",), "坏.txt.yaml"),
    "unknown key": Bad({"坏.txt": BASE, "坏.txt.yaml": "jahr: 2024\n"}, ("不认识的键“jahr”", "year"), "坏.txt.yaml"),
    "description that is a list": Bad({"坏.txt": BASE, "坏.txt.yaml": "- 2024\n"}, ("键: 值",), "坏.txt.yaml"),
    "year as a word": Bad({"坏.txt": BASE, "坏.txt.yaml": "year: 二〇二四\n"}, ("year", "四位年份"), "坏.txt.yaml"),
    "code in a description": Bad({"坏.txt": BASE, "坏.txt.yaml": CODE}, ("不是合法的 YAML",), "坏.txt.yaml"),
    "final accounts": Bad({"坏.txt": _as_final_accounts(BASE)}, ("部门决算", "封面")),
    "blank template": Bad({"坏.txt": _blank(BASE)}, ("空白模板",)),
}  # fmt: skip
NO_DATE = Bad({"坏.txt": BASE, "坏.txt.yaml": "published: 2024-02-30\n"}, ("published",), "坏.txt.yaml")


def _write(folder: Path, files: Mapping[str, bytes | str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def _run(documents: Path, output: Path, *more: str) -> int:
    return convert.main([str(documents), "--output", str(output), "--jobs", "1", *more])


def _errors(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("已转换 ")]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with one document that is converted already and one that is new."""
    folder = tmp_path / "documents"
    _write(folder, {"甲.txt": _text("1")})
    assert _run(folder, tmp_path / "out") == 0
    _write(folder, {NEW: _text("3")})
    return folder


def _refused_alone(
    bad: Bad, documents: Path, output: Path, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(output)
    _write(documents, bad.files)
    capsys.readouterr()
    assert _run(documents, output) == 1
    said = capsys.readouterr()
    lines = _errors(said.err)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"错误：{bad.named}")
    assert all(words in lines[0] for words in bad.says), lines[0]
    assert "程序出错" not in lines[0]
    assert len(lines[0]) < 300
    after = snapshot(output)
    assert {name: after[name] for name in before} == before, "the earlier package is as it was"
    assert len({name.split("/")[1] for name in after}) > len({name.split("/")[1] for name in before})
    assert any({NEW, "已转换"} <= set(line.split()) for line in said.out.splitlines()), (
        "the other document is converted"
    )
    assert "被拒绝" in said.out
    assert not list(output.glob(".staging/*"))


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line(
    name: str, documents: Path, tmp_path: Path, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    _refused_alone(BAD[name], documents, tmp_path / "out", snapshot, capsys)


def test_a_date_that_does_not_exist_is_the_descriptions_fault(
    documents: Path, tmp_path: Path, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    _refused_alone(NO_DATE, documents, tmp_path / "out", snapshot, capsys)


def test_a_directory_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path / "没有", tmp_path / "out") == 1
    lines = _errors(capsys.readouterr().err)
    assert len(lines) == 1
    assert "没有这个文件或文件夹" in lines[0]


def test_a_file_that_is_too_large(documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (documents / "大.txt").open("wb") as file:
        file.truncate(registry.LARGEST + 1)  # takes no room on the disk
    capsys.readouterr()
    assert _run(documents, tmp_path / "out") == 1
    lines = _errors(capsys.readouterr().err)
    assert len(lines) == 1
    assert lines[0].startswith("错误：大.txt：文件有")


def test_a_document_that_turns_bad_keeps_its_earlier_package(
    documents: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    before = snapshot(tmp_path / "out")
    _write(documents, {"甲.txt": "坏了"})
    assert _run(documents, tmp_path / "out") == 1
    after = snapshot(tmp_path / "out")
    assert {name: after[name] for name in before} == before


# --- what is right and may look wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "utf-8"])
def test_usual_encodings_give_the_same_data(encoding: str, tmp_path: Path, snapshot: Snapshot) -> None:
    _write(tmp_path / "a", {"甲.txt": BASE})
    _write(tmp_path / "b", {"甲.txt": BASE.encode(encoding)})
    assert _run(tmp_path / "a", tmp_path / "x") == _run(tmp_path / "b", tmp_path / "y") == 0
    tables = [{n: d for n, d in snapshot(tmp_path / o).items() if n.endswith(".csv")} for o in "xy"]
    assert tables[0] == tables[1] != {}


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(end: str, tmp_path: Path, snapshot: Snapshot) -> None:
    _write(tmp_path / "a", {"甲.txt": BASE})
    _write(tmp_path / "b", {"甲.txt": BASE.replace("\n", end)})
    assert _run(tmp_path / "a", tmp_path / "x") == _run(tmp_path / "b", tmp_path / "y") == 0
    tables = [{n: d for n, d in snapshot(tmp_path / o).items() if n.endswith(".csv")} for o in "xy"]
    assert tables[0] == tables[1] != {}


@pytest.mark.parametrize(
    "name", ["../../x局", "..\\..\\x局", "/etc/passwd局", "con局", "a" * 90 + "局", "局\u202e\u0000\x1b[31m"]
)
def test_a_name_that_is_no_path_stays_inside(name: str, tmp_path: Path) -> None:
    output = tmp_path / "deep" / "er" / "out"
    _write(tmp_path / "documents", {"甲.txt": BASE.replace("光山县审计局", name)})
    status = _run(tmp_path / "documents", output)
    written = [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()]
    assert all(p.parts[:3] == ("deep", "er", "out") for p in written if p.parts[0] != "documents")
    folders = [p for p in output.glob("*/*") if p.is_dir()]
    assert len(folders) == (1 if status == 0 else 0)
    assert all(_LOCAL_NAME.fullmatch(p.name) and len(p.name) < 160 for p in folders)


def test_names_of_files_cannot_steer_the_log(
    documents: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _write(documents, {"x\x1b[31m\r\n::error::y.txt": "坏", "z\u202e\x07\n##[error]z.txt": _text("4")})
    assert _run(documents, tmp_path / "out") == 1
    said = capfd.readouterr()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", said.out + said.err)
    assert not re.search(r"^\s*(::|##\[)", said.out + said.err, re.MULTILINE)


@pytest.mark.parametrize("name", ["::error::y.txt", "##[error]y.txt"])
def test_a_name_that_is_a_workflow_command_does_not_start_a_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "documents", {name: BASE})
    _run(tmp_path / "documents", tmp_path / "out")
    said = capsys.readouterr()
    assert not re.search(r"^\s*(::|##\[)", said.out + said.err, re.MULTILINE)


def test_a_document_of_the_same_file_name_elsewhere_takes_nothing_away(tmp_path: Path, snapshot: Snapshot) -> None:
    _write(tmp_path / "a", {"预算.txt": _text("1")})
    _write(tmp_path / "b", {"预算.txt": _text("3")})
    assert _run(tmp_path / "a", tmp_path / "out") == 0
    first = snapshot(tmp_path / "out")
    assert _run(tmp_path / "b", tmp_path / "out") == 0
    after = snapshot(tmp_path / "out")
    assert {name: after.get(name) for name in first} == first


# --- what convert.py says and returns ------------------------------------------------------------------------------


def test_nothing_changed_converts_nothing(documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(documents, tmp_path / "out") == 0
    capsys.readouterr()
    assert _run(documents, tmp_path / "out") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("无变化") == 2
    assert "已转换" not in said.out


def test_what_changed_is_converted_again(documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(documents, tmp_path / "out") == 0
    _write(documents, {"甲.txt.yaml": "url: https://example.org/a\n"})
    capsys.readouterr()
    assert _run(documents, tmp_path / "out") == 0
    said = capsys.readouterr()
    assert _errors(said.err) == []
    assert said.err.splitlines() == ["已转换 甲.txt"]
    descriptors = [json.loads(p.read_text("utf-8")) for p in (tmp_path / "out").glob("*/*/datapackage.json")]
    assert ["https://example.org/a" in json.dumps(d) for d in descriptors].count(True) == 1


def test_a_lost_file_of_a_package_is_made_again(documents: Path, tmp_path: Path, snapshot: Snapshot) -> None:
    before = snapshot(tmp_path / "out")
    next((tmp_path / "out").rglob("balance.csv")).unlink()
    assert _run(documents / "甲.txt", tmp_path / "out") == 0
    assert snapshot(tmp_path / "out") == before


def test_a_corrected_name_moves_the_package(documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a document of the project, whose path is its own; a bare name from elsewhere may be another document's."""
    monkeypatch.setattr(convert, "ROOT", tmp_path)
    shutil.rmtree(tmp_path / "out")
    assert _run(documents, tmp_path / "out") == 0
    before = {p.name for p in (tmp_path / "out").glob("*/*")}
    _write(documents, {"甲.txt.yaml": "department_id: shui-wu-ju\n"})
    assert _run(documents, tmp_path / "out") == 0
    after = {p.name for p in (tmp_path / "out").glob("*/*")}
    assert len(after) == len(before) == 2
    assert any("-shui-wu-ju-" in name for name in after - before)
    (line,) = (tmp_path / "out" / "changes.csv").read_text("utf-8").splitlines()[1:]
    assert f"{(before - after).pop()},,,,有这份公开,改为 {(after - before).pop()},说明文件有改动" in line


def test_the_report_says_what_the_table_says(documents: Path, tmp_path: Path) -> None:
    _write(documents, {"坏.txt": b""})
    report = tmp_path / "report.json"
    assert _run(documents, tmp_path / "out", "--report", str(report)) == 1
    told = {one["document"]: one for one in json.loads(report.read_text("utf-8"))["documents"]}
    assert {name: one["status"] for name, one in told.items()} == {
        "甲.txt": "unchanged",
        NEW: "converted",
        "坏.txt": "refused",
    }
    assert "文件是空的" in told["坏.txt"]["message"]
    assert told[NEW]["tables_found"] >= 12
    assert (tmp_path / "out" / told[NEW]["package"] / "datapackage.json").is_file()


def test_the_table_tells_the_same_of_a_package_found_and_one_made(
    documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(documents, tmp_path / "out", "--force")
    made_now = [line.split()[2:] for line in capsys.readouterr().out.splitlines()[2:]]
    _run(documents, tmp_path / "out")
    assert [line.split()[2:] for line in capsys.readouterr().out.splitlines()[2:]] == made_now != []


@pytest.mark.parametrize("option", [["--jobs", "x"], ["--nothing"], ["--output"]])
def test_a_wrong_option_is_status_2(option: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        convert.main(option)
    assert stop.value.code == 2


def test_an_empty_folder_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert _run(tmp_path / "empty", tmp_path / "out") == 0
    assert "没有找到要转换的文件" in capsys.readouterr().out


@pytest.mark.parametrize("script", ["convert.py", "validate.py", "explain.py", "check.py"])
def test_help_teaches(script: str) -> None:
    done = _subprocess(script, "--help")
    assert done.returncode == 0
    assert all(words in done.stdout for words in ("例子：", "退出状态：", f"python scripts/{script}"))


def _subprocess(script: str, *given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", str(cases.ROOT / "scripts" / script), *given]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)  # noqa: S603 (our own)


def test_bad_input_from_outside_the_process(documents: Path, tmp_path: Path) -> None:
    _write(documents, {"坏.txt": b"", "坏2.txt": "不是预算"})
    done = _subprocess("convert.py", str(documents), "--output", str(tmp_path / "out"), "--jobs", "2")
    assert done.returncode == 1
    assert [line.split("：")[1] for line in _errors(done.stderr)] == ["坏.txt", "坏2.txt"]
    assert "Traceback" not in done.stderr
    assert len(list((tmp_path / "out").glob("*/*/datapackage.json"))) == 2


@pytest.mark.parametrize("option", ["--output", "--report"])
def test_a_place_that_cannot_be_written_is_one_line(option: str, documents: Path, tmp_path: Path) -> None:
    (tmp_path / "是文件").write_text("x", "utf-8")
    target = {"--output": tmp_path / "out", "--report": tmp_path / "r.json"} | {option: tmp_path / "是文件" / "r"}
    given = [word for name, path in target.items() for word in (name, str(path))]
    done = _subprocess("convert.py", str(documents), "--jobs", "1", *given)
    assert done.returncode == 1
    (line,) = _errors(done.stderr)
    assert "是文件" in line
    assert "请检查" in line
    assert "Traceback" not in done.stderr


def _raise(error: BaseException) -> int:
    raise error


def test_an_interruption_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.command(lambda: _raise(KeyboardInterrupt())) == terminal.INTERRUPTED
    assert capsys.readouterr().err.count("\n") == 1


def test_a_fault_of_ours_is_not_called_a_slip_of_the_user() -> None:
    with pytest.raises(ValueError, match="ours"):
        terminal.command(lambda: _raise(ValueError("ours")))


def test_what_cannot_be_written_whole_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "报告.html"
    target.write_text("先前的", "utf-8")

    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DisclosureError, match="磁盘已满"):
        terminal.save(target, b"new")
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("报告.html", "先前的")]


# --- explain.py ----------------------------------------------------------------------------------------------------

SHIFTED = str(cases.ORIGINALS / "410702/2024年红旗区政务服务和大数据管理局部门预算公开.txt")


def test_explain_tells_how_a_number_came_to_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.main([SHIFTED]) == 0
    said = capsys.readouterr().out
    assert "《2024年部门支出总体情况表》" in said
    assert "认作：部门支出总体情况表（expenditure）；依据：按标题" in said
    assert re.search(r"第 +\d+ 列 = basic_wages_benefits", said)
    assert re.search(r"归位 +\d+ │ 读到 .*459\.21", said)
    assert re.search(r"依据 R-T03-ROW：.+ = ", said)
    assert re.search(
        r"修复  performance_projects 第 3 行 project_code：读到“41070222000000006841”，发布“410702220000000006841”",
        said,
    )
    assert re.search(r"■ 发现 \d+ 条", said)


def test_explain_bears_a_reader_that_has_had_enough() -> None:
    """`explain.py … | head -1` ends without a traceback: the reader is gone before the first line is written."""
    command = [sys.executable, str(cases.ROOT / "scripts" / "explain.py"), SHIFTED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # noqa: S603 (our own)
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_explain_finds_one_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.main([SHIFTED, "--find", "219.42"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all("219.42" in line or line.startswith("■") for line in lines)


def test_explain_shows_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.main([SHIFTED, "--table", "projects"]) == 0
    assert capsys.readouterr().out.count("■") == 1


def test_explain_refuses_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert explain.main([str(tmp_path / "空.txt")]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == ["错误：空.txt：文件是空的。请重新导出或下载后再提交"]
    assert said.out == ""


@pytest.mark.parametrize("main", [convert.main, check.main, explain.main, validate.main, build_site.main])
def test_a_slip_in_the_arguments_is_one_chinese_line(
    main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["甲.txt", "--no-such-thing"] if main is not build_site.main else ["--no-such-thing"])
    [line] = capsys.readouterr().err.splitlines()
    assert stop.value.code == 2
    assert re.fullmatch(r"错误：不认识 .*--no-such-thing。写法见 \S+ --help", line)
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("用法：")
    assert not re.search(r"usage:|options:|positional|show this help", said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "缺少 文件"),
        (["a", "--format"], "--format 后面要写一个值"),
        (["a", "--format", "x"], "--format 只能是"),
        (["a", "--jobs", "x"], "--jobs 应是整数，写的是 'x'"),
        (["a", "--timeout", "0"], "--timeout：应是 1 到 86400 之间的秒数"),
        (["a", "--f", "x"], "没有写全，可以是 --format, --fail-on"),
        (["a", "--help=1"], "后面不能有值"),
        (["a", "--x\x1b[31m\n::error::y"], "不认识 --x�[31m�::error::y"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        check.main(given)
    [line] = capsys.readouterr().err.splitlines()
    assert said in line
    assert not re.search(r"argument|expected|invalid|choose", line)
