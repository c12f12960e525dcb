"""The MkDocs layer, as thin as it gets: MkDocs renders the pages of the navigation and one empty page of each kind.

Bodies never pass through Markdown: that costs twenty times as much, and untrusted text must not meet it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from disclosures import catalogue
from disclosures.pages import site
from disclosures.pages.generator import shell, writer
from disclosures.pages.generator.shell import ARTICLE, STYLES, Kind, Shell
from disclosures.pages.output import Page, Plan
from disclosures.pages.pictures import with_pictures

_THEIR_STYLE = re.compile(r"assets/stylesheets/[\w.]+\.min\.css")  # main, palette: their names bear a hash
# Of Material, for its own search, which this site does not use.
_UNUSED = ("assets/javascripts/lunr/", "assets/javascripts/workers/")


@dataclass
class _State:
    """What one build knows; MkDocs calls hooks one by one, in one thread."""

    plan: Plan = field(default_factory=lambda: Plan((), ()))
    front: dict[str, Page] = field(default_factory=dict)
    patterns: dict[str, Page] = field(default_factory=dict)
    opened: dict[str, Shell] = field(default_factory=dict)
    shells: dict[Kind, Shell] = field(default_factory=dict)

    def page(self, address: str) -> Page | None:
        return self.front.get(address) or self.patterns.get(address)


_state = _State()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages of the navigation and the patterns of all others as virtual files."""
    base = Path(config.config_file_path or ".").resolve().parent
    held = catalogue.read_catalogue(base / config.extra["packages"], base / config.extra["root"])
    held = with_pictures(held, base / config.extra["pictures"])
    repository = str(config.extra.get("repository") or "")
    _state.plan = site.plan(held, site.read_schemas(), site.read_rules(), repository, config.site_url or "")
    _state.front = {_virtual(page): page for page in _state.plan.front}
    _state.patterns = {_virtual(page): page for page in shell.patterns()}
    for address in (*_state.front, *_state.patterns):
        files.append(File.generated(config, address, content=""))
    _one_style(files, config)
    for file in [file for file in files if file.src_uri.endswith(".map") or file.src_uri.startswith(_UNUSED)]:
        files.remove(file)
    return files


def _one_style(files: Files, config: MkDocsConfig) -> None:
    """The theme's styles, then ours, as one file; none of them names another file by an address, which would be lost."""
    theirs = sorted((file for file in files if _THEIR_STYLE.fullmatch(file.src_uri)), key=lambda file: file.src_uri)
    ours = [file for path in config.extra_css if (file := files.get_file_from_path(path))]
    for file in (*theirs, *ours):
        files.remove(file)
    text = "\n".join(file.content_string for file in (*theirs, *ours))
    files.append(File.generated(config, STYLES, content=text))
    config.extra_css = []
    config.extra["styles"] = STYLES


def _virtual(page: Page) -> str:
    return page.path.removesuffix(".html") + ".md"


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Titles of generated pages; MkDocs' templates don't escape, so it is done here."""
    made = _state.page(page.file.src_uri)
    if made:
        if not page.is_homepage:
            page.meta["title"] = str(escape(made.title))
        page.meta["description"] = str(escape(made.description))
        page.meta["hide"] = list(made.hide)
    return markdown


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """A generated page gets its contents and the mark; a written one gets the design's wrapper."""
    made = _state.page(page.file.src_uri)
    if made is None:
        return f'<div class="ob doc">{html}</div>'
    tokens = [{"level": 2, "id": h.id, "name": str(escape(h.title)), "children": []} for h in made.headings]
    page.toc = get_toc(tokens)  # type: ignore[arg-type]
    return ARTICLE


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG001
    """What MkDocs made around a generated page is kept for later; the page itself is written at the end."""
    made = _state.page(page.file.src_uri)
    if made is None:
        return output
    around = Shell(made.path, shell.slim(output))
    if page.file.src_uri in _state.patterns:
        _state.shells[shell.kind(made)] = around
    else:
        _state.opened[made.path] = around
    return ""


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """MkDocs knows too few pages for its map of the site."""
    return "" if template_name == "sitemap.xml" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """All generated pages, without MkDocs."""
    base = Path(config.config_file_path or ".").resolve().parent
    writer.write(_state.plan, _state.opened, _state.shells, base / config.extra["cache"], Path(config.site_dir))
