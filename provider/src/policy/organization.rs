//! The types of policies that AWS Organizations has, and their limits.

/// A type of policy. Whatever its type, a policy is attached to the root, units and accounts.
#[derive(Debug, PartialEq, Eq)]
pub struct PolicyType {
    /// The name in configurations: AWS's in lower case.
    pub name: &'static str,
    /// What it is called in a sentence.
    pub title: &'static str,
    /// How many characters a document may have, white space included.
    pub size: usize,
    /// How many policies of the type may be attached to one target, AWS's own included.
    pub per_target: usize,
}

/// Declares the types, each with its name, its title, its size and how many there may be at a target.
macro_rules! policy_types {
    ($($name:literal, $title:literal, $size:literal, $per_target:literal;)+) => {
        /// Every type, with the limits of
        /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>. Those of service control
        /// policies were doubled in May 2026:
        /// <https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/>.
        pub const POLICY_TYPES: &[PolicyType] =
            &[$(PolicyType { name: $name, title: $title, size: $size, per_target: $per_target }),+];

        /// The names of all types.
        pub const POLICY_TYPE_NAMES: &[&str] = &[$($name),+];
    };
}

policy_types! {
    "service_control_policy", "service control policy", 10_240, 10;
    "resource_control_policy", "resource control policy", 5_120, 5;
    "declarative_policy_ec2", "declarative policy for EC2", 10_000, 10;
    "tag_policy", "tag policy", 10_000, 10;
    "backup_policy", "backup policy", 10_000, 10;
    "chatbot_policy", "chat applications policy", 10_000, 5;
    "aiservices_opt_out_policy", "AI services opt-out policy", 2_500, 5;
    "securityhub_policy", "Security Hub policy", 10_000, 10;
    "inspector_policy", "Inspector policy", 10_000, 10;
    "guardduty_policy", "GuardDuty policy", 10_000, 10;
    "s3_policy", "S3 policy", 10_000, 10;
    "bedrock_policy", "Bedrock policy", 10_000, 10;
    "network_security_director_policy", "Network Security Director policy", 10_000, 10;
    "upgrade_rollout_policy", "upgrade rollout policy", 10_000, 10;
}

impl PolicyType {
    /// The type of this name.
    pub fn named(name: &str) -> Option<&'static PolicyType> {
        POLICY_TYPES.iter().find(|one| one.name == name)
    }

    /// The name in AWS's interface: `SERVICE_CONTROL_POLICY`.
    pub fn aws_name(&self) -> String {
        self.name.to_uppercase()
    }

    /// The kind of document, where it is one of IAM's language; the others are documents of settings.
    pub fn kind(&self) -> Option<super::Kind> {
        match self.name {
            "service_control_policy" => Some(super::Kind::ServiceControl),
            "resource_control_policy" => Some(super::Kind::ResourceControl),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_by_its_name() {
        let found = PolicyType::named("tag_policy").unwrap();
        assert_eq!((found.aws_name().as_str(), found.kind()), ("TAG_POLICY", None));
        assert_eq!(PolicyType::named("TAG_POLICY"), None);
        assert!(POLICY_TYPE_NAMES.iter().all(|name| PolicyType::named(name).is_some()));
    }
}
