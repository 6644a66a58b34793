"""Starting and ending."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from conftest import command, environment


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_says_where_it_is_and_ends_with_its_stdin() -> None:
    begin = time.monotonic()
    process = start("--exit-with-stdin")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert time.monotonic() - begin < 10
    with urllib.request.urlopen(f"{line.split()[1]}/_plinth/health") as answer:
        assert answer.status == 200
    # communicate() closes stdin, and reads what else was written: nothing.
    assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0


@pytest.mark.parametrize("arguments", [(), ("--exit-with-stdin",)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal(number: signal.Signals, arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    assert process.stdout is not None and process.stdout.readline().startswith("ready ")
    process.send_signal(number)
    assert process.wait(10) == 0
    assert process.communicate() == ("", "")


def test_a_port_in_use_is_one_sentence_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert err == f"plinth_emulator cannot listen on 127.0.0.1:{port}: Address already in use.\n"


def test_it_listens_on_loopback_only() -> None:
    process = start("--host", "0.0.0.0")
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert err == "plinth_emulator listens on loopback only, not on 0.0.0.0.\n"


def test_missing_packages_are_one_sentence_and_exit_code_2() -> None:
    # Without site-packages there is no moto.
    arguments = command()
    process = subprocess.run(
        [arguments[0], "-S", *arguments[1:]], env=environment(), capture_output=True, text=True, timeout=20, check=False
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert "needs the packages of acceptance-tests/emulator/requirements.txt" in process.stderr
    assert process.stderr.count("\n") == 1
