//! Settings of an account, and of an account in a region, that are there whether somebody set them or not.

use super::Object;
use crate::aws::Account;
use crate::aws::xml::Element;
use crate::error::Result;
use serde_json::json;

/// Questions to EC2 that take nothing.
const EC2: [&str; 5] = [
    "GetEbsEncryptionByDefault",
    "GetEbsDefaultKmsKeyId",
    "GetSnapshotBlockPublicAccessState",
    "GetImageBlockPublicAccessState",
    "GetInstanceMetadataDefaults",
];

const DOCUMENTS: &str = "/ssm/documents/console/public-sharing-permission";
/// Where an account's public access block is.
const PUBLIC_ACCESS_BLOCK: &str = "/v20180820/configuration/publicAccessBlock";

/// Every setting, as an object that has always been there.
pub(super) async fn objects(account: &Account, regions: &[&str]) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for region in regions {
        for action in EC2 {
            let mut answer = account.query_now("ec2", region, action, &[]).await?;
            answer.elements.retain(|element| element.name != "requestId");
            objects.push(object(account, region, action, answer));
        }
        let request = json!({ "SettingId": DOCUMENTS });
        let answer = account.json_now("ssm", region, "AmazonSSM.GetServiceSetting", &request).await?;
        objects.push(object(account, region, DOCUMENTS, text(&answer["ServiceSetting"]["SettingValue"].to_string())));
    }
    for action in ["GetAccountPasswordPolicy", "ListAccountAliases"] {
        // IAM has no policy until somebody sets one, and says so in an error.
        let look = match account.query_now("iam", "us-east-1", action, &[]).await {
            Ok(answer) => answer.get(&format!("{action}Result")).cloned().unwrap_or_default(),
            Err(error) => text(&error.to_string()),
        };
        objects.push(object(account, "", action, look));
    }
    let (status, answer) = account.rest_now("s3", "us-east-1", "GET", PUBLIC_ACCESS_BLOCK, "").await?;
    let look = if status == 404 { "none".to_owned() } else { answer };
    objects.push(object(account, "", "public access block", text(&look)));
    for kind in ["BILLING", "OPERATIONS", "SECURITY"] {
        let body = json!({ "AlternateContactType": kind }).to_string();
        let (status, answer) = account.rest_now("account", "us-east-1", "POST", "/getAlternateContact", &body).await?;
        let look = if status == 404 { "none".to_owned() } else { answer };
        objects.push(object(account, "", kind, text(&look)));
    }
    spending(account, &mut objects).await?;
    Ok(objects)
}

/// What somebody made beside the settings: budgets, and monitors of costs with who hears of them.
async fn spending(account: &Account, objects: &mut Vec<Object>) -> Result<()> {
    let lists = [
        ("budgets", "AWSBudgetServiceGateway.DescribeBudgets", "Budgets", "BudgetName"),
        ("ce", "AWSInsightsIndexService.GetAnomalyMonitors", "AnomalyMonitors", "MonitorArn"),
        ("ce", "AWSInsightsIndexService.GetAnomalySubscriptions", "AnomalySubscriptions", "SubscriptionArn"),
    ];
    for (service, target, items, id) in lists {
        let request = if service == "budgets" { json!({ "AccountId": account.id }) } else { json!({}) };
        let answer = account.json_now(service, "us-east-1", target, &request).await?;
        for item in answer[items].as_array().into_iter().flatten() {
            let id = item[id].as_str().unwrap_or_default();
            let id = if service == "budgets" { format!("{}/{id}", account.id) } else { id.to_owned() };
            let name = ["BudgetName", "MonitorName", "SubscriptionName"].iter().find_map(|name| item[*name].as_str());
            let look = text(name.unwrap_or_default());
            objects.push(Object { kind: items, birth: id.clone(), id, is_by_aws: false, look });
        }
    }
    Ok(())
}

fn object(account: &Account, region: &str, name: &str, look: Element) -> Object {
    let id = format!("{}/{region}/{name}", account.id);
    let named = Element { name: format!("{region}/{name}"), elements: vec![look], ..Element::default() };
    Object { kind: "setting", birth: id.clone(), id, is_by_aws: true, look: named }
}

fn text(text: &str) -> Element {
    Element { name: "value".to_owned(), text: text.to_owned(), ..Element::default() }
}
