"""Codes (rules 4.5): of the official classifications, what is booked under them, those that a bureau gives out."""
