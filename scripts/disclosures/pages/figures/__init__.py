"""Numbers made visible: the few figures that lists and ledes need, and charts that their tables can back."""
