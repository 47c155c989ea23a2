#!/usr/bin/env bash
# Replaces the running release by the one that this checkout holds: deploy/upgrade.sh
#
# It builds the new release beside the running one, closes the portal, backs up, migrates, starts, and asks for its
# health. Where anything fails, the former release runs again on the database as it was: nobody has written meanwhile.
# shellcheck source=deploy/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"
need_root
[ -e "$CURRENT" ] || fail "No portal is installed here: deploy/install.sh"
former=$(readlink -f "$CURRENT")
release=$HOME_DIR/releases/$(version_of_source)
[ "$release" != "$former" ] || fail "This release runs already."
dump=$DATA_DIR/before-upgrade.dump

restore_database() {
    local as_postgres=(runuser -u postgres --)
    "${as_postgres[@]}" dropdb --force "$ACCOUNT" &&
        "${as_postgres[@]}" createdb --owner "$ACCOUNT" --encoding UTF8 --lc-collate C.UTF-8 --lc-ctype C.UTF-8 --template template0 "$ACCOUNT" &&
        "${as_postgres[@]}" pg_restore --exit-on-error --no-owner --role "$ACCOUNT" --dbname "$ACCOUNT" <"$dump"
}

# However the upgrade ends before its end: a failing step, a signal, a lost connection of the terminal.
roll_back() {
    trap - EXIT
    trap '' INT TERM HUP
    say "The upgrade failed: the former release runs again on the database as it was"
    stop_portal
    [ ! -s "$dump" ] || restore_database || fail "The database could not be restored; it stands in $dump, and the portal stays closed."
    ln -sfn "$former" "$CURRENT"
    install_units "$former"
    start_portal
    rm -f "$MAINTENANCE"
    exit 1
}

build_release "$release"
say "Backing up"
manage "$former" run_periodic backup
say "Closing the portal for the upgrade"
touch "$MAINTENANCE"
rm -f "$dump"
trap roll_back EXIT
stop_portal
(umask 077 && runuser -u postgres -- pg_dump --format=custom "$ACCOUNT" >"$dump.part" && mv "$dump.part" "$dump")
manage "$release" migrate --verbosity 0
manage "$release" load_decree
ln -sfn "$release" "$CURRENT"
install_units "$release"
start_portal
if has_systemd; then wait_until_healthy; fi
trap - EXIT
rm -f "$MAINTENANCE"
# The two last releases stay, for whoever wants to look.
find "$HOME_DIR/releases" -mindepth 1 -maxdepth 1 ! -path "$release" ! -path "$former" -exec rm -rf {} +
say "The portal runs release $(basename "$release")"
