"""One module a kind of page: from what is held to the words and HTML of its article."""
