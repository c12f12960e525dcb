"""How to load the tables, all of them or those of one disclosure: the lines that stand on the data page, and that a test runs."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.pages import links

PLACEHOLDER = "https://本站网址"


@dataclass(frozen=True)
class Snippet:
    """A few lines for one program."""

    title: str
    language: str
    code: str


_SNIPPETS = (
    Snippet("Python（pandas）", "python", """\
import pandas as pd
codes = {"division_code": str, "functional_code": str, "dept_economic_code": str, "project_code": str, "unit_code": str}
projects = pd.read_csv("{site}/data/projects.csv.gz", dtype=codes)
items = projects[projects["row_kind"] == "item"]  # 合计行不重复计算
print(items.groupby(["department", "year"])["total"].sum())
"""),
    Snippet("R", "r", """\
projects <- readr::read_csv("{site}/data/projects.csv.gz",
  col_types = readr::cols(year = "i", total = "d", .default = "c"))  # 代码按文本读
items <- subset(projects, row_kind == "item")
aggregate(total ~ department + year, data = items, FUN = sum)
"""),
    Snippet("DuckDB", "sql", """\
SELECT department, year, sum(total) AS total
FROM '{site}/data/projects.parquet'
WHERE row_kind = 'item'
GROUP BY ALL ORDER BY total DESC;
"""),
    Snippet("SQLite（先解压 budgets.sqlite.zip）", "sql", """\
SELECT department, year, sum(total) AS total
FROM projects WHERE row_kind = 'item'
GROUP BY department, year ORDER BY total DESC;
"""),
    Snippet("命令行（curl、jq）", "sh", """\
curl -sL "{site}/api/v1/index.json" | jq -r '.divisions[] | [.code, .name, .disclosures] | @tsv'
"""),
)  # fmt: skip
_ONE = Snippet("一份公开：Python（frictionless）", "python", """\
from frictionless import Package
package = Package("{site}/{descriptor}")
print(package.resource_names)
checks = package.get_resource("checks").read_rows()  # 压缩的（.csv.gz）也这样读
print(sum(row["outcome"] == "pass" for row in checks))
""")  # fmt: skip


def snippets(address: str, package: str = "") -> tuple[Snippet, ...]:
    """The lines with the site's own address, a placeholder where it doesn't know it; `package` is an example's name."""
    site = address.rstrip("/") or PLACEHOLDER
    chosen = (*_SNIPPETS, _ONE) if package else _SNIPPETS
    descriptor = links.descriptor(package)
    return tuple(
        Snippet(s.title, s.language, s.code.replace("{site}", site).replace("{descriptor}", descriptor)) for s in chosen
    )
