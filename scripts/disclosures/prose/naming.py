"""What the words before a figure name: a measure, a class of the official lists, nothing new, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from disclosures.codes import names as class_names
from disclosures.labels import label
from disclosures.prose.measures import Wording, vocabulary
from disclosures.text import key


@dataclass(frozen=True, slots=True)
class Name:
    """What a figure is: its measure or measures, what kind of figure that has, and the class that the words name."""

    measures: tuple[str, ...]
    kind: str = "money"
    functional_code: str | None = None
    economic_code: str | None = None


NOTHING = Name(())  # the words name nothing new: the figure belongs to what was spoken of before
_YEAR = r"(?:19|20)\d\d年度?(?:年初|年末|年底)?"
_BRACKET = r"[（(][^（）()]*[）)]"
_HEAD = r"(?:^|(?<=[年度、“”])|(?<=部门)|(?<=单位))"
_PATH = re.compile(
    r"(?:(?P<a>[^（）()]+)[（(]类[）)](?:支出)?)?(?:(?P<b>[^（）()]+)[（(]款[）)])?(?:(?P<c>[^（）()]+)[（(]项[）)])?"
)
_PATH_AT = re.compile(r"[^（）()：:，]{2,30}[（(][类款项][）)]")
_BOUNDARY = re.compile(r"(?:^|[、“”\"年度为是于中：]|其中|包括)$")


@cache
def _fillers() -> str:
    words = sorted(vocabulary().fillers, key=len, reverse=True)
    return "|".join((_YEAR, _BRACKET, *map(re.escape, words), r"[“”\"、]"))


@cache
def _empty() -> re.Pattern[str]:
    return re.compile(rf"(?:{_fillers()})*")


@cache
def _last_filler() -> re.Pattern[str]:
    return re.compile(rf"(?:{_fillers()})$")


class Lexicon:
    """The words that count below certain headings."""

    def __init__(self, wordings: tuple[Wording, ...]) -> None:
        self.wordings = wordings
        self._patterns: dict[str, tuple[re.Pattern[str], tuple[Name, ...]]] = {}
        self.name = lru_cache(maxsize=4096)(self._name)

    def _name(self, clause: str, kind: str) -> Name | None:
        """What a clause names at its end, fillers aside: NOTHING if all are fillers, None where it names another."""
        clause = clause.strip()
        if kind in ("money", "percent") and (found := _class_path(clause)):
            return found
        pattern, names = self._patterns.get(kind) or self._compiled(kind)
        if match := pattern.search(clause):
            return names[int(str(match.lastgroup)[1:])]
        if _empty().fullmatch(clause):
            return NOTHING
        return _class(clause) if kind in ("money", "percent") else None

    def _compiled(self, kind: str) -> tuple[re.Pattern[str], tuple[Name, ...]]:
        """One pattern of all words that can name a figure of that kind, longest first, then fillers to the end."""
        known = [(w, Name(w.measures, w.of)) for w in self.wordings if kind in (w.of, "percent")]
        spelled = [(word, name) for w, name in known for word in w.words]
        spelled += [(_HEAD + word, name) for w, name in known for word in w.alone]
        spelled.sort(key=lambda pair: len(pair[0]), reverse=True)
        alternatives = "|".join(f"(?P<w{n}>{word})" for n, (word, _) in enumerate(spelled)) or "(?!)"
        found = re.compile(rf"(?:{alternatives})(?:{_fillers()})*$"), tuple(name for _, name in spelled)
        self._patterns[kind] = found
        return found


@lru_cache(maxsize=1024)
def lexicon(headings: str) -> Lexicon:
    """The lexicon that counts below these headings."""
    return _lexicon(tuple(i for i, w in enumerate(vocabulary().wordings) if w.fits(headings)))


@cache
def _lexicon(indices: tuple[int, ...]) -> Lexicon:
    return Lexicon(tuple(vocabulary().wordings[i] for i in indices))


def _class_path(clause: str) -> Name | None:
    """`一般公共服务（类）支出`, `…（类）…（款）…（项）`: the class by the names on the way."""
    if not (start := _PATH_AT.search(clause)) or not (match := _PATH.match(clause, start.start())):
        return None
    rest = clause[match.end() :]
    if not _empty().fullmatch(rest):
        return None
    return Name(("functional_expenditure",), functional_code=_code_of(match["a"], match["b"], match["c"]))


def _code_of(*path: str | None) -> str | None:
    """The code of a class given by its 类, 款 and 项 names, None where the lists do not know it."""
    code, wanted = "", 0
    for part, length in zip(path, (3, 5, 7), strict=True):
        if not part:
            continue
        wanted = length
        code = _top(part) or "" if length == 3 else _below(code, part, length) or code
    return code if len(code) == wanted else None


def _top(words: str) -> str | None:
    return _functional(re.split(r"[、“”\"：]|其中|用于|\d年度?", words)[-1])


def _below(code: str, name: str, length: int) -> str | None:
    """The one class of that name and length under `code`; the lists are partial, so a 款 may be missing."""
    found = {c for c in _by_name().get(key(name).removesuffix("支出"), ()) if len(c) == length and c.startswith(code)}
    return found.pop() if len(found) == 1 else None


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, printed in class_names("functional").items():
        word = key(printed).removesuffix("支出")
        found[word] = (*found.get(word, ()), code)
    return found


def _functional(words: str) -> str | None:
    known = label(words, "expenditure")
    return known.functional_code or None if known and known.role == "item" else None


@cache
def _economic() -> dict[str, str | None]:
    """Name → code of the economic classes, None where two classes share the name; the department's list goes first."""
    found: dict[str, str | None] = {}
    for which in ("government", "department"):
        own: dict[str, str | None] = {}
        for code, printed in class_names(which).items():
            word = key(printed)
            own[word] = None if word in own else code
        found |= own
    return {word: code for word, code in found.items() if word not in ("其他支出", "预备费") and len(word) > 2}


def _class(clause: str) -> Name | None:
    """A clause that ends with the name of a functional 类 or an economic class."""
    text = clause
    while text:
        if found := _named_class(text):
            return found
        if not (filler := _last_filler().search(text)) or filler.start() == len(text):
            return None
        text = text[: filler.start()]
    return None


def _named_class(text: str) -> Name | None:
    for length in range(min(len(text), 20), 1, -1):
        words, before = text[-length:], text[: len(text) - length]
        if not _BOUNDARY.search(before):
            continue
        if words.endswith("支出") and (code := _functional(words)):
            return Name(("functional_expenditure",), functional_code=code)
        if key(words) in _economic():
            return Name(("economic_expenditure",), economic_code=_economic()[key(words)])
    return None
