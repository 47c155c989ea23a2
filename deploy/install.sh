#!/usr/bin/env bash
# Turns a bare Debian 12 or 13 into a running portal; run it again to repair or to change settings: deploy/install.sh HOST
#
# Settings by the environment, all optional; they are written to /etc/friendly_gov/portal.env once, edit them there later:
#   TLS_CERTIFICATE, TLS_KEY   files of the certificate; without them one is made that browsers warn of
#   EMAIL_URL, DEFAULT_FROM_EMAIL, ADMINISTRATORS_CONTACT
#   CLAMAV=no                  no virus scanner on this machine (it takes 1.5 GB of memory)
#   OCR=no                     neither LibreOffice nor OCRmyPDF
#   BACKUP_REPOSITORY          where restic keeps the backups; by default /var/backups/friendly_gov on this machine
# shellcheck source=deploy/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"
need_root
host=${1:?"Usage: deploy/install.sh HOST, the name by which people reach the portal"}
[[ $host =~ ^[A-Za-z0-9.-]+$ ]] || fail "$host is no name of a host."

install_packages() {
    local packages=(
        ca-certificates curl git openssl python3 python3-venv nginx-light postgresql restic libatomic1
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core
    )
    say "Installing packages"
    apt-get update -qq
    # On Debian 12 fonts-liberation has no Vietnamese letters; later fonts-liberation2 is the same package.
    if [ -n "$(apt-cache madison fonts-liberation2)" ]; then packages+=(fonts-liberation2); else packages+=(fonts-liberation); fi
    [ "${CLAMAV:-yes}" = no ] || packages+=(clamav-daemon clamav-freshclam)
    [ "${OCR:-yes}" = no ] || packages+=(
        ocrmypdf tesseract-ocr-vie libreoffice-calc-nogui libreoffice-writer-nogui libreoffice-impress-nogui
    )
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

make_account() {
    getent passwd "$ACCOUNT" >/dev/null || useradd --system --home-dir "$DATA_DIR" --shell /usr/sbin/nologin "$ACCOUNT"
    install -d -m 755 "$HOME_DIR" "$HOME_DIR/releases"
    # nginx sends stored files itself, and reads the folder by its group.
    usermod -a -G "$ACCOUNT" www-data
    install -d -m 750 -o "$ACCOUNT" -g "$ACCOUNT" "$DATA_DIR" "$DATA_DIR/media" "$DATA_DIR/uploads" "$DATA_DIR/cache"
    install -d -m 700 -o "$ACCOUNT" -g "$ACCOUNT" "$BACKUP_DIR"
    install -d -m 755 "$CONF_DIR"
}

write_settings() {
    [ -f "$ENV_FILE" ] || install -m 600 /dev/null "$ENV_FILE"
    setting SECRET_KEY "$(secret)"
    setting ENCRYPTION_KEYS "$(secret)"
    setting TRAIL_KEYS "$(secret)"
    setting DATABASE_PASSWORD "$(secret)"
    setting DATABASE_URL "postgresql://$ACCOUNT:$(value_of DATABASE_PASSWORD)@127.0.0.1/$ACCOUNT"
    setting ALLOWED_HOSTS "$host"
    setting PORTAL_URL "https://$host"
    setting TRUSTED_PROXIES 1
    setting MEDIA_ROOT "$DATA_DIR/media"
    setting UPLOAD_PARTS_DIR "$DATA_DIR/uploads"
    setting CACHE_URL "filecache://$DATA_DIR/cache"
    setting FILES_SENT_BY nginx
    setting WEB_WORKERS "$(nproc)"
    setting BACKUP_REPOSITORY "${BACKUP_REPOSITORY:-$BACKUP_DIR}"
    setting BACKUP_PASSWORD "$(secret)"
    setting BACKUP_STAGING_DIR "$DATA_DIR/backup"
    setting EMAIL_URL "${EMAIL_URL:-consolemail://}"
    setting DEFAULT_FROM_EMAIL "${DEFAULT_FROM_EMAIL:-portal@$host}"
    setting ADMINISTRATORS_CONTACT "${ADMINISTRATORS_CONTACT:-}"
    [ "${CLAMAV:-yes}" = no ] || setting CLAMD_URL unix:///run/clamav/clamd.ctl
}

make_database() {
    serve postgresql
    local as_postgres=(runuser -u postgres -- psql --quiet --no-psqlrc --set ON_ERROR_STOP=1) password
    password=$(value_of DATABASE_PASSWORD)
    for _ in $(seq 30); do "${as_postgres[@]}" -c '' 2>/dev/null && break; sleep 1; done
    [ -n "$("${as_postgres[@]}" -Atc "SELECT 1 FROM pg_roles WHERE rolname='$ACCOUNT'")" ] ||
        "${as_postgres[@]}" -c "CREATE ROLE $ACCOUNT LOGIN"
    "${as_postgres[@]}" <<<"ALTER ROLE $ACCOUNT PASSWORD '$password'"
    [ -n "$("${as_postgres[@]}" -Atc "SELECT 1 FROM pg_database WHERE datname='$ACCOUNT'")" ] ||
        "${as_postgres[@]}" -c "CREATE DATABASE $ACCOUNT OWNER $ACCOUNT ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
}

configure_scanner() {
    local conf=/etc/clamav/clamd.conf name
    [ "${CLAMAV:-yes}" != no ] || return 0
    # At least UPLOAD_MAX_BYTES: a file that the daemon does not take cannot be opened.
    for name in StreamMaxLength MaxFileSize MaxScanSize; do
        sed -i "/^$name /d" "$conf"
        printf '%s 210M\n' "$name" >>"$conf"
    done
    if has_systemd; then
        systemctl enable --quiet --now clamav-freshclam
        systemctl enable --quiet clamav-daemon
        # It starts once freshclam has fetched the signatures.
        systemctl start clamav-daemon || true
    else
        say "No systemd runs here: start freshclam and clamd by hand"
    fi
}

make_certificate() {
    local folder=$CONF_DIR/tls
    install -d -m 750 "$folder"
    if [ -n "${TLS_CERTIFICATE:-}" ]; then
        ln -sfn "$TLS_CERTIFICATE" "$folder/certificate.pem"
        ln -sfn "${TLS_KEY:?"TLS_KEY names the file of the key"}" "$folder/key.pem"
    elif [ ! -e "$folder/certificate.pem" ]; then
        say "Making a certificate that browsers warn of; set TLS_CERTIFICATE and TLS_KEY for a real one"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=$host" \
            -addext "subjectAltName=DNS:$host" -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
        chmod 600 "$folder/key.pem"
    fi
}

configure_nginx() {
    local release=$1
    sed "s/@HOST@/$host/g" "$release/deploy/nginx/portal.conf" >/etc/nginx/sites-available/friendly_gov
    ln -sfn ../sites-available/friendly_gov /etc/nginx/sites-enabled/friendly_gov
    rm -f /etc/nginx/sites-enabled/default
    install -m 644 "$release/deploy/nginx/public-pages.conf" /etc/nginx/conf.d/friendly_gov.conf
    install -d /etc/nginx/friendly_gov /var/cache/nginx
    sed "s#/srv/portal/var/media/#$DATA_DIR/media/#" "$release/deploy/nginx/kept-files.conf" >/etc/nginx/friendly_gov/kept-files.conf
    nginx -t -q || fail "nginx refuses its configuration."
    serve nginx
}

write_command() {
    cat >/usr/local/bin/friendly-gov <<COMMAND
#!/bin/bash
# manage.py of the running portal, with its environment: friendly-gov COMMAND ...
source $CURRENT/deploy/_common.sh
need_root
manage \$(readlink -f $CURRENT) "\$@"
COMMAND
    chmod 755 /usr/local/bin/friendly-gov
}

install_packages
make_account
write_settings
make_database
# An installed portal is upgraded by upgrade.sh, which backs up first; here its release stays.
release=$(readlink -f "$CURRENT" 2>/dev/null) || release=
[ -n "$release" ] && [ -f "$release/.complete" ] || release=$HOME_DIR/releases/$(version_of_source)
build_release "$release"
say "Preparing the database"
manage "$release" migrate --verbosity 0
manage "$release" load_decree
ln -sfn "$release" "$CURRENT"
write_command
install_units "$release"
configure_scanner
make_certificate
configure_nginx "$release"
start_portal
if has_systemd; then wait_until_healthy || fail "The portal does not answer: journalctl -u friendly-gov-web"; fi
manage "$release" check --deploy --database default || true
say "The portal is installed: https://$host
    The first administrator:   friendly-gov invite ADDRESS \"NAME\" --role administrator
    Settings and secrets:      $ENV_FILE (keep a copy of it apart from the backups: without BACKUP_PASSWORD none can be read)"
