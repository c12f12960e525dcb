"""Which function normalises which shape."""

from __future__ import annotations

from disclosures.kinds import Kind
from disclosures.model import Match
from disclosures.normalise.balance import balance
from disclosures.normalise.department import department_performance
from disclosures.normalise.form_department import department_form
from disclosures.normalise.form_projects import project_forms
from disclosures.normalise.listing import PeerFor, listing
from disclosures.normalise.projects import project_performance
from disclosures.normalise.result import Normalised
from disclosures.normalise.three_public import three_public


def normalise(kind: Kind, match: Match, peer_for: PeerFor | None = None) -> Normalised:
    """Turn a match into the resources of its kind. `peer_for` lets the same row of another table decide a placement."""
    if kind.grid_shape == "three_public" and match.rows and all(row.grid for row in (*match.header, *match.rows)):
        found = three_public(kind, match)
        if found is not None:
            return found
    if kind.shape == "balance":
        return balance(kind, match)
    gridded = bool(match.rows) and all(row.grid for row in match.rows)
    if kind.shape == "department_performance":
        return department_form(kind, match) if gridded else department_performance(kind, match)
    if kind.shape == "project_performance":
        return project_forms(kind, match) if gridded else project_performance(kind, match)
    return listing(kind, match, peer_for)
