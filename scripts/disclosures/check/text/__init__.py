"""What the document says of itself (rules 4.1 and 9): contents, titles, years, names, words left by a template."""
