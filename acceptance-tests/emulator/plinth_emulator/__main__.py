"""`python -m plinth_emulator`: checks what the emulator needs, then runs it."""

import sys


def main() -> int:
    """Say in one sentence what is missing, or run the server."""
    if sys.version_info < (3, 10):
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"plinth_emulator needs Python 3.10 or newer; this is Python {found}.", file=sys.stderr)
        return 2
    try:
        import moto.moto_server.werkzeug_app  # noqa: F401
    except ImportError as error:
        print(
            f"plinth_emulator needs the packages of acceptance-tests/emulator/requirements.txt ({error}).",
            file=sys.stderr,
        )
        return 2
    from plinth_emulator import cli

    return cli.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
