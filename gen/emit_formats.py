# SPDX-License-Identifier: LGPL-2.1-or-later
"""The reference of the XML formats as HTML: a page for each document, a table for each element."""

import re
from html import escape

import html_page
from schema_model import NUMBERS

SOURCE = "schema"

SHOWN = {
    "live": "only of running objects", "inactive": "only of stored definitions",
    "secure": "only shown on request: secret", "status": "only in status files",
    "migratable": "only in documents for migration", "unmigratable": "not in documents for migration",
    "legacy": "old place: read, not written", "output": "ignored on input",
    "mutable": "may be changed while running", "abi": "seen by the guest",
    "!": "required", "expected": "required by validation",
}
HEAD = ("Where", "What it takes", "Meaning")


def code(text):
    return f"<code>{escape(text)}</code>"


def or_list(words):
    return ", ".join(code(w) for w in words)


class Page:
    """The tables of one document."""

    def __init__(self, schema, document):
        self.schema, self.document = schema, document
        self.done, self.parts = set(), []

    def link(self, struct):
        return f'<a href="#{struct.name}">{escape(struct.name)}</a>'

    def values(self, place):
        """What an attribute or a text may be."""
        type_, words = place.member.type, place.words
        base = type_.base
        if base == "enum":
            rows = [(code(w.text), escape(self.word_text(w))) for w in type_.enum.words]
            if any(text for _, text in rows):
                return (f"<details><summary>{or_list(w.text for w in type_.enum.words)}</summary>"
                        + html_page.table(rows) + "</details>")
            return or_list(w.text for w in type_.enum.words)
        if base == "flag":
            return "nothing: it is there or not"
        if base == "raw":
            return "any elements with a namespace"
        if base in NUMBERS:
            return self.number_text(base, words)
        return {"string": "text", "uuid": "UUID", "mac": "MAC address", "f64": "number",
                "bitmap": "numbers and ranges: " + code("0-3,^2,8"),
                "size": f"amount; {code('unit')} if not {type_.unit}"}[base]

    @staticmethod
    def word_text(word):
        parts = [word.doc]
        if word.alias:
            parts.append(f"the same as {word.alias}")
        if word.since:
            parts.append(f"since {word.since}")
        return "; ".join(p for p in parts if p)

    @staticmethod
    def number_text(base, words):
        low = words["min"][0] if "min" in words else "1" if "positive" in words else None
        high = words["max"][0] if "max" in words else None
        if low is not None and high is not None:
            return f"{low} to {high}"
        if low is not None:
            return f"number, at least {low}"
        if high is not None:
            return f"number up to {high}"
        return "number" if base.startswith("u") else "number, may be negative"

    def conditions(self, place):
        out, guard = [], place.guard
        while guard is not None:
            name = code(guard.path.split(".")[-1])
            if guard.op in ("present", "absent"):
                out.append(f"if there is {'no ' if guard.op == 'absent' else ''}{name}")
            else:
                words = or_list("none" if w == "unset" else w for w in guard.words)
                out.append(f"if {name} is {'' if guard.op == 'in' else 'not '}{words}")
            guard = guard.above
        return out

    def meaning(self, place):
        enum = place.member.type.enum if place.member is not None else None
        text = escape(place.doc or (enum.doc if enum is not None else ""))
        notes = [SHOWN[w] for w in place.words if w in SHOWN]
        if place.default is not None:
            notes.append(f"default {code(place.default)}")
        if place.since:
            notes.append(f"since {escape(place.since)}")
        notes += self.conditions(place)
        tags = " ".join(f'<span class="tag">{n}</span>' for n in notes)
        return f"{text} {tags}".strip()

    def where(self, place, path):
        """The path, which may be broken behind an element."""
        return self.path_text(place, path).replace("&gt;", "&gt;<wbr>")

    @staticmethod
    def path_text(place, path):
        if place.kind == "attr":
            return code(f"{path}@{place.name}")
        if place.kind == "text":
            return code(path or "text") + (" text" if path else "")
        prefix = f"{place.prefix}:" if place.prefix else ""
        return code(f"{path}<{prefix}{place.name}>")

    def rows(self, body, path, nested):
        for place in body.places:
            if place.kind == "use":
                yield from self.rows(place.member.type.struct.body, path, nested)
            elif place.kind == "flat":
                inner = f"{path}<{place.name}>"
                if place.doc or place.since:
                    yield self.where(place, path), "", self.meaning(place)
                yield from self.rows(place.body, inner, nested)
            elif place.kind == "mixed":
                for name, struct, _ in place.member.choices:
                    nested.append(struct)
                    yield code(f"{path}<{name}>"), self.link(struct), "any number, order is kept"
            elif place.kind not in ("none", "hook"):
                yield self.row(place, path, nested)

    def row(self, place, path, nested):
        member = place.member
        if member.type.is_struct:
            nested.append(member.type.struct)
            takes = self.link(member.type.struct)
        else:
            takes = self.values(place)
        if member.count == "list":
            takes = f"any number of: {takes}"
        return self.where(place, path), takes, self.meaning(place)

    def struct(self, struct):
        if struct.name in self.done:
            return
        self.done.add(struct.name)
        nested = []
        rows = list(self.rows(struct.body, "", nested))
        doc = f"<p>{escape(struct.doc)}</p>\n" if struct.doc else ""
        self.parts.append(f'<h3 id="{struct.name}">{struct.name}</h3>\n{doc}'
                          + html_page.table(rows, HEAD))
        for inner in nested:
            self.struct(inner)

    def text(self):
        document = self.document
        self.struct(document.struct)
        head = f"<p>{escape(document.doc)}</p>\n" if document.doc else ""
        root = f"<p>Root element {code(f'<{document.element}>')}: {self.link(document.struct)}."
        if document.rng:
            root += f" Schema for validators: {code(document.rng)}."
        spaces = "".join(f"<p>Elements {code(f'{p}:...')} are of the namespace {code(u)}.</p>\n"
                         for p, u in document.namespaces.items())
        example = (f"<pre><code>{escape(document.example)}</code></pre>\n" if document.example
                   else "")
        return html_page.page(f"XML format: {document.name}", NAV,
                              head + root + "</p>\n" + spaces + example + "".join(self.parts))


NAV = [("index", "Formats")]


def index(schema):
    rows = [(f'<a href="{d.name}.html">{escape(d.name)}</a>', code(f"<{d.element}>"),
             escape(d.doc or d.struct.doc)) for d in schema.documents.values()]
    return html_page.page("XML formats", NAV, html_page.table(rows))


def outputs(schema):
    files = {"index.html": index(schema), "style.css": html_page.STYLE}
    for document in schema.documents.values():
        files[re.sub(r"\W", "-", document.name) + ".html"] = Page(schema, document).text()
    return files
