"""A printed target in its parts, as the contract wants them; no parts where it is no number."""

from __future__ import annotations

import re

# A day or a month is no quantity: 2024年12月31日前, 每月25日, 12月底前.
_NUMBER = re.compile(r"(?P<operator>[≥>=<≤]?)(?P<value>\d+(?:\.\d+)?)(?P<unit>[^\d月]*)")


def split_target(text: str) -> dict[str, str]:
    """The fields `target`, `target_operator`, `target_value`, `target_unit` of a printed target."""
    parts = _NUMBER.fullmatch(text.replace(" ", ""))
    if parts is None:
        return {"target": text}
    return {
        "target": text,
        "target_operator": parts["operator"] or "=",
        "target_value": parts["value"],
        "target_unit": parts["unit"],
    }
