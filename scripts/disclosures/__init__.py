"""From a published departmental budget to a checked Frictionless data package, and from packages to pages.

The write side (read → recognise → normalise → repair → check → package) and the read side (catalogue → pages) meet
only in the packages on disk; `pipeline` is the one module that knows the whole way of the write side.
"""
