"""The plain page that the stand-ins of the sample desk show what they received on."""

from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2a4d; --paper: #fbf8f1; --line: #d8cfb8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e4d8; --paper: #14182a; --line: #3a4366 } }
body { font: 1.05rem/1.55 Georgia, serif; color: var(--ink); background: var(--paper);
  max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
a { color: inherit } h1 { font-size: 1.5rem; line-height: 1.25 } h2 { font-size: 1.05rem }
ul { list-style: none; padding: 0 } li { padding: .6rem 0; border-bottom: 1px solid var(--line) }
small { display: block; font-family: system-ui, sans-serif; opacity: .8 }
pre { white-space: pre-wrap; font: inherit }
"""


def page(title: str, body: str) -> str:
    """Return a whole HTML page; ``body`` is markup, ``title`` is text."""
    return (
        '<!doctype html><html lang="id"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main>{body}</main></html>"
    )
