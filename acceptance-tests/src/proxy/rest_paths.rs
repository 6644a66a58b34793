//! What operations are called whose requests have only a method and a path: their paths hold ids, so that the same call
//! would have another name in every test.

/// Services, methods, paths and operations, as their API references have them. `{}` stands for one segment, `{+}` for all
/// that follow. What is not here is called by its method and path.
const OPERATIONS: &[(&str, &str, &str, &str)] = &[
    ("access-analyzer", "PUT", "/analyzer", "CreateAnalyzer"),
    ("access-analyzer", "DELETE", "/analyzer/{}", "DeleteAnalyzer"),
    ("access-analyzer", "GET", "/analyzer", "ListAnalyzers"),
    ("access-analyzer", "POST", "/tags/{}", "TagResource"),
    ("access-analyzer", "PUT", "/analyzer/{}", "UpdateAnalyzer"),
    ("guardduty", "POST", "/detector", "CreateDetector"),
    ("guardduty", "DELETE", "/detector/{}", "DeleteDetector"),
    ("guardduty", "POST", "/detector/{}/member/delete", "DeleteMembers"),
    ("guardduty", "GET", "/detector/{}/admin", "DescribeOrganizationConfiguration"),
    ("guardduty", "POST", "/admin/disable", "DisableOrganizationAdminAccount"),
    ("guardduty", "POST", "/detector/{}/member/disassociate", "DisassociateMembers"),
    ("guardduty", "POST", "/admin/enable", "EnableOrganizationAdminAccount"),
    ("guardduty", "GET", "/detector/{}", "GetDetector"),
    ("guardduty", "GET", "/detector", "ListDetectors"),
    ("guardduty", "GET", "/detector/{}/member", "ListMembers"),
    ("guardduty", "GET", "/admin", "ListOrganizationAdminAccounts"),
    ("guardduty", "POST", "/tags/{}", "TagResource"),
    ("guardduty", "POST", "/detector/{}", "UpdateDetector"),
    ("guardduty", "POST", "/detector/{}/admin", "UpdateOrganizationConfiguration"),
    ("inspector2", "POST", "/status/batch/get", "BatchGetAccountStatus"),
    ("inspector2", "POST", "/organizationconfiguration/describe", "DescribeOrganizationConfiguration"),
    ("inspector2", "POST", "/disable", "Disable"),
    ("inspector2", "POST", "/delegatedadminaccounts/disable", "DisableDelegatedAdminAccount"),
    ("inspector2", "POST", "/enable", "Enable"),
    ("inspector2", "POST", "/delegatedadminaccounts/enable", "EnableDelegatedAdminAccount"),
    ("inspector2", "POST", "/delegatedadminaccounts/list", "ListDelegatedAdminAccounts"),
    ("inspector2", "POST", "/organizationconfiguration/update", "UpdateOrganizationConfiguration"),
    ("macie2", "DELETE", "/members/{}", "DeleteMember"),
    ("macie2", "GET", "/admin/configuration", "DescribeOrganizationConfiguration"),
    ("macie2", "DELETE", "/macie", "DisableMacie"),
    ("macie2", "DELETE", "/admin", "DisableOrganizationAdminAccount"),
    ("macie2", "POST", "/members/disassociate/{}", "DisassociateMember"),
    ("macie2", "POST", "/macie", "EnableMacie"),
    ("macie2", "POST", "/admin", "EnableOrganizationAdminAccount"),
    ("macie2", "GET", "/classification-export-configuration", "GetClassificationExportConfiguration"),
    ("macie2", "GET", "/macie", "GetMacieSession"),
    ("macie2", "GET", "/members", "ListMembers"),
    ("macie2", "GET", "/admin", "ListOrganizationAdminAccounts"),
    ("macie2", "PUT", "/classification-export-configuration", "PutClassificationExportConfiguration"),
    ("macie2", "PATCH", "/macie", "UpdateMacieSession"),
    ("macie2", "PATCH", "/admin/configuration", "UpdateOrganizationConfiguration"),
    ("s3control", "DELETE", "/v20180820/configuration/publicAccessBlock", "DeletePublicAccessBlock"),
    ("s3control", "GET", "/v20180820/configuration/publicAccessBlock", "GetPublicAccessBlock"),
    ("s3control", "PUT", "/v20180820/configuration/publicAccessBlock", "PutPublicAccessBlock"),
    ("securityhub", "POST", "/standards/deregister", "BatchDisableStandards"),
    ("securityhub", "POST", "/standards/register", "BatchEnableStandards"),
    ("securityhub", "PATCH", "/associations", "BatchUpdateStandardsControlAssociations"),
    ("securityhub", "POST", "/findingAggregator/create", "CreateFindingAggregator"),
    ("securityhub", "DELETE", "/findingAggregator/delete/{+}", "DeleteFindingAggregator"),
    ("securityhub", "POST", "/members/delete", "DeleteMembers"),
    ("securityhub", "GET", "/accounts", "DescribeHub"),
    ("securityhub", "GET", "/organization/configuration", "DescribeOrganizationConfiguration"),
    ("securityhub", "POST", "/organization/admin/disable", "DisableOrganizationAdminAccount"),
    ("securityhub", "DELETE", "/accounts", "DisableSecurityHub"),
    ("securityhub", "POST", "/members/disassociate", "DisassociateMembers"),
    ("securityhub", "POST", "/organization/admin/enable", "EnableOrganizationAdminAccount"),
    ("securityhub", "POST", "/accounts", "EnableSecurityHub"),
    ("securityhub", "POST", "/standards/get", "GetEnabledStandards"),
    ("securityhub", "GET", "/findingAggregator/get/{+}", "GetFindingAggregator"),
    ("securityhub", "GET", "/findingAggregator/list", "ListFindingAggregators"),
    ("securityhub", "GET", "/members", "ListMembers"),
    ("securityhub", "GET", "/organization/admin", "ListOrganizationAdminAccounts"),
    ("securityhub", "GET", "/associations", "ListStandardsControlAssociations"),
    ("securityhub", "PATCH", "/findingAggregator/update", "UpdateFindingAggregator"),
    ("securityhub", "POST", "/organization/configuration", "UpdateOrganizationConfiguration"),
    ("securityhub", "PATCH", "/accounts", "UpdateSecurityHubConfiguration"),
];

/// The operation that a method and a path are.
pub(super) fn operation(service: &str, method: &str, path: &str) -> Option<&'static str> {
    let found = OPERATIONS.iter().find(|(of, by, pattern, _)| (*of, *by) == (service, method) && fits(pattern, path));
    found.map(|(.., operation)| *operation)
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for wanted in pattern.split('/') {
        let Some(segment) = segments.next() else { return false };
        match wanted {
            "{+}" => return !segment.is_empty(),
            "{}" if !segment.is_empty() => {}
            _ if wanted == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_paths_do_not_matter() {
        assert_eq!(operation("guardduty", "GET", "/detector/12abc/admin"), Some("DescribeOrganizationConfiguration"));
        assert_eq!(operation("guardduty", "POST", "/detector/12abc"), Some("UpdateDetector"));
        let aggregator = "/findingAggregator/get/arn:aws:securityhub:us-east-1:1:finding-aggregator/1";
        assert_eq!(operation("securityhub", "GET", aggregator), Some("GetFindingAggregator"));
        assert_eq!(operation("guardduty", "PUT", "/detector"), None);
        assert_eq!(operation("guardduty", "GET", "/detector/12abc/other"), None);
    }
}
