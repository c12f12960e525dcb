"""What became of the documents of a run, in plain Chinese, for whoever proposed them.

From the report of `convert.py` and the packages to Markdown for a job summary, or to workflow annotations. New packages
are held against those of other years and other units that are there. Everything that comes from a document or a file
name is untrusted and escaped.
"""
