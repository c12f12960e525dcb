"""The site without MkDocs: the same articles in the least that a page needs around them.

Shows that the generator is the last step only, and stands in should MkDocs or its theme come to an end. Left out are the
pages that people write by hand in docs/.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from disclosures.pages.generator import shell, writer
from disclosures.pages.generator.shell import Shell
from disclosures.pages.links import Links
from disclosures.pages.output import Asset, Page, Plan

_PAGE = Markup("""<!doctype html>
<html lang="zh" class="js">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<link rel="stylesheet" href="{styles}">
</head>
<body>
<nav>{nav}</nav>
<article>
{article}
</article>
<script src="{script}" defer></script>
</body>
</html>
""")
_MISSING = "<!doctype html><meta charset=utf-8><title>没有这一页</title><p>没有这一页。\n"
_STYLES = ("assets/extra.css", "assets/site.css", "assets/explore.css")


def write(plan: Plan, docs: Path, cache: Path, site: Path) -> None:
    """Every page of the plan below `site`, with the assets of `docs`."""
    shutil.copytree(docs / "assets", site / "assets")
    styles = [site / name for name in _STYLES]
    text = "\n".join(file.read_text("utf-8") for file in styles)
    for file in styles:
        file.unlink()
    writer.write_files(site, [Asset(shell.STYLES, text.encode()), Asset("404.html", _MISSING.encode())])
    front = {page.path: _shell(page, plan.front) for page in plan.front}
    shells = {shell.kind(page): _shell(page, plan.front) for page in shell.patterns()}
    writer.write(plan, front, shells, cache, site)


def _shell(page: Page, front: Iterable[Page]) -> Shell:
    to = Links(page.path).to
    text = _PAGE.format(
        title=shell.TITLE,
        description=shell.DESCRIPTION,
        styles=to(shell.STYLES),
        nav=Markup(" ").join(Markup('<a href="{}">{}</a>').format(to(p.path), p.title) for p in front),
        article=shell.ARTICLE,
        script=to("assets/extra.js"),
    )
    return Shell(page.path + "\0", text)  # nothing in it says where it stands
