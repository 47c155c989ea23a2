"""A command that serves ends everything that it started, however it ends itself."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from bench.processes import Process, stop
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
# A program that does not listen to SIGTERM, with a child of its own; it writes both numbers.
STUBBORN = """trap '' TERM
sleep 300 & echo $! >>children
echo $$ >>children
while :; do wait; done
"""


def lives(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def numbers(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.fixture
def started(tmp_path):
    """A command that starts the program by bin/_setup.sh, and the numbers of its processes."""
    (tmp_path / "bin").mkdir()
    # The time to end by themselves is shortened to a moment: it runs out.
    setup = (ROOT / "bin/_setup.sh").read_text().replace("seq 100", "seq 2")
    (tmp_path / "bin/_setup.sh").write_text(setup)
    (tmp_path / "stubborn.sh").write_text(STUBBORN)
    script = "source bin/_setup.sh; start sh stubborn.sh; start sleep 300; wait_for_any"
    # A shell in the background hands SIGINT on as ignored, and what is ignored from the beginning cannot be trapped.
    command = subprocess.Popen(["env", "--default-signal=INT,TERM,HUP", "bash", "-c", script], cwd=tmp_path)
    children = tmp_path / "children"
    until(lambda: len(numbers(children)) == 2)
    yield command, numbers(children)
    command.kill()
    command.wait()
    for pid in numbers(children):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_a_command_started_ends_with_it(started, ending):
    command, pids = started

    command.send_signal(ending)
    command.wait(timeout=20)

    until(lambda: not any(lives(pid) for pid in pids))


def test_the_kernel_ends_a_server_whose_command_is_killed(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/_setup.sh").write_text((ROOT / "bin/_setup.sh").read_text())
    script = "source bin/_setup.sh; start sh -c 'echo $$ >children; exec sleep 300'; wait_for_any"
    command = subprocess.Popen(["bash", "-c", script], cwd=tmp_path)
    children = tmp_path / "children"
    until(lambda: numbers(children))

    command.kill()
    command.wait()

    until(lambda: not lives(numbers(children)[0]))


def test_a_server_of_the_benchmark_ends_with_all_its_workers(tmp_path):
    server = subprocess.Popen(
        ["sh", "-c", "sleep 300 & echo $! $$ >children; wait"], cwd=tmp_path, start_new_session=True
    )
    children = tmp_path / "children"
    until(lambda: len(numbers(children)) == 2)
    pids = numbers(children)

    stop(server)

    until(lambda: not any(lives(pid) for pid in pids))


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_part_of_a_portal_of_real_parts_ends_with_all_that_it_started(tmp_path, how):
    children = tmp_path / "children"
    part = Process(["sh", "-c", f"sleep 300 & echo $! $$ >{children}; wait"], dict(os.environ), tmp_path / "log")
    part.start()
    until(lambda: len(numbers(children)) == 2)
    pids = numbers(children)

    getattr(part, how)()

    until(lambda: not any(lives(pid) for pid in pids))


@pytest.mark.parametrize("name", ["demo", "dev"])
def test_commands_that_serve_start_their_programs_so(name):
    text = (ROOT / "bin" / name).read_text()

    assert text.count("\nstart ") >= 2
    assert text.rstrip().endswith("wait_for_any")
