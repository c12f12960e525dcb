"""Disclosures with known truth: invented budgets, printed as real documents print them, damaged as real ones are.

The maker knows nothing of the converter, only the contract on names, so what it measures is measured independently:
a budget is invented (`content`), printed (`text`), damaged (`damage`), and a package is held against the truth
(`compare`).
"""
