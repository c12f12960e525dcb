"""From articles to files: the frame around an article, writing units and keeping them, MkDocs or plain."""
