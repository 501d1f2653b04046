"""A page inside a notebook cell."""

from html import escape


def notebook_html(html: str, *, height: int = 640) -> str:
    """A whole page as an `<iframe>` that a notebook shows: for `_repr_html_`.

    The page runs in a sandbox of its own: its scripts work, links open in a new tab and tables can be
    downloaded, but it reaches neither the notebook nor a second graph in it. An untrusted notebook
    shows nothing; have a text form beside it (`__repr__`). `height` is in pixels.

    >>> notebook_html('<p title="x">1</p>')[:76]
    '<iframe srcdoc="&lt;p title=&quot;x&quot;&gt;1&lt;/p&gt;" sandbox="allow-scr'
    """
    return (
        f'<iframe srcdoc="{escape(html, quote=True)}" '
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads" '
        f'title="Graph" width="100%" height="{int(height)}" style="border:0" loading="lazy"></iframe>'
    )
