# SPDX-License-Identifier: LGPL-2.1-or-later
"""The actions that polkit rules are written for: one for each permission on a kind of object."""

from xml.sax.saxutils import escape

FILE = "org.libvirt.api.policy"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/PolicyKit/1.0/policyconfig.dtd">
<!-- Generated from api/: who may do what by default. Rules of the site come before. -->
<policyconfig>
  <vendor>Virtue</vendor>
"""


def action(kind, permission):
    answer = permission.default
    what = f"{kind.replace('_', ' ')}: {permission.doc}"
    return f"""  <action id="{permission.action}">
    <description>{escape(what)}</description>
    <message>System policy prevents this ({escape(what)})</message>
    <defaults>
      <allow_any>{answer}</allow_any>
      <allow_inactive>{answer}</allow_inactive>
      <allow_active>{answer}</allow_active>
    </defaults>
  </action>
"""


def outputs(api):
    actions = [action(kind, p) for kind, rows in api.permissions.items() for p in rows]
    return {FILE: HEAD + "".join(actions) + "</policyconfig>\n"}
