# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which calls to compare: for each function a good one, and all that differ from it in one argument or,
where order shows, in two. A call is a text as caller.py reads it; "!" in front: read-only."""

import itertools

from caller import NUMBERS

# Calling these says nothing about an answer: they end what the next call needs, or never return.
NEVER = {"virEventRunDefaultImpl": "waits for an event that nobody sends",
         "virDomainLxcEnterCGroup": "changes this process, if it may",
         "virDomainLxcEnterNamespace": "changes this process, if it may",
         "virDomainLxcEnterSecurityLabel": "changes this process, if it may"}

# More than there are would send any number as a descriptor, and keep the original busy for minutes.
FD_COUNTS = ("nfiles", "nfds", "ninfiles")

SIGNED = ("0", "2", "3", "-1", "-2")
LIMITS = {"int": SIGNED + ("2147483647", "-2147483648"),
          "long long": SIGNED + ("9223372036854775807",),
          "unsigned int": ("0", "2", "3", "2147483647", "2147483648", "4294967295"),
          "unsigned long": ("0", "2", "4294967296", "9223372036854775807", "18446744073709551615")}
LIMITS["unsigned long long"] = LIMITS["size_t"] = LIMITS["unsigned long"]
TEXTS = ("NULL", '""', '"x"', '" "', '"a/b\\n"', "long")
PARAMETERS = ("params:unset", "params:unknown", "params:unnamed", "params:null", "params:string")
COUNTS = ("*=0", "*=1", "*=-1", "*=2147483647")


def is_count(p):
    return p.c_type in ("int *", "unsigned int *") and p.name in ("nparams", "maxparams")


def choices(p, is_first, flags):
    """The ways in which an argument can be bad, or just different."""
    if p.name in FD_COUNTS:
        return ["0", "2", "33"]
    if p.handle:
        return ["NULL", "garbage", "wrong"] + ([] if is_first else ["foreign"])
    if p.words.get("fd"):
        return ["-1"]  # others may be open, or not
    if p.c_type in LIMITS:
        numbers = list(LIMITS[p.c_type])
        if p.name == "flags":
            numbers += [str(1 << bit) for bit in range(32)]
            numbers += [str(a | b) for a, b in itertools.combinations(flags, 2)]
        return list(dict.fromkeys(numbers))
    if p.c_type == "double":
        return []
    if p.c_type == "const char *":
        return list(TEXTS)
    if p.c_type == "const char **":
        return ["NULL", "[NULL]"]
    if p.c_type == "virTypedParameterPtr" and p.direction == "in":
        return ["NULL", *PARAMETERS]
    return ["NULL", *(COUNTS if is_count(p) else ())]


def single_bits(api, p):
    """Of the flags' enum, if the description names one."""
    enum = api.enums.get(p.of)
    values = [m.value for m in enum.members] if enum else []
    return sorted({v for v in values if isinstance(v, int) and v > 0 and v & (v - 1) == 0})[:24]


def telling(p):
    """The values that stand for all others when two arguments are bad at once."""
    if p.handle:
        return ["NULL"]
    if p.c_type in LIMITS:
        return [] if p.name == "flags" else ["0", "-1"] if p.c_type[0] != "u" else ["0"]
    if p.c_type in NUMBERS:
        return []
    return ["NULL"] + (["*=0", "*=-1"] if is_count(p) else [])


def of_function(api, fn, is_full):
    """In an order that does not change. Not full: what tells little about the peer is left out."""
    if not is_full:
        if not any(p.handle for p in fn.params):
            return []
        return ["", *(f"{p.name}={text}" for i, p in enumerate(fn.params) if not p.handle
                      for text in choices(p, i == 0, single_bits(api, p))[:6]), "!"]
    single = [f"{p.name}={text}" for i, p in enumerate(fn.params)
              for text in choices(p, i == 0, single_bits(api, p))]
    pairs = [f"{a.name}={x}&{b.name}={y}" for a, b in itertools.combinations(fn.params, 2)
             for x in telling(a) for y in telling(b)]
    calls = ["", *single, *pairs]
    if any(p.handle for p in fn.params):
        calls += ["!" + call for call in ["", *single] if not call.startswith("flags=")]
        calls += [f"!flags={bit}" for p in fn.params if p.name == "flags"
                  for bit in single_bits(api, p)]
    return calls
