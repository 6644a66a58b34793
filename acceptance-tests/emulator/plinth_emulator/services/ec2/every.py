"""What holds for every call of EC2: dry runs, the default VPC, and what has ended in the meantime."""

from __future__ import annotations

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check
from plinth_emulator.services.ec2 import defaults, store


@check("ec2", "*")
def check_dry_run(call: Call) -> None:
    """A dry run ends before anything happens. AWS asks for permissions only, not whether the objects exist."""
    if call.params.get("DryRun"):
        raise AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


@check("ec2", "*")
def complete_default_vpc(call: Call) -> None:
    """An account's region comes with a default VPC that reaches the internet."""
    known = call.objects("ec2 defaults")
    if not known:
        known["done"] = True
        defaults.complete(call)


@check("ec2", "*")
def settle(call: Call) -> None:
    """NAT gateways and endpoints that are gone by now give back what they held."""
    backend = store.backend(call)
    for gateway in backend.nat_gateways.values():
        gateway.state_now()
    for name, endpoint in list(backend.vpc_end_points.items()):
        if endpoint.state_now() == "deleted":
            backend.vpc_end_points.pop(name)
            backend.tags.pop(name, None)
