"""Reading our own YAML definitions, by the fast loader where PyYAML was built with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from disclosures.errors import DefinitionError


def read_yaml(path: Path) -> Any:
    """The content of a definition file. Raises DefinitionError, naming the line, where it is broken."""
    text = path.read_text("utf-8")
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader) if yaml.__with_libyaml__ else yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else ""
        raise DefinitionError(path.name, "不是合法的 YAML", place) from error
