#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Installs what is absent of packages.txt: packages.sh GROUP...
# A group that may be missing (its tests are then skipped) ends with '?'.

list=$(dirname "$0")/../../packages.txt

group_packages() {
    awk -v group="[$1]" '/^\[/ { on = $0 == group; next } on && NF && !/^#/' "$list"
}

# Those of the group that are absent. Another system's packages are its user's business.
missing_packages() {
    command -v dpkg-query >/dev/null || return 0
    local installed name
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^.i //p')
    for name in $(group_packages "$1"); do
        grep -qxF "$name" <<<"$installed" || echo "$name"
    done
}

install() {
    local log
    log=$(mktemp)
    echo "installing: $*"
    if { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log"
    rm -f "$log"
    return 1
}

status=0
for group in "$@"; do
    name=${group%\?}
    mapfile -t missing < <(missing_packages "$name")
    [ ${#missing[@]} -eq 0 ] && continue
    if [ "$(id -u)" -ne 0 ]; then
        echo "missing packages ($name); as root: apt-get install ${missing[*]}"
    elif install "${missing[@]}"; then
        continue
    fi
    [ "$group" = "$name" ] && status=1
done
exit $status
