"""How moto is set up: few managed policies, no words of its own, and a dispatcher that knows what it does not know."""

from __future__ import annotations

import functools
import json
import warnings
from datetime import datetime
from typing import Any

import moto.core.responses
import moto.iam.models
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from plinth_emulator.errors import NotImplementedHere

MANAGED_POLICIES = (
    "AdministratorAccess",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSClusterPolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore",
    "AWSBillingReadOnlyAccess",
    "AWSSupportAccess",
    "AWS_ConfigRole",
    "Billing",
    "CloudWatchAgentServerPolicy",
    "CloudWatchLogsFullAccess",
    "CloudWatchLogsReadOnlyAccess",
    "CloudWatchReadOnlyAccess",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "SupportUser",
    "ViewOnlyAccess",
)


def configure() -> None:
    """Keep a few managed policies, and keep moto from writing."""
    known = json.loads(moto.iam.models.aws_managed_policies_data)
    # The original is 5 MB of text, and is not needed again.
    moto.iam.models.aws_managed_policies_data = "{}"
    kept = [(name, known[name], json.dumps(known[name]["Document"])) for name in MANAGED_POLICIES]

    def own_policies(backend: IAMBackend) -> list[AWSManagedPolicy]:
        """An account's copies of AWS's policies; their documents, which are long, are the same text in all."""
        return [_policy(backend, name, data, document) for name, data, document in kept]

    IAMBackend._init_aws_policies = own_policies  # type: ignore[assignment,method-assign]
    # moto looks through all of a class's methods at each call: a third of what an EC2 call costs.
    moto.core.responses.method_names_from_class = functools.cache(moto.core.responses.method_names_from_class)
    # moto warns of error codes outside a service's model; AWS's common errors are all outside.
    warnings.filterwarnings("ignore", module=r"moto\.|plinth_emulator\.")


def _policy(backend: IAMBackend, name: str, data: dict[str, Any], document: str) -> AWSManagedPolicy:
    return AWSManagedPolicy(
        name,
        account_id=backend.account_id,
        region=backend.region_name,
        default_version_id=data["DefaultVersionId"],
        path=data["Path"],
        document=document,
        create_date=datetime.fromisoformat(data["CreateDate"]),
        update_date=datetime.fromisoformat(data["UpdateDate"]),
    )


class Moto(DomainDispatcherApplication):
    """moto's own dispatcher; it remembers the hosts it has seen, and is silent about those it does not know."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backends: dict[str, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """The name of moto's backend for a host."""
        if host is None:
            return None
        if host not in self._backends:
            if host in ("moto_api", "instance_metadata") or not host.endswith((".amazonaws.com", ".api.aws")):
                return super().get_backend_for_host(host)
            found = next((name for name, pattern in self.backend_url_patterns if pattern.match(f"http://{host}")), None)
            if found is None:
                raise NotImplementedHere
            self._backends[host] = found
        return self._backends[host]
