"""The standards that Security Hub knows, and some of their controls.

AWS has hundreds of controls; here are those that an account's baseline turns on and off.
https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Standard:
    """A standard. `path` comes after the region and account in ARNs; CIS 1.2.0 alone has an ARN without a region."""

    path: str
    name: str
    by_default: bool = False
    kind: str = "standards"

    def arn(self, region: str) -> str:
        """What a subscription names."""
        if self.kind == "ruleset":
            return f"arn:aws:securityhub:::ruleset/{self.path}"
        return f"arn:aws:securityhub:{region}::standards/{self.path}"


FSBP = "aws-foundational-security-best-practices/v/1.0.0"
CIS_1_2, CIS_1_4, CIS_3 = (f"cis-aws-foundations-benchmark/v/{version}" for version in ("1.2.0", "1.4.0", "3.0.0"))

STANDARDS = (
    Standard(FSBP, "AWS Foundational Security Best Practices v1.0.0", by_default=True),
    Standard(CIS_1_2, "CIS AWS Foundations Benchmark v1.2.0", by_default=True, kind="ruleset"),
    Standard(CIS_1_4, "CIS AWS Foundations Benchmark v1.4.0"),
    Standard(CIS_3, "CIS AWS Foundations Benchmark v3.0.0"),
    Standard("cis-aws-foundations-benchmark/v/5.0.0", "CIS AWS Foundations Benchmark v5.0.0"),
    Standard("nist-800-53/v/5.0.0", "NIST Special Publication 800-53 Revision 5"),
    Standard("nist-800-171/v/2.0.0", "NIST Special Publication 800-171 Revision 2"),
    Standard("pci-dss/v/3.2.1", "PCI DSS v3.2.1"),
    Standard("pci-dss/v/4.0.1", "PCI DSS v4.0.1"),
    Standard("aws-resource-tagging-standard/v/1.0.0", "AWS Resource Tagging Standard v1.0.0"),
)

# Control, severity, title.
CONTROLS: dict[str, tuple[str, str]] = {
    "Account.1": ("MEDIUM", "Security contact information should be provided for an AWS account"),
    "CloudTrail.1": ("HIGH", "CloudTrail should be enabled and configured with at least one multi-Region trail"),
    "CloudTrail.2": ("MEDIUM", "CloudTrail should have encryption at-rest enabled"),
    "CloudTrail.4": ("LOW", "CloudTrail log file validation should be enabled"),
    "CloudTrail.5": ("LOW", "CloudTrail trails should be integrated with Amazon CloudWatch Logs"),
    "Config.1": ("CRITICAL", "AWS Config should be enabled and use the service-linked role for resource recording"),
    "EC2.1": ("CRITICAL", "Amazon EBS snapshots should not be publicly restorable"),
    "EC2.2": ("HIGH", "VPC default security groups should not allow inbound or outbound traffic"),
    "EC2.6": ("MEDIUM", "VPC flow logging should be enabled in all VPCs"),
    "EC2.7": ("MEDIUM", "EBS default encryption should be enabled"),
    "EC2.8": ("HIGH", "EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)"),
    "GuardDuty.1": ("HIGH", "GuardDuty should be enabled"),
    "IAM.4": ("CRITICAL", "IAM root user access key should not exist"),
    "IAM.6": ("CRITICAL", "Hardware MFA should be enabled for the root user"),
    "IAM.7": ("MEDIUM", "Password policies for IAM users should have strong configurations"),
    "IAM.9": ("CRITICAL", "MFA should be enabled for the root user"),
    "IAM.15": ("MEDIUM", "Ensure IAM password policy requires minimum password length of 14 or greater"),
    "IAM.16": ("LOW", "Ensure IAM password policy prevents password reuse"),
    "Inspector.1": ("HIGH", "Amazon Inspector EC2 scanning should be enabled"),
    "KMS.4": ("MEDIUM", "AWS KMS key rotation should be enabled"),
    "Macie.1": ("MEDIUM", "Amazon Macie should be enabled"),
    "S3.1": ("MEDIUM", "S3 general purpose buckets should have block public access settings enabled"),
    "S3.5": ("MEDIUM", "S3 general purpose buckets should require requests to use SSL"),
    "S3.8": ("HIGH", "S3 general purpose buckets should block public access"),
    "SSM.4": ("CRITICAL", "SSM documents should not be public"),
    "SSM.7": ("CRITICAL", "SSM documents should have the block public sharing setting enabled"),
}

_CIS_3 = (
    "Account.1 CloudTrail.1 CloudTrail.2 CloudTrail.4 Config.1 EC2.2 EC2.6 EC2.7 EC2.8 IAM.4 IAM.6 IAM.9 IAM.15 IAM.16 "
    "KMS.4 S3.1 S3.5 S3.8"
).split()
_OLD_CIS = "CloudTrail.1 CloudTrail.2 CloudTrail.4 CloudTrail.5 Config.1 EC2.2 EC2.6 IAM.4 IAM.6 IAM.9 IAM.15 IAM.16 KMS.4".split()
_NOT_IN_FSBP = {"IAM.15", "IAM.16", "KMS.4"}


def standard(arn: str, region: str) -> Standard | None:
    """The standard that an ARN names in a region."""
    return next((each for each in STANDARDS if each.arn(region) == arn), None)


def controls(path: str) -> list[str]:
    """The controls of a standard, of those that are known here."""
    if path == FSBP:
        return [name for name in CONTROLS if name not in _NOT_IN_FSBP]
    if path in (CIS_1_2, CIS_1_4):
        return list(_OLD_CIS)
    if path.startswith("cis-"):
        return list(_CIS_3)
    if path.startswith("aws-resource-tagging"):
        return []
    return list(CONTROLS)
