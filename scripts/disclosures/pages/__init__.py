"""The public pages: from a catalogue to (path, content), independent of the site generator.

`site.Site` lists every page; `hooks` hands them to MkDocs. Text of packages is untrusted: it reaches HTML only
through Jinja's autoescaping or `markupsafe.escape`.
"""
