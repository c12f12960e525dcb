"""The page of everything combined: files by table and format, how to load them, addresses for programs, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from disclosures.pages import links
from disclosures.pages.files import snippets, structured
from disclosures.pages.files.combined import ENDINGS, Combined
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Shelves

_NEWEST = 50


def data_page(shelves: Shelves, tables: Sequence[Combined], sizes: Mapping[str, int], address: str) -> Page:
    """Where to download what, and under which terms; `sizes` has the bytes of every file by its address."""
    headings = [("combined", "全部合在一起"), ("load", "怎样读"), ("api", "给程序的地址"), ("changes", "变化"),
                ("packages", "按文件下载"), ("licence", "数据许可")]  # fmt: skip

    def body() -> Rendered:
        newest = shelves.newest(_NEWEST)
        licences = sorted({x for e in shelves.entries for x in e.item.licenses})
        example = next((e.item.name for e in newest if "checks" in e.item.resources), "")
        html = render(
            "data.html", links.DATA, entries=newest, shelves=shelves, licences=licences, tables=tables, sizes=sizes,
            endings=ENDINGS, snippets=snippets.snippets(address, example),
        )  # fmt: skip
        described = structured.everything([e.item for e in shelves.entries], tables, address)
        return Rendered(html, head=structured.script(described) + structured.feed_link())

    return Page(
        path=links.DATA,
        title="数据下载与许可",
        description="全部部门预算合在一起的 CSV、Excel、Parquet、SQLite，给程序用的 JSON，每份的下载，数据许可",
        headings=tuple(Heading(*h) for h in headings),
        render=body,
    )
