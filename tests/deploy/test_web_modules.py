"""What a web process loads: not the libraries by which workers make and read papers (40 MB, seconds at each start)."""

import subprocess
import sys

from django.conf import settings as portal

# As granian imports it; the URLs import every view.
_LOAD = """
import sys
import friendly_gov.wsgi
from django.urls import reverse
reverse("home")
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_web_processes_load_no_library_of_the_workers():
    command = [sys.executable, "-W", "ignore", "-c", _LOAD]

    done = subprocess.run(command, cwd=portal.BASE_DIR, capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert {"friendly_gov", "evidence", "papers", "records"} <= loaded
    assert not loaded & {"weasyprint", "pyhanko", "pikepdf", "locust"}
