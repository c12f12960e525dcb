"""Disclosures with known truth: invented budgets, printed as real documents print them, damaged as extraction damages them.

The maker knows nothing of the converter. It reads the contract on names and nothing else, so that what it measures is measured
independently: a budget is invented (`content`), printed (`text`), damaged (`damage`), and a package is held against the truth (`compare`).
"""
