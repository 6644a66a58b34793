//! What the CIS AWS Foundations Benchmark 3.0.0 wants an alarm for, and how CloudTrail's events show it.
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html>

/// One requirement.
pub(super) struct Event {
    /// Its number: `4.1`.
    pub(super) id: &'static str,
    /// What happened.
    pub(super) title: &'static str,
    /// The name of the metric that counts it.
    pub(super) metric: &'static str,
    /// Which events count.
    pub(super) pattern: &'static str,
}

/// The requirement that an instance is for: its name ends in `cis-4.1`.
pub(super) fn event(name: &str) -> Option<&'static Event> {
    let (_, id) = name.rsplit_once("/cis-")?;
    EVENTS.iter().find(|event| event.id == id)
}

/// All of section 4 that is about events.
pub(super) const EVENTS: &[Event] = &[
    Event {
        id: "4.1",
        title: "a call was refused",
        metric: "UnauthorizedApiCalls",
        pattern: "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }",
    },
    Event {
        id: "4.2",
        title: "somebody signed in to the console without MFA",
        metric: "SignInWithoutMfa",
        pattern: "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") && \
                  ($.userIdentity.type = \"IAMUser\") && ($.responseElements.ConsoleLogin = \"Success\") }",
    },
    Event {
        id: "4.3",
        title: "the root user did something",
        metric: "RootUsage",
        pattern: "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS && \
                  $.eventType != \"AwsServiceEvent\" }",
    },
    Event {
        id: "4.4",
        title: "an IAM policy was changed",
        metric: "IamPolicyChanges",
        pattern: "{ ($.eventSource = iam.amazonaws.com) && (($.eventName = DeleteGroupPolicy) || \
                  ($.eventName = DeleteRolePolicy) || ($.eventName = DeleteUserPolicy) || \
                  ($.eventName = PutGroupPolicy) || ($.eventName = PutRolePolicy) || ($.eventName = PutUserPolicy) || \
                  ($.eventName = CreatePolicy) || ($.eventName = DeletePolicy) || \
                  ($.eventName = CreatePolicyVersion) || ($.eventName = DeletePolicyVersion) || \
                  ($.eventName = AttachRolePolicy) || ($.eventName = DetachRolePolicy) || \
                  ($.eventName = AttachUserPolicy) || ($.eventName = DetachUserPolicy) || \
                  ($.eventName = AttachGroupPolicy) || ($.eventName = DetachGroupPolicy)) }",
    },
    Event {
        id: "4.5",
        title: "CloudTrail was changed",
        metric: "CloudTrailChanges",
        pattern: "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || \
                  ($.eventName = StartLogging) || ($.eventName = StopLogging) }",
    },
    Event {
        id: "4.6",
        title: "a sign-in to the console failed",
        metric: "ConsoleSignInFailures",
        pattern: "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }",
    },
    Event {
        id: "4.7",
        title: "a KMS key was disabled or is to be deleted",
        metric: "KmsKeysDisabledOrDeleted",
        pattern: "{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || \
                  ($.eventName = ScheduleKeyDeletion)) }",
    },
    Event {
        id: "4.8",
        title: "a bucket's policy was changed",
        metric: "BucketPolicyChanges",
        pattern: "{ ($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || \
                  ($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || \
                  ($.eventName = PutBucketLifecycle) || ($.eventName = PutBucketReplication) || \
                  ($.eventName = DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || \
                  ($.eventName = DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication)) }",
    },
    Event {
        id: "4.9",
        title: "AWS Config was changed",
        metric: "ConfigChanges",
        pattern: "{ ($.eventSource = config.amazonaws.com) && (($.eventName = StopConfigurationRecorder) || \
                  ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || \
                  ($.eventName = PutConfigurationRecorder)) }",
    },
    Event {
        id: "4.10",
        title: "a security group was changed",
        metric: "SecurityGroupChanges",
        pattern: "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || \
                  ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || \
                  ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }",
    },
    Event {
        id: "4.11",
        title: "a network ACL was changed",
        metric: "NetworkAclChanges",
        pattern: "{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || \
                  ($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || \
                  ($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }",
    },
    Event {
        id: "4.12",
        title: "a gateway was changed",
        metric: "NetworkGatewayChanges",
        pattern: "{ ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || \
                  ($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || \
                  ($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }",
    },
    Event {
        id: "4.13",
        title: "a route table was changed",
        metric: "RouteTableChanges",
        pattern: "{ ($.eventSource = ec2.amazonaws.com) && (($.eventName = CreateRoute) || \
                  ($.eventName = CreateRouteTable) || ($.eventName = ReplaceRoute) || \
                  ($.eventName = ReplaceRouteTableAssociation) || ($.eventName = DeleteRouteTable) || \
                  ($.eventName = DeleteRoute) || ($.eventName = DisassociateRouteTable)) }",
    },
    Event {
        id: "4.14",
        title: "a VPC was changed",
        metric: "VpcChanges",
        pattern: "{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) || \
                  ($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) || \
                  ($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) || \
                  ($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || \
                  ($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }",
    },
    Event {
        id: "4.15",
        title: "the organization was changed",
        metric: "OrganizationChanges",
        pattern: "{ ($.eventSource = organizations.amazonaws.com) && (($.eventName = AcceptHandshake) || \
                  ($.eventName = AttachPolicy) || ($.eventName = CreateAccount) || \
                  ($.eventName = CreateOrganizationalUnit) || ($.eventName = CreatePolicy) || \
                  ($.eventName = DeclineHandshake) || ($.eventName = DeleteOrganization) || \
                  ($.eventName = DeleteOrganizationalUnit) || ($.eventName = DeletePolicy) || \
                  ($.eventName = DetachPolicy) || ($.eventName = DisablePolicyType) || \
                  ($.eventName = EnablePolicyType) || ($.eventName = InviteAccountToOrganization) || \
                  ($.eventName = LeaveOrganization) || ($.eventName = MoveAccount) || \
                  ($.eventName = RemoveAccountFromOrganization) || ($.eventName = UpdatePolicy) || \
                  ($.eventName = UpdateOrganizationalUnit)) }",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_fit_and_are_told_apart() {
        let metrics: std::collections::BTreeSet<&str> = EVENTS.iter().map(|event| event.metric).collect();
        assert_eq!((metrics.len(), EVENTS.len()), (15, 15));
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
        assert!(EVENTS.iter().all(|event| event.pattern.len() <= 1024), "a pattern has at most 1024 characters");
        assert!(event("eu-west-1//cloudtrail/plinth/cis-4.15").is_some_and(|event| event.id == "4.15"));
        assert!(event("eu-west-1/other").is_none());
    }
}
