#!/bin/sh
# Brings another version of the site under systemd, while the present one serves: sudo deploy/upgrade.sh v1.4
# (docs/operators/upgrade.md). Each version is a folder of its own, with its own packages: nothing changes under a process
# that runs. What does not start is not let in, and the version before goes on. The folders: as in install.md.
set -eu
VERSION=${1:?which version? A tag or commit of the repository}
CURRENT=${CURRENT:-/srv/cicc} # a link to one of:
RELEASES=${RELEASES:-/srv/cicc-releases}
FILES=${FILES:-/srv/cicc-var}
SETTINGS=${SETTINGS:-/etc/cicc/site.env}
ACCOUNT=${ACCOUNT:-cicc}
UNITS=${UNITS:-/etc/systemd/system}
before=$(readlink -f "$CURRENT")
next=$RELEASES/$VERSION

# The link and the units go together; what is yours in them lies beside them (systemctl edit).
switch() {
    ln -sfn "$1" "$CURRENT.new"
    mv -T "$CURRENT.new" "$CURRENT"
    cp "$1"/deploy/systemd/cicc-* "$UNITS/"
    systemctl daemon-reload
}

back() {
    echo "$1 The version before goes on: $before." >&2
    switch "$before"
    exit 1
}

if ! test -d "$next"; then
    # A repository of its own, not a worktree: the folder of any older version may go.
    rm -rf "$next.new"
    git -c advice.defaultBranchName=false clone --quiet --no-checkout "$before" "$next.new"
    git -C "$next.new" remote set-url origin "$(git -C "$before" remote get-url origin)"
    git -C "$next.new" fetch --quiet --tags origin
    git -C "$next.new" checkout --quiet --detach "$VERSION"
    mv "$next.new" "$next"
fi
ln -sfn "$FILES" "$next/var"
ln -sfn "$SETTINGS" "$next/.env"
chown -R "$ACCOUNT" "$next/locale"
python3 "$next/deploy/bootstrap.py" packages

switch "$next"
systemctl start cicc-prepare || back "It could not be prepared (journalctl -u cicc-prepare)."
# Comes back when the site answers; meanwhile the other one serves.
systemctl restart cicc-web@1 || {
    switch "$before"
    systemctl restart cicc-web@1
    back "It does not start (journalctl -u cicc-web@1)."
}
systemctl restart cicc-web@2
systemctl restart 'cicc-web@[!12]*'  # where there are more; without any it does nothing
systemctl restart cicc-worker
echo "The site is $VERSION now. The folder of the version before may go after a week: $before."
