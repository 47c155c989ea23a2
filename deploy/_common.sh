# shellcheck shell=bash disable=SC2034,SC2016
# Shared by install.sh, upgrade.sh and rotate-secrets: sourced, never run.
set -euo pipefail
umask 022
export LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HOME_DIR=/srv/portal
DATA_DIR=/var/lib/friendly_gov
CONF_DIR=/etc/friendly_gov
ENV_FILE=$CONF_DIR/portal.env
BACKUP_DIR=/var/backups/friendly_gov
ACCOUNT=portal
CURRENT=$HOME_DIR/current
MAINTENANCE=$DATA_DIR/maintenance

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

need_root() { [ "$(id -u)" -eq 0 ] || fail "Run this as root."; }

has_systemd() { [ -d /run/systemd/system ]; }

# What a package of Debian serves: by systemd, or by its init script where none runs.
serve() {
    if has_systemd; then
        systemctl enable --quiet --now "$1" && systemctl reload-or-restart "$1"
    else
        service "$1" restart >/dev/null || fail "$1 could not be started."
    fi
}

units() { systemctl list-unit-files --no-legend 'friendly-gov*' | awk '{print $1}' | grep -v '@'; }

start_portal() {
    if ! has_systemd; then
        say "No systemd runs here: start the web server and the workers by hand (docs/operations.md)"
        return 0
    fi
    systemctl daemon-reload
    # shellcheck disable=SC2046
    systemctl enable --quiet $(units)
    systemctl start friendly-gov.target
}

stop_portal() {
    has_systemd || return 0
    # shellcheck disable=SC2046
    systemctl stop $(units)
}

restart_portal() {
    stop_portal
    start_portal
}

# manage.py of a release, as the portal's own user, with the portal's environment, which only root reads.
manage() {
    local release=$1
    shift
    env -i bash -c '
        set -a
        . "$1"
        set +a
        account=$2 home=$3 release=$4
        shift 4
        cd "$release"
        exec runuser -u "$account" -- env HOME="$home" LANG=C.UTF-8 PATH="$release/.venv/bin:/usr/bin:/bin" python manage.py "$@"
    ' - "$ENV_FILE" "$ACCOUNT" "$DATA_DIR" "$release" "$@"
}

secret() { openssl rand -base64 48 | tr -d '\n/+=' | cut -c1-60; }

# A setting is written once; what an operator changed stays.
setting() {
    grep -q "^$1=" "$ENV_FILE" || printf "%s='%s'\n" "$1" "$2" >>"$ENV_FILE"
}

value_of() { (
    set -a
    # shellcheck disable=SC1090
    . "$ENV_FILE"
    printf '%s' "${!1:-}"
); }

replace_setting() {
    local new
    new=$(mktemp "$CONF_DIR/.portal.env.XXXXXX")
    grep -v "^$1=" "$ENV_FILE" >"$new" || true
    printf "%s='%s'\n" "$1" "$2" >>"$new"
    chmod 600 "$new"
    mv "$new" "$ENV_FILE"
}

version_of_source() {
    if git -C "$SOURCE" rev-parse --git-dir >/dev/null 2>&1; then
        git -C "$SOURCE" log -1 --format=%cd-%h --date=format:%Y%m%d%H%M%S
    else
        printf '%s-%s\n' "$(date -r "$SOURCE/pyproject.toml" +%Y%m%d%H%M%S)" files
    fi
}

# A release is built whole in a folder of its own, and is used only once it is complete.
build_release() {
    local release=$1
    [ -f "$release/.complete" ] && return 0
    say "Building the release in $release"
    rm -rf "$release"
    mkdir -p "$release"
    if git -C "$SOURCE" rev-parse --git-dir >/dev/null 2>&1; then
        git -C "$SOURCE" archive HEAD | tar -x -C "$release"
    else
        tar -C "$SOURCE" --exclude=./var --exclude=./.venv --exclude=./node_modules --exclude=./.env -c . | tar -x -C "$release"
    fi
    chown -R "$ACCOUNT:$ACCOUNT" "$release"
    # Copies, not links: a release shares no file with the cache of the next one.
    runuser -u "$ACCOUNT" -- env HOME="$DATA_DIR" UV_NO_DEV=1 UV_LINK_MODE=copy bash -c '
        source "$1/bin/_setup.sh"
        need_python
        need_assets
        need_words
        SECRET_KEY=only-to-collect python manage.py collectstatic --no-input --verbosity 0' - "$release" ||
        fail "The release could not be built; what runs now was not touched."
    # From here on nobody but root changes it; the portal and nginx read it by their group.
    chown -R "root:$ACCOUNT" "$release"
    chmod -R u=rwX,g=rX,o= "$release"
    touch "$release/.complete"
}

# Units and timers of a release; what a former one had and this one has not is stopped and removed.
install_units() {
    local release=$1 made unit
    made=$(mktemp -d)
    cp "$release"/deploy/systemd/* "$made/"
    chmod 755 "$made"
    timers=$(manage "$release" run_periodic --timers)
    (cd "$made" && csplit --quiet --elide-empty-files --prefix=timer. --suffix-format=%03d - '/^# friendly-gov-/' '{*}' <<<"$timers"
    for unit in timer.*; do mv "$unit" "$(sed -n '1s/^# //p' "$unit")"; done)
    for unit in /etc/systemd/system/friendly-gov*; do
        if [ ! -e "$unit" ] || [ -e "$made/$(basename "$unit")" ]; then continue; fi
        if has_systemd && [ -f "$unit" ]; then systemctl disable --quiet --now "$(basename "$unit")" || true; fi
        rm -rf "$unit"
    done
    install -m 644 "$made"/friendly-gov* /etc/systemd/system/
    rm -rf "$made"
    if has_systemd; then systemctl daemon-reload; fi
}

# Waits until the portal says that it is up: its database answers and has every migration.
wait_until_healthy() {
    local host
    host=$(value_of ALLOWED_HOSTS)
    for _ in $(seq "${1:-60}"); do
        curl --silent --fail --max-time 5 --header "Host: ${host%%,*}" --header 'X-Forwarded-Proto: https' \
            http://127.0.0.1:8000/health/ >/dev/null && return 0
        sleep 1
    done
    if curl --silent --fail --max-time 5 --header "Host: ${host%%,*}" http://127.0.0.1:8000/health/live/ >/dev/null; then
        say "The web server lives, but its database does not answer or misses migrations"
    else
        say "The web server does not answer: journalctl -u friendly-gov-web"
    fi
    return 1
}
