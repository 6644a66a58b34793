"""What the emulator answers, checks or completes, by AWS service. A module here registers itself when it is loaded."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Load every module below this package, so that their decorators run."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
