"""The sums: equations over cells, evaluated, and which single cell explains those that fail."""
