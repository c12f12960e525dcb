"""Performance targets (rules 4.6): those of projects, and those of the whole department."""
