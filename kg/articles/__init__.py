"""Articles out of files, folders, stdin, feeds and web pages.

`read_all(sources, on_error=...)` yields `Article` records: clean text, language, headline, publisher and
day of publication. A bilingual capture gives one article per language and kind, all of one `story`.
`explain(source)` also shows every paragraph that was dropped, and why. Readers are one module each; the
words by which they know markers and boilerplate are data in `lang/`, publishers in `publishers.yaml`.
"""

from kg.articles.draft import Paragraph, Reading, Reason
from kg.articles.reading import SUFFIXES, explain, explain_all, notice, read, read_all

__all__ = [
    "SUFFIXES",
    "Paragraph",
    "Reading",
    "Reason",
    "explain",
    "explain_all",
    "notice",
    "read",
    "read_all",
]
