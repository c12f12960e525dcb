"""Reading our own YAML definitions, by the fast loader where PyYAML was built with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:
    """The content of a definition file. Raises yaml.YAMLError where it is broken."""
    text = path.read_text("utf-8")
    if yaml.__with_libyaml__:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    return yaml.safe_load(text)
