# SPDX-License-Identifier: LGPL-2.1-or-later
"""The public texts of error codes, as a table that base/err.c looks up."""

from cgen import head


def outputs(api):
    members = [m for m in api.enums["virErrorNumber"].members if m.form]
    rows = "\n".join(
        f'    [{m.name}] = {{ "{m.form[0]}", {quoted(m.form[1])} }},' for m in members)
    return {"err-forms.c": head("message forms of error codes.")
            + '#include <glib.h>\n#include <libvirt/virterror.h>\n#include "base/err-priv.h"\n\nconst ErrForm err_forms[] = {\n' + rows
            + "\n};\nconst unsigned int err_forms_count = G_N_ELEMENTS(err_forms);\n"}


def quoted(text):
    return f'"{text}"' if text else "NULL"
