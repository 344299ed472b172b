# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cases of the negative tests that are about size: counts and texts beyond what the protocol carries,
and what may not stand in an array."""

INT_MAX = 2**31 - 1
LARGEST = {"int": INT_MAX, "unsigned int": 2**32 - 1, "size_t": 2**64 - 1,
           "unsigned long": 2**64 - 1, "unsigned long long": 2**64 - 1}
LITERAL = {"int": "", "unsigned int": "u", "size_t": "ull", "unsigned long": "ull",
           "unsigned long long": "ull"}
FDS_MAX = "VIR_NET_MESSAGE_NUM_FDS_MAX"
REACHED = "reached"  # in place of a message: nothing is wrong before the backend is asked


class Case:
    """One call: which arguments differ from good ones, and the error that must come."""

    def __init__(self, changes, code, domain, message):
        self.changes, self.code, self.domain, self.message = changes, code, domain, message


def on(fn, which):
    """All objects of a call from another set of handles."""
    return {p.name: f"env->{which}[OBJECT_{(p.handle or 'stream').upper()}]" for p in fn.params
            if (p.handle and not p.words.get("nullable")) or p.words.get("stream")}


def beyond(fn, count, limit):
    """Numbers above the limit that the argument can have, with how C writes them."""
    c_type = fn.param(count).c_type
    for n in (limit + 1, LARGEST[c_type]):
        yield n, f"{n}{LITERAL[c_type]}"


def array_cases(fn, p, count):
    """An array in: none of it may be looked at."""
    stated = fn.param(count).words.get("max")
    if stated:
        for n, text in beyond(fn, count, int(stated[0])):
            yield Case({count: text}, "VIR_ERR_INVALID_ARG", fn.header.error_domain,
                       f"{count} must be <= {stated[0]}")
        return
    for n, text in beyond(fn, count, int(p.type.max)):
        if p.type.base == "typed_param":
            yield Case({count: text}, "VIR_ERR_RPC", "VIR_FROM_RPC",
                       f"too many parameters '{n}' for limit '{p.type.max}'")
        else:
            yield Case({count: text}, "VIR_ERR_RPC", "VIR_FROM_REMOTE",
                       f"{p.name} length greater than maximum: {n} > {p.type.max}")


def room_cases(fn, p):
    """Room for results. For names it is the remote client that complains, else the daemon."""
    if p.words.get("twocall"):
        yield Case({p.words["twocall"][0]: f"env_count(env, {INT_MAX})"}, "", "", REACHED)
    elif p.words.get("into"):
        room = p.words["into"][0]
        for n, text in beyond(fn, room, int(p.type.max)):
            yield Case({room: text}, "", "", REACHED)
            if p.type.base == "string":
                yield Case({room: text, **on(fn, "wire")}, "VIR_ERR_RPC", "VIR_FROM_REMOTE",
                           f"too many remote strings: {n} > {p.type.max},in parameter "
                           f"'{p.name}' for '{fn.name}'")
    elif p.words.get("fill"):
        size = p.words["fill"][0]
        for n, text in beyond(fn, size, int(p.type.max)):
            yield Case({size: text}, "VIR_ERR_RPC", "VIR_FROM_REMOTE",
                       f"request too large for remote protocol, {n} > {p.type.max}")


def fds_cases(api, fn, p):
    limit = int(dict(api.packet.consts)[FDS_MAX])
    for n, text in beyond(fn, p.words["count"][0], limit):
        yield Case({p.words["count"][0]: text}, "VIR_ERR_RPC", "VIR_FROM_RPC",
                   f"Too many FDs to send {n}, expected {limit} maximum")


def text_cases(fn, p):
    """One byte more than a string on the wire may have."""
    if not any(f.source == p.name for f in fn.op_binding.args.fields) or any(
            c.kind == "null" and c.arg == p.name for c in fn.op.checks):
        return
    value = "env->long_strings" if p.type.count == "list" else "env->long_strings[0]"
    yield Case({p.name: value, **on(fn, "wire")}, "VIR_ERR_RPC", "VIR_FROM_RPC",
               "Unable to encode message payload")


def element_cases(fn, p):
    """What an array must not hold."""
    if p.type.base == "string":
        yield Case({p.name: "env->no_strings"}, "VIR_ERR_INVALID_ARG", fn.header.error_domain,
                   f"{p.name}[0] in {fn.name} must not be NULL")
    elif p.type.base == "typed_param":
        # Whether a connection takes strings is only asked where the peer does not judge them.
        plain = p.words.get("nullable") or fn.params[0].handle.startswith("adm_")
        yield Case({p.name: "env->null_param"}, "VIR_ERR_INVALID_ARG", "VIR_FROM_NONE",
                   "NULL string parameter 'name'" if plain else
                   "string parameter 'name' unsupported")
        yield Case({p.name: "env->long_param"}, "VIR_ERR_INVALID_ARG", "VIR_FROM_NONE",
                   f"string parameter name '{'x' * 80}' too long")
        yield Case({p.name: "env->odd_param"}, "VIR_ERR_RPC", "VIR_FROM_RPC",
                   "unknown parameter type: 99")


def limit_cases(api, fn):
    counted = set()
    for p in fn.params:
        count = (p.words.get("count") or [None])[0]
        if p.words.get("fds"):
            if p.direction == "in":
                yield from fds_cases(api, fn, p)
        elif p.type is None:
            continue
        elif p.direction == "out":
            yield from room_cases(fn, p)
        elif count:
            # Of arrays that share a count the first one is blamed.
            if count not in counted:
                yield from array_cases(fn, p, count)
            counted.add(count)
            yield from element_cases(fn, p)
            if p.type.base == "string":
                yield from text_cases(fn, p)
        elif p.type.base == "string" and p.type.count == "one":
            yield from text_cases(fn, p)
