"""The command line: port, readiness line, and a clean end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence

LOOPBACK = ("127.0.0.1", "localhost")


def run(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM, SIGINT or, when asked for, the end of stdin; the value is the exit code."""
    options = _parser().parse_args(arguments)
    if options.host not in LOOPBACK:
        print(f"plinth_emulator listens on loopback only, not on {options.host}.", file=sys.stderr)
        return 2

    from plinth_emulator.app import Emulator
    from plinth_emulator.server import Server

    try:
        server = Server((options.host, options.port), Emulator())
    except OSError as error:
        print(f"plinth_emulator cannot listen on {options.host}:{options.port}: {error.strerror}.", file=sys.stderr)
        return 2

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if options.exit_with_stdin:
        threading.Thread(target=_wait_for_end_of_stdin, args=(ended,), daemon=True).start()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    serving.start()
    print(f"ready {server.url}", flush=True)
    ended.wait()
    server.shutdown()
    server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="plinth_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0, the default, takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="end when stdin closes, so that no orphan survives its parent"
    )
    return parser


def _wait_for_end_of_stdin(ended: threading.Event) -> None:
    # Not sys.stdin: a thread that holds its lock would keep the interpreter from ending.
    while os.read(0, 4096):
        pass
    ended.set()
