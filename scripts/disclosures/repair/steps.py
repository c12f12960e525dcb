"""The repairs in their order: codes before sums (classes are added up by code), sums before names."""

from __future__ import annotations

from disclosures.repair.clipped import clipped_amounts
from disclosures.repair.codes import lost_code_parts, lost_zeros
from disclosures.repair.desk import Desk
from disclosures.repair.misread import (
    misread_amounts,
    misread_codes,
    misread_codes_with_names,
    misread_names,
    misread_points,
)
from disclosures.repair.names import clipped_names, clipped_units, moved_glyphs
from disclosures.repair.reread import misread_again, misread_twins
from disclosures.repair.shifted import Options, shifted_amounts
from disclosures.repair.signs import marked_negatives
from disclosures.repair.unfit import unfit_values


def repair(desk: Desk, options: Options) -> None:
    """Make every repair that can be proven. `options` are the placements that doubtful rows could have."""
    misread_points(desk)
    lost_code_parts(desk)
    lost_zeros(desk)
    misread_codes(desk)
    misread_codes_with_names(desk)
    marked_negatives(desk)
    clipped_amounts(desk)
    misread_amounts(desk)
    shifted_amounts(desk, options)
    moved_glyphs(desk)
    misread_twins(desk)
    misread_again(desk)
    clipped_names(desk)
    clipped_units(desk)
    misread_names(desk)
    unfit_values(desk)
