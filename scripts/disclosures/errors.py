"""What can stop the work, by culprit. Odd data is no error: it is a finding and is published.

DisclosureError            one base; its text is one Chinese line for whoever has to mend it
├── DocumentError          the document: not a disclosure, empty, unreadable, a duplicate
│   └── IncompleteError    it lacks what another file of the same disclosure may hold
├── DescriptionError       the `<file>.yaml` beside a document
├── PackageError           a data package on disk: damaged, incomplete, stale
└── DefinitionError        our own data files (tables/, fields.yaml, rules/): a programmer's mistake
"""

from __future__ import annotations


class DisclosureError(Exception):
    """One clear line: which file, where in it, what to do."""

    def __init__(self, file: str, message: str, place: str = "", remedy: str = "") -> None:
        self.file = file
        self.place = place
        self.message = message
        self.remedy = remedy
        super().__init__(self.line)

    def __reduce__(self) -> tuple[type[DisclosureError], tuple[str, str, str, str]]:
        """Errors travel from worker processes: rebuilt from their parts, not from the finished line."""
        return type(self), (self.file, self.message, self.place, self.remedy)

    @property
    def line(self) -> str:
        """`file（place）：message。remedy` on one line, whatever the parts contain."""
        where = f"{self.file}（{self.place}）" if self.place else self.file
        text = f"{where}：{self.message}" + (f"。{self.remedy}" if self.remedy else "")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class DocumentError(DisclosureError):
    """The document cannot become a package."""


class IncompleteError(DocumentError):
    """The document lacks what makes it a disclosure: tables, figures, department or year."""


class DescriptionError(DisclosureError):
    """The description beside a document is wrong."""


class PackageError(DisclosureError):
    """A package on disk is not what it claims to be."""


class DefinitionError(DisclosureError):
    """One of the project's own definitions is wrong."""
