# SPDX-License-Identifier: LGPL-2.1-or-later
"""The API reference as HTML: a page for each header, and indexes of functions and constants."""

import re
from html import escape

import facts
import say
from model import Callback, Enum, Function, Plain, Struct, c_declare

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
th { font-weight: 600; white-space: nowrap; }
details { margin: .3rem 0; } summary { cursor: pointer; }
.tag { font-size: .78rem; border: 1px solid var(--line); border-radius: 3px; padding: 0 .3rem;
       white-space: nowrap; }
.columns { columns: 18rem; padding-left: 1rem; }
"""
WORD = re.compile(r"\b(?:_?vir|VIR_|LIBVIR)\w+")


class Site:
    def __init__(self, api):
        self.api = api
        self.modules = {}  # module -> its headers
        self.place = {}    # name -> page#anchor
        for header in api.headers:
            self.modules.setdefault(header.module, []).append(header)
            for item in header.items:
                self.place[name_of(item)] = header.module
                for name in item.typedefs if isinstance(item, Struct) else []:
                    self.place[name] = header.module
                for member in item.members if isinstance(item, Enum) else []:
                    self.place[member.name] = header.module

    def link(self, text):
        """Escaped text with every known name linked to its place."""
        def one(match):
            name = match[0]
            if name not in self.place:
                return name
            return f'<a href="{self.place[name]}.html#{name}">{name}</a>'
        return WORD.sub(one, escape(text, quote=False))

    def page(self, title, body):
        nav = [("index", "Modules"), ("functions", "Functions"), ("constants", "Constants")]
        links = " ".join(f'<a href="{n}.html">{t}</a>' for n, t in nav)
        return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
                f'<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<nav>{links}</nav>\n'
                f"<h1>{escape(title)}</h1>\n{body}</body>\n</html>\n")

    def table(self, rows, head=()):
        """Rows of HTML cells."""
        top = "<tr>" + "".join(f"<th>{h}</th>" for h in head) + "</tr>\n" if head else ""
        body = ["<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>\n" for row in rows]
        return "<table>\n" + top + "".join(body) + "</table>\n"

    def heading(self, name, extra=()):
        anchors = "".join(f'<a id="{n}"></a>' for n in extra if n != name)
        return f'<h3 id="{name}">{anchors}{name}</h3>\n'

    # -- items --------------------------------------------------------------

    def member_rows(self, enum, anchors):
        rows = []
        for m in enum.members:
            name = f'<code id="{m.name}">{m.name}</code>' if anchors else self.link(m.name)
            written = "" if m.text.lstrip("-").isdigit() else f" <code>{escape(m.text)}</code>"
            text = self.link(m.doc or ("number of values; grows" if m.sentinel else ""))
            if m.since and m.since != enum.since:
                text += f" (since {m.since})"
            rows.append((name, f"{m.value}{written}", text))
        return rows

    def argument_row(self, fn, p):
        tags = "".join(f' <span class="tag">{escape(t)}</span>'
                       for t in facts.argument_tags(fn, p))
        text = self.link(facts.start(say.param_text(self.api, fn, p))) + tags
        enum = self.api.enums.get(p.of)
        if enum:
            text += (f" <details><summary>Values of {enum.name}</summary>"
                     + self.table(self.member_rows(enum, False)) + "</details>")
        return f"<code>{p.name}</code>", text

    def returns(self, item):
        if not say.returns(item):
            return ""
        return f"<h4>Returns</h4>\n<p>{self.link(facts.start(item.ret_doc))}</p>\n"

    def function(self, fn):
        out = [self.heading(fn.name), f"<p>{self.link(fn.doc)}</p>\n",
               f"<pre>{self.link(prototype(fn))}</pre>\n"]
        if fn.params:
            out += ["<h4>Arguments</h4>\n",
                    self.table([self.argument_row(fn, p) for p in fn.params])]
        out.append(self.returns(fn))
        errors = facts.errors(self.api, fn)
        if errors:
            out += ["<h4>Errors</h4>\n",
                    self.table([(self.link(c), self.link(t)) for c, t in errors])]
        out += ["<h4>Facts</h4>\n",
                self.table([(label, self.link(text)) for label, text in facts.rows(self.api, fn)])]
        return "".join(out)

    def enum(self, enum):
        return (self.heading(enum.name) + f"<p>{self.link(enum.doc)}{since(enum)}</p>\n"
                + self.table(self.member_rows(enum, True)))

    def field_rows(self, fields, indent=""):
        for f in fields:
            yield (f"<code>{indent}{self.link(c_declare(f.c_type, f.name))}"
                   + (f"[{self.link(f.array)}]" if f.array else "") + "</code>",
                   self.link(say.field_text(f)))
            if f.union:
                yield from self.field_rows(f.union, indent + "&nbsp;&nbsp;")

    def struct(self, struct):
        name = struct.typedefs[0] if struct.typedefs else struct.tag
        return (self.heading(name, [struct.tag, *struct.typedefs])
                + f"<p>{self.link(struct.doc)}{since(struct)}</p>\n"
                + self.table(self.field_rows(struct.fields)))

    def callback(self, cb):
        rows = [(f"<code>{n}</code>", self.link(facts.start(cb.arg_docs.get(n, ""))))
                for _, n in cb.params]
        return (self.heading(cb.name) + f"<p>{self.link(cb.doc)}{since(cb)}</p>\n"
                + f"<pre>{self.link(prototype(cb))}</pre>\n" + self.table(rows) + self.returns(cb))

    def plain(self, item):
        value = item.value
        name = item.name + (f"({', '.join(item.params)})" if item.params else "")
        text = say.plain_text(item) + (f" (since {item.since})" if item.since else "")
        return (f'<code id="{item.name}">{name}</code>',
                self.link(f'"{value}"' if item.quoted and item.kind == "const" else value),
                self.link(text))

    # -- pages --------------------------------------------------------------

    SECTIONS = (("Functions", Function, "function"), ("Enumerations", Enum, "enum"),
                ("Structures", Struct, "struct"), ("Callbacks", Callback, "callback"))

    def module(self, name, headers):
        items = sorted((i for h in headers for i in h.items), key=name_of)
        body = "".join(f"<p>{self.link(h.doc)} <code>#include &lt;{h.path}&gt;</code></p>\n"
                       for h in headers)
        names = [i.name for i in items if isinstance(i, Function)]
        if names:
            links = "".join(f'<li><a href="#{n}">{n}</a></li>\n' for n in names)
            body += f'<ul class="columns">\n{links}</ul>\n'
        for title, cls, method in self.SECTIONS:
            texts = [getattr(self, method)(i) for i in items if isinstance(i, cls)]
            if texts:
                body += f"<h2>{title}</h2>\n" + "".join(texts)
        shown = {n for i in items if isinstance(i, Struct) for n in [i.tag, *i.typedefs]}
        rows = [self.plain(i) for i in items if isinstance(i, Plain) and i.name not in shown]
        if rows:
            body += "<h2>Constants and types</h2>\n" + self.table(rows)
        return self.page(f"{name} module", body)

    def index(self):
        rows = [(f'<a href="{name}.html">{name}</a>', f"<code>{headers[0].path}</code>",
                 self.link(" ".join(h.doc for h in headers)),
                 str(sum(isinstance(i, Function) for h in headers for i in h.items)))
                for name, headers in sorted(self.modules.items())]
        return self.page("API reference", self.table(rows, ("Module", "Header", "", "Functions")))

    def functions(self):
        rows = [(self.link(f.name), self.link(f.doc), f.since)
                for f in sorted(self.api.functions.values(), key=lambda f: f.name)]
        return self.page("All functions", self.table(rows, ("Function", "", "Since")))

    def constants(self):
        rows = [(m.name, escape(str(m.value)), m.doc) for m in self.api.members.values()]
        rows += [(p.name, escape(p.value), p.doc) for p in self.api.plains.values()
                 if p.kind == "const"]
        return self.page("All constants", self.table(
            [(self.link(n), v, self.link(d)) for n, v, d in sorted(rows)], ("Constant", "Value", "")))


def name_of(item):
    return item.tag if isinstance(item, Struct) else item.name


def since(item):
    return f" Since {item.since}." if item.since else ""


def prototype(item):
    """A C prototype, one argument a line once it is long."""
    args = [c_declare(p.c_type, p.name) for p in item.params] if isinstance(item, Function) else [
        c_declare(t, n) for t, n in item.params]
    head = c_declare(item.c_return, item.name) + "("
    line = head + (", ".join(args) or "void") + ");"
    return line if len(line) <= 90 else head + (",\n" + " " * len(head)).join(args) + ");"


def outputs(api):
    site = Site(api)
    pages = {f"{name}.html": site.module(name, headers) for name, headers in site.modules.items()}
    return pages | {"index.html": site.index(), "functions.html": site.functions(),
                    "constants.html": site.constants(), "style.css": STYLE}
