"""Where everything lives. From the first publication on these addresses are permanent: add, never move."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from disclosures.catalogue import Disclosure

HOME = "index.html"
DIVISIONS = "divisions.html"
DICTIONARY = "dictionary.html"
RULES = "rules.html"
DATA = "data.html"
HOW = "how-it-works.html"
CONTRIBUTE = "contribute.html"
GLOSSARY = "glossary.html"
ENGLISH = "en.html"
NAMES = "assets/names.js"
PROJECTS = "projects.html"
COMPARE = "compare.html"
COVERAGE = "coverage.html"
EXPLORE_SCRIPT = "assets/explore.js"
COMPARE_SCRIPT = "assets/compare.js"
SOURCE_SCRIPT = "assets/source.js"

SQLITE = "data/budgets.sqlite.zip"
XLSX = "data/budgets.xlsx"
DUCKDB = "data/budgets.sql"
COMBINED = "data/datapackage.json"
CODES = "data/codes.csv"
CHANGES = "data/changes.csv"
FEED = "feed.atom"
SEARCH = "search.html"
SEARCH_INDEX = "search/index.js"
API = "api/v1/index.json"
DCAT = "api/v1/catalog.jsonld"

_UNFIT = str.maketrans("#?%\\", "＃？％＼")  # they mean something in an address
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")


def slug(text: str) -> str:
    """`text` where it is a plain lower-case address, else a stable one made from its hash."""
    if _PLAIN.fullmatch(text):
        return text
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:16]


def names(shard: int) -> str:
    """Names of departments where one file would be too long."""
    return f"assets/names/{shard}.js"


def division(code: str, page: int = 1) -> str:
    """A page of a division's departments, the first without a number."""
    return f"divisions/{slug(code) if code else 'central'}{'' if page == 1 else f'/{page}'}.html"


def division_csv(code: str) -> str:
    """The key figures of a division's budgets."""
    return division(code).removesuffix(".html") + ".csv"


def department(department_id: str) -> str:
    """The page of a department."""
    return f"departments/{slug(department_id)}.html"


def contrasts(department_id: str) -> str:
    """The CSV of what a department's documents say of each other."""
    return f"departments/{slug(department_id)}/across.csv"


def comparison(department_id: str) -> str:
    """The CSV of a department's years side by side."""
    return f"departments/{slug(department_id)}/years.csv"


def disclosure(name: str) -> str:
    """The page of a disclosure, in the folder of all its files: their addresses on it need not repeat its name."""
    return f"disclosures/{name}/index.html"


def source(name: str, index: int = 0) -> str:
    """The page that shows a text original line by line."""
    return f"disclosures/{name}/source{'' if index == 0 else f'-{index + 1}'}.html"


def facsimile(name: str, index: int, page: int) -> str:
    """The page that shows a picture of one page of an original."""
    return f"disclosures/{name}/source/{_sheet_name(index, page)}.html"


def picture(name: str, index: int, page: int) -> str:
    """The picture itself."""
    return f"disclosures/{name}/source/{_sheet_name(index, page)}.webp"


def _sheet_name(index: int, page: int) -> str:
    return f"p{page}" if index == 0 else f"{index + 1}-p{page}"


def evidence_root(name: str) -> str:
    """The folder of what the panel loads."""
    return f"disclosures/{name}/evidence"


def evidence(name: str, resource: str) -> str:
    """Where the values of a table stand, and what was checked: loaded by the panel."""
    return f"{evidence_root(name)}/{resource}.js"


def project(name: str, project_id: str) -> str:
    """The page of one project of a disclosure."""
    return f"disclosures/{name}/projects/{project_id}.html"


def project_list(code: str, year: int, page: int = 1) -> str:
    """One page of the projects of a place and year."""
    return f"projects/{slug(code) if code else 'central'}-{year}{'' if page == 1 else f'-{page}'}.html"


def project_list_csv(code: str, year: int) -> str:
    """The projects of one list as a CSV."""
    return f"projects/{slug(code) if code else 'central'}-{year}.csv"


def projects_csv(year: int | None = None) -> str:
    """The projects of a year, or of all years."""
    return f"projects/{year or 'all'}.csv"


def project_index(code: str, year: int, words: bool = False) -> str:
    """What the explorer loads for a place and year: the projects, or the words of their targets."""
    return f"projects/index/{slug(code) if code else 'central'}-{year}{'-words' if words else ''}.js"


def coverage(code: str, page: int = 1) -> str:
    """Department × year × table of a place."""
    return f"coverage/{slug(code) if code else 'central'}{'' if page == 1 else f'-{page}'}.html"


def comparable(name: str) -> str:
    """What the comparison loads of one disclosure."""
    return f"compare/{name}.js"


def csv(name: str, resource: str) -> str:
    """A table of a disclosure as a CSV."""
    return f"disclosures/{name}/data/{resource}.csv"


def descriptor(name: str) -> str:
    """The datapackage.json of a disclosure."""
    return f"disclosures/{name}/datapackage.json"


def archive(name: str) -> str:
    """A disclosure's whole package as one zip."""
    return f"disclosures/{name}/{name}.zip"


def workbook(name: str) -> str:
    """A disclosure's tables as one workbook."""
    return f"disclosures/{name}/{name}.xlsx"


def original(item: Disclosure, index: int) -> str:
    """The document itself under its own file name, in a folder of its own where there are several."""
    file_name = posixpath.basename(item.sources[index].path).translate(_UNFIT) or "original"
    return f"disclosures/{item.name}/original/{f'{index + 1}/' if index else ''}{file_name}"


def chart(name: str, chart_id: str) -> str:
    """The CSV of one chart: the figures that it draws."""
    return f"disclosures/{name}/charts/{chart_id}.csv"


def combined(table: str, ending: str) -> str:
    """A table over all disclosures: `csv.gz`, `zip` (for Excel) or `parquet`."""
    return f"data/{table}.{ending}"


def search_text(name: str) -> str:
    """The words of one disclosure, as a search shows them."""
    return f"disclosures/{name}/search.js"


def search_shard(number: int) -> str:
    """One piece of the search index."""
    return f"search/{number}.js"


def search_names(block: int) -> str:
    """Names of disclosures by their numbers in the search index."""
    return f"search/names/{block}.js"


def api_division(code: str) -> str:
    """A division for programs."""
    return f"api/v1/divisions/{slug(code) if code else 'central'}.json"


def dcat_division(code: str) -> str:
    """The DCAT catalogue of a division."""
    return f"api/v1/divisions/{slug(code) if code else 'central'}.jsonld"


def api_disclosure(name: str) -> str:
    """A disclosure for programs."""
    return f"api/v1/disclosures/{name}.json"


def api_table(table: str) -> str:
    """A table of a disclosure for programs."""
    return f"api/v1/tables/{table}.json"


def rule(rule_id: str) -> str:
    """The page of a rule of the catalogue; ids that only a package names have none."""
    return f"rules/{anchor(rule_id)}.html"


def term(term_id: str) -> str:
    """Where a word is explained."""
    return f"{GLOSSARY}#{anchor(term_id)}"


def anchor(text: str) -> str:
    """An ASCII fragment for an id that others gave."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "x" + hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Links:
    """Relative addresses as seen from one page, so that the site works in any folder and from a disk."""

    page: str

    def to(self, target: str) -> str:
        path, _, fragment = target.partition("#")
        if path == self.page and fragment:
            return "#" + quote(fragment)
        return _relative(path, posixpath.dirname(self.page)) + (f"#{quote(fragment)}" if fragment else "")


@lru_cache(maxsize=4096)
def _relative(path: str, folder: str) -> str:
    """From a folder of the site to a path in it; a page asks for the same few hundreds of times."""
    return quote(posixpath.relpath(f"/{path}", f"/{folder}"))
