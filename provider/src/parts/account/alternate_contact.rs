//! To whom AWS writes beside the account's own contact.

use std::marker::PhantomData;

use aws_sdk_account::types::AlternateContactType;
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// An alternate contact of a kind. AWS's default: none. An update sets it whole:
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html>
pub struct AlternateContact<K>(PhantomData<fn() -> K>);

/// What AWS writes about to an alternate contact.
pub trait Concern: Send + Sync + 'static {
    /// For messages: `billing contact`.
    const KIND: &'static str;

    /// In the API.
    fn contact_type() -> AlternateContactType;
}

/// Invoices and payments.
pub struct Billing;
/// Running services.
pub struct Operations;
/// Security.
pub struct Security;

impl Concern for Billing {
    const KIND: &'static str = "billing contact";

    fn contact_type() -> AlternateContactType {
        AlternateContactType::Billing
    }
}

impl Concern for Operations {
    const KIND: &'static str = "operations contact";

    fn contact_type() -> AlternateContactType {
        AlternateContactType::Operations
    }
}

impl Concern for Security {
    const KIND: &'static str = "security contact";

    fn contact_type() -> AlternateContactType {
        AlternateContactType::Security
    }
}

/// Whom AWS writes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactDetails {
    /// Name of the person or group.
    pub name: String,
    /// What they are.
    pub title: String,
    /// Address.
    pub email_address: String,
    /// Number with the country's code.
    pub phone_number: String,
}

impl<K: Concern> Setting for AlternateContact<K> {
    type Want = ContactDetails;
    type Seen = Option<ContactDetails>;

    const KIND: &'static str = K::KIND;

    fn expect(want: &ContactDetails) -> Option<Option<ContactDetails>> {
        Some(Some(want.clone()))
    }

    fn differences(want: &ContactDetails, seen: &Option<ContactDetails>) -> Vec<String> {
        let Some(seen) = seen else { return vec![format!("there is no {}, should be one", K::KIND)] };
        // Whose address it is, is nobody's business in a log.
        let pairs = [
            ("name", &seen.name, &want.name),
            ("title", &seen.title, &want.title),
            ("email_address", &seen.email_address, &want.email_address),
            ("phone_number", &seen.phone_number, &want.phone_number),
        ];
        pairs
            .into_iter()
            .filter(|(_, seen, want)| seen != want)
            .map(|(name, ..)| format!("{name} is another"))
            .collect()
    }

    fn is_unset(seen: &Option<ContactDetails>) -> bool {
        seen.is_none()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<Option<ContactDetails>, Fault> {
        let account = cx.cloud.account(&cx.place.account_id).await?;
        let call = account.get_alternate_contact().alternate_contact_type(K::contact_type()).send().await;
        match call.or_fault("account:GetAlternateContact") {
            Ok(answer) => Ok(answer.alternate_contact.map(|contact| ContactDetails {
                name: contact.name.unwrap_or_default(),
                title: contact.title.unwrap_or_default(),
                email_address: contact.email_address.unwrap_or_default(),
                phone_number: contact.phone_number.unwrap_or_default(),
            })),
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn write(cx: &Context<'_, Aws>, _: &Option<ContactDetails>, want: &ContactDetails) -> Result<(), Fault> {
        let account = cx.cloud.account(&cx.place.account_id).await?;
        let call = account
            .put_alternate_contact()
            .alternate_contact_type(K::contact_type())
            .name(&want.name)
            .title(&want.title)
            .email_address(&want.email_address)
            .phone_number(&want.phone_number);
        call.send().await.or_fault("account:PutAlternateContact").map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &Option<ContactDetails>) -> Result<(), Fault> {
        if seen.is_none() {
            return Ok(());
        }
        let account = cx.cloud.account(&cx.place.account_id).await?;
        let call = account.delete_alternate_contact().alternate_contact_type(K::contact_type()).send().await;
        match call.or_fault("account:DeleteAlternateContact") {
            Err(fault) if fault.kind != FaultKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }
}
