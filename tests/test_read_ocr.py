"""The way in to scanned pages: what is refused, and that nothing heavy is needed to refuse it."""

from __future__ import annotations

import pytest
from PIL import Image

from disclosures.errors import DocumentError
from disclosures.read import ocr


def test_without_the_extra_one_line_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    with pytest.raises(DocumentError) as refused:
        ocr.recognised_page(Image.new("RGB", (100, 100)), 3, "扫描.pdf")
    assert refused.value.line == (
        "扫描.pdf（第 3 页）：这一页是扫描的图片，没有文字，识别图片所需的组件还没有安装。请运行 make ocr 安装后重新转换"
    )


def test_a_picture_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "can_recognise", lambda: True)
    with pytest.raises(DocumentError, match=r"扫描\.pdf（第 1 页）：这一页的图片有 20000×20000 点，超过上限 80 百万点"):
        ocr.recognised_page(Image.new("1", (20000, 20000)), 1, "扫描.pdf")
