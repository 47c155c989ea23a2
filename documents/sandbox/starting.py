"""Replaces itself by a sandboxed foreign program: `python -I starting.py ROOT CONFINEMENT COMMAND...`.

CONFINEMENT is JSON, the arguments of `confinement.confine_program`. Does not use Django. Exit code 126: the
program could not be sandboxed, or not be started.
"""

import json
import os
import sys

NOT_STARTED = 126
# Folders of programs and libraries, and what they need to know of the machine and of themselves.
_MACHINE = (
    *("/usr", "/bin", "/lib", "/lib64", "/opt", "/var/cache/fontconfig", "/var/lib/ghostscript", "/sys/devices/system"),
    *("/var/spool/libreoffice", "/var/lib/libreoffice"),
    *("/etc/fonts", "/etc/libreoffice", "/etc/ghostscript", "/etc/papersize", "/etc/alternatives", "/etc/ld.so.cache"),
    *("/etc/localtime", "/etc/passwd", "/etc/nsswitch.conf", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat"),
    *("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
)


def main(root: str, request: str, *command: str) -> None:
    sys.path.insert(0, root)
    from documents.sandbox import confinement  # noqa: PLC0415 (the path to it was set a line above)

    wish = json.loads(request)
    # Virtual environments may be anywhere: OCRmyPDF may be installed in ours.
    readable = [*_MACHINE, sys.prefix, sys.base_prefix, *wish.pop("readable")]
    try:
        confinement.confine_program(**wish, readable=readable)
        os.execvp(command[0], command)  # noqa: S606 (fixed programs, names of our own)
    except OSError as failure:
        sys.exit(f"{command[0]}: {failure}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except SystemExit as failure:
        sys.stderr.write(f"{failure}\n")
        sys.exit(NOT_STARTED)
