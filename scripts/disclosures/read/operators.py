"""The operators of a PDF content stream with their operands, cut by one regular expression.

pdfminer's own parser looks at one character class at a time, which costs more than all the rest of reading a page; the
syntax of content streams (ISO 32000-1, 7.8.2) is small enough for one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdfminer.psparser import LIT

_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]+|%[^\r\n]*"
    rb"|(?P<number>[-+]*(?:\d|\.\d)[\d.\-]*)"
    rb"|(?P<name>/[^\x00\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<string>\((?:[^()\\]++|\\.)*+\))"
    rb"|(?P<hex><[0-9A-Fa-f\x00\t\n\f\r ]*>)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<word>[^\x00\t\n\f\r ()<>\[\]{}/%]+)"
    rb"|(?P<other>.)",
    re.DOTALL,
)
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\n|\r)|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_HEX_NAME = re.compile(r"#([0-9A-Fa-f]{2})")
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI(?=[\x00\t\n\f\r ]|$)")
_CONSTANTS = {b"true": True, b"false": False, b"null": None}


def operations(data: bytes) -> Iterator[tuple[str, list[Any]]]:
    """(operator, operands) in order. Names come as pdfminer's literals, strings as bytes, an inline image as `EI`."""
    operands: list[Any] = []
    outer: list[list[Any]] = []  # operands around an array or dictionary that is open
    position = 0
    scan = _TOKEN.scanner(data, position).match  # type: ignore[attr-defined]
    while (token := scan()) is not None:
        kind = token.lastgroup
        if kind is None:
            continue
        if kind == "other":
            if token[0] == b"(":  # a string with brackets in it, or one without end
                end = _end_of_string(data, token.start())
                operands.append(_string(data[token.end() : end - 1]))
                scan = _TOKEN.scanner(data, end).match  # type: ignore[attr-defined]
            continue
        if kind == "number":
            operands.append(_number(token[0]))
        elif kind == "word":
            word = token[0]
            if word in _CONSTANTS:
                operands.append(_CONSTANTS[word])
            elif word == b"ID":
                image = _IMAGE_END.search(data, token.end())
                scan = _TOKEN.scanner(data, image.end() if image else len(data)).match  # type: ignore[attr-defined]
                yield "EI", []
                operands, outer = [], []
            elif not outer:
                yield word.decode("latin-1"), operands
                operands = []
        elif kind == "string":
            operands.append(_string(token[0][1:-1]))
        elif kind == "name":
            operands.append(_name(token[0][1:]))
        elif kind == "hex":
            operands.append(_hex(token[0][1:-1]))
        elif kind == "open":
            outer.append(operands)
            operands = []
        elif outer:
            inner, operands = operands, outer.pop()
            operands.append(inner if token[0] == b"]" else _dictionary(inner))


def _end_of_string(data: bytes, start: int) -> int:
    """Where the string that opens at `start` has closed, counting the brackets in it; the end of the data if nowhere."""
    depth = 0
    for mark in _BRACKET.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(mark[0], 0)
        if not depth:
            return mark.end()
    return len(data)


def _number(text: bytes) -> int | float:
    """A number; of a malformed one (`1.2.3`, `5-3`) what stands before the second sign."""
    try:
        return float(text) if b"." in text else int(text)
    except ValueError:
        match = re.match(rb"[-+]?\d*\.?\d*", text.lstrip(b"+-") or b"0")
        whole = match[0] if match else b""
        return float(whole) if whole.strip(b".") else 0


def _string(text: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 255])
    return b"" if match[2] else _ESCAPED.get(match[3], match[3])


def _hex(text: bytes) -> bytes:
    digits = re.sub(rb"[\x00\t\n\f\r ]", b"", text).decode("ascii")
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _name(text: bytes) -> Any:
    plain = text.decode("utf-8", "replace")
    return LIT(_HEX_NAME.sub(lambda m: chr(int(m[1], 16)), plain) if "#" in plain else plain)


def _dictionary(flat: list[Any]) -> dict[str, Any]:
    return {str(getattr(k, "name", k)): v for k, v in zip(flat[::2], flat[1::2], strict=False)}
