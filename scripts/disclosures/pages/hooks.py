"""The MkDocs layer, as thin as it gets: pages become virtual files, bodies replace a mark when a page is written.

Bodies never pass through Markdown: that costs twenty times as much, and untrusted text must not meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from disclosures import catalogue
from disclosures.pages import site
from disclosures.pages.output import Asset, Page

# The comment holds "<h1" because Material prints the title once more where it finds none in the content.
_MARK = "<!-- article <h1 -->"


@dataclass
class _State:
    """What one build knows; MkDocs calls hooks one by one, in one thread."""

    pages: dict[str, Page]


_state = _State({})


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds every generated page as a virtual file."""
    base = Path(config.config_file_path or ".").resolve().parent
    held = catalogue.read_catalogue(
        base / config.extra["packages"], base / config.extra["root"], base / config.extra["pictures"]
    )
    repository = str(config.extra.get("repository") or "")
    made = site.pages(held, site.read_schemas(), site.read_rules(), repository)
    _state.pages = {page.path.removesuffix(".html") + ".md": page for page in made}
    for address in _state.pages:
        files.append(File.generated(config, address, content=""))
    return files


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Titles of generated pages; MkDocs' templates don't escape, so it is done here."""
    made = _state.pages.get(page.file.src_uri)
    if made:
        if not page.is_homepage:
            page.meta["title"] = str(escape(made.title))
        page.meta["description"] = str(escape(made.description))
        page.meta["hide"] = list(made.hide)
    return markdown


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """A generated page gets its contents and the mark; a written one gets the design's wrapper."""
    made = _state.pages.get(page.file.src_uri)
    if made is None:
        return f'<div class="ob doc">{html}</div>'
    tokens = [{"level": 2, "id": h.id, "name": str(escape(h.title)), "children": []} for h in made.headings]
    page.toc = get_toc(tokens)  # type: ignore[arg-type]
    return _MARK


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    """Puts the article in and writes its files."""
    made = _state.pages.get(page.file.src_uri)
    if made is None:
        return output
    rendered = made.render()
    for asset in rendered.assets:
        _write(Path(config.site_dir), asset)
    return output.replace(_MARK, rendered.html, 1)


def _write(folder: Path, asset: Asset) -> None:
    target = folder / asset.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(asset.content)
