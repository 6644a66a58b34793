"""Who is calling."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Session:
    """Temporary credentials, and what AWS remembers of how they were obtained."""

    access_key_id: str
    secret_access_key: str
    token: str
    issued: datetime
    expires: datetime
    name: str = ""
    mfa_at: datetime | None = None
    source_identity: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    transitive_tag_keys: frozenset[str] = frozenset()
    # Session policies: what the session may do is the intersection of these with the role's or user's own policies.
    policies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Principal:
    """An account's root user, an IAM user, a session of a role, or a federated user.

    `arn` is the ARN that GetCallerIdentity gives; `identity_arn` is that of the IAM user or role behind a session, as
    `aws:PrincipalArn` has it.
    """

    kind: str  # "root", "user", "role", "federated"
    account: str
    arn: str
    identity_arn: str
    unique_id: str
    name: str
    session: Session | None = None

    @property
    def names(self) -> frozenset[str]:
        """The ARNs by which a policy's Principal element may name exactly this caller."""
        return frozenset({self.arn, self.identity_arn})

    @property
    def is_role_session(self) -> bool:
        """Whether this is an assumed role: AssumeRole from one is role chaining."""
        return self.kind == "role"
