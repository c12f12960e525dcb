"""The last net: a value that its field cannot hold is said with its text and left blank, so that no cell costs a document."""

from __future__ import annotations

import re
from functools import cache

from disclosures.model import Finding
from disclosures.repair.desk import Desk
from disclosures.schemas import field_title, fields


def unfit_values(desk: Desk) -> None:
    """Blank every text that breaks the pattern or the closed list of its field, with a finding that keeps it."""
    for resource in desk.tables():
        for record in desk.records(resource):
            for name, value in record.items():
                if isinstance(value, str) and not _fits(name, value):
                    where = (
                        f"第 {record.get('source_line')} 行" if record.get("source_line") else f"第 {record['row']} 行"
                    )
                    message = f"{where}{field_title(name)}栏中的“{value[:60]}”不合该栏的写法，没有发布在该栏"
                    row = int(str(record["row"]))
                    desk.findings.append(
                        Finding("X-UNREAD", "warning", "extraction", message, resource, row, name, value)
                    )
                    record[name] = None


@cache
def _fits(name: str, value: str) -> bool:
    known = fields().get(name, {})
    pattern, enum = known.get("pattern"), known.get("enum")
    return (pattern is None or re.fullmatch(pattern, value) is not None) and (enum is None or value in enum)
