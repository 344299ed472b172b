# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the reference says of a function besides its text: rows that HTML and man pages print."""

import say
from model import Condition

WAITS = {
    "never": "Does not wait: answered from what is known already.",
    "disk": "May wait for files, devices or helper programs.",
    "monitor": "May wait for the hypervisor's answer.",
    "agent": "May wait for the guest's agent.",
}
JOBS = {
    "modify": "Changes of one object run one after another, so it may wait for those before it.",
    "destroy": "Runs ahead of whatever else the object is doing and ends it.",
    "suspend": "Runs between the pieces of a long operation.",
    "async": "A long operation: runs until done or aborted, and keeps other changes waiting.",
    "migration-op": "Steers a migration that is under way.",
    "abort": "Asks a long operation to end; does not wait for other changes.",
}
CHECKS = {
    "nonzero": "must not be 0",
    "positive": "must be above 0",
    "nonnegative": "must not be below 0",
}


def start(text):
    """A text with a capital letter, unless it begins with a name."""
    return text if text.startswith("vir") else say.upper_first(text)


def condition_text(c: Condition):
    """" if the flags contain A", or nothing when it always holds."""
    if c.when == "always":
        return ""
    if c.when == "equal":
        return f" if {c.param} is {' or '.join(c.values)}"
    if c.when == "none":
        return f" unless the {c.param} contain {' or '.join(c.values)}"
    return f" if the {c.param} contain {(' and ' if c.when == 'all' else ' or ').join(c.values)}"


def argument_tags(fn, param):
    """Short remarks on an argument: direction, whether NULL will do, secrecy, limits."""
    tags = []
    if param.direction:
        tags.append(param.direction)
    elif say.counted(fn, param.name)[0]:
        tags.append("size")
    if param.words.get("nullable") or (param.type and param.type.optional):
        tags.append("NULL allowed")
    if param.words.get("secret"):
        tags.append("secret: never logged")
    if param.type and param.type.count == "list" and param.type.max:
        tags.append(f"at most {param.type.max}")
    return tags + [CHECKS[w] for w in CHECKS if param.words.get(w)]


def access_rule(fn):
    return fn.access or (fn.op.access if fn.op else None)


def errors(api, fn):
    """[(error code, when)]: those known from the description."""
    rows = []
    if fn.params and any(p.handle for p in fn.params):
        rows.append(("VIR_ERR_INVALID_ARG", "a handle is not valid or an argument is out of range"))
    rule = access_rule(fn)
    if rule:
        rows.append(("VIR_ERR_OPERATION_DENIED",
                     "the connection is read-only"
                     + condition_text(rule).replace(" if", ", and", 1)))
    for r in (fn.op.acl or []) if fn.op else []:
        action = next(p.action for p in api.permissions[r.object] if p.name == r.permission)
        needed = condition_text(r.condition)
        rows.append(("VIR_ERR_ACCESS_DENIED",
                     f"the permission {r.object}:{r.permission} ({action}) is missing"
                     + (f", needed{needed}" if needed else "")))
    if fn.op:
        rows.append(("VIR_ERR_NO_SUPPORT", "the driver of the connection does not offer it"))
    for check in fn.op.checks if fn.op else []:
        if check.kind in ("exclusive", "requires"):
            how = ("are given together" if check.kind == "exclusive"
                   else "is given without the other")
            rows.append(("VIR_ERR_INVALID_ARG", f"{' and '.join(check.values)} {how}"))
    return [row for row in rows if row[0] in api.members]  # a folder of tests may have no errors


def filters(fn):
    return [f"{r.object}:{r.permission}" for r in (fn.op.filter if fn.op else [])]


def waits(fn):
    block, job = (fn.op.block, fn.op.job) if fn.op else (fn.block, fn.job)
    if fn.local:
        return "Does not wait: the library answers by itself."
    return JOBS.get(job or "modify") if block == "job" else WAITS[block]


def wire(fn):
    """The procedure that carries the call."""
    if fn.op:
        op = fn.op
        text = f"{op.program.name} {op.number}, {op.program.proc_prefix}{op.name.upper()}"
        extra = {"read": "opens a stream to read from", "write": "opens a stream to write to",
                 "both": "opens a stream for both directions"}.get(op.stream)
        fds = {"call": "passes file descriptors along",
               "reply": "gets file descriptors back"}.get(op.fds)
        return "; ".join([text] + [t for t in (extra, fds) if t])
    if fn.calls:
        return "several: " + ", ".join(f"{p} {n}" for p, n in fn.calls)
    return "none"


def rows(api, fn):
    """[(label, text)] for the end of a function's description."""
    library = api.libraries[fn.header.library]
    out = [("Since", f"{fn.since} (symbol version {library.prefix}_{fn.node})"),
           ("Library", library.soname or library.name)]
    rule = access_rule(fn)
    out.append(("Read-only", ("refused" + condition_text(rule)) if rule else "allowed"))
    if filters(fn):
        out.append(("Result", "leaves out what the caller lacks the permission for: "
                    + ", ".join(filters(fn))))
    return out + [("Waiting", waits(fn)), ("Wire", wire(fn))]
