# SPDX-License-Identifier: LGPL-2.1-or-later
"""What all generated HTML pages share: the style and the frame."""

from html import escape

STYLE = """\
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #0a58ca; }
@media (prefers-color-scheme: dark) { :root { --link: #7db3ff; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 0 1rem 4rem;
       background: Canvas; color: CanvasText; }
nav { border-bottom: 1px solid var(--line); padding: .7rem 0; }
nav a { margin-right: 1rem; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; }
h3 { font-family: ui-monospace, monospace; font-size: 1.05rem; margin: 2rem 0 .3rem;
     padding-top: .8rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
h4 { font-size: .85rem; margin: .9rem 0 .2rem; opacity: .75; }
pre, code { font-family: ui-monospace, monospace; font-size: .9rem; }
pre { background: var(--soft); padding: .6rem .8rem; overflow-x: auto; border-radius: 4px; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0;
         border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
td a, td code { overflow-wrap: anywhere; }
td:first-child code { overflow-wrap: break-word; }
th { font-weight: 600; white-space: nowrap; }
details { margin: .3rem 0; } summary { cursor: pointer; }
.tag { font-size: .78rem; border: 1px solid var(--line); border-radius: 3px; padding: 0 .3rem;
       white-space: nowrap; }
.columns { columns: 18rem; padding-left: 1rem; }
"""


def page(title, nav, body):
    """A page; nav is pairs of page and name."""
    links = " ".join(f'<a href="{n}.html">{t}</a>' for n, t in nav)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
            f'<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<nav>{links}</nav>\n'
            f"<h1>{escape(title)}</h1>\n{body}</body>\n</html>\n")


def table(rows, head=()):
    """Rows of HTML cells."""
    top = "<tr>" + "".join(f"<th>{h}</th>" for h in head) + "</tr>\n" if head else ""
    body = ["<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>\n" for row in rows]
    return "<table>\n" + top + "".join(body) + "</table>\n"
