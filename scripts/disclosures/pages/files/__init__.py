"""What is downloaded or read by programs: tables in other formats, JSON, feeds, search index, metadata."""
