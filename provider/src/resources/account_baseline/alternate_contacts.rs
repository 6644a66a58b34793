//! AWS knows whom to write to.

use tfplugin::check::Check;
use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::account::alternate_contact::{AlternateContact, Billing, ContactDetails, Operations, Security};

/// To whom AWS writes beside the account's own contact. A contact that is left out is left as it is found.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct AlternateContacts {
    /// `enabled`, or `unmanaged` to leave all as they are found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Who hears of invoices and payments.
    #[tf(optional)]
    pub billing: Option<Contact>,
    /// Who hears of running services.
    #[tf(optional)]
    pub operations: Option<Contact>,
    /// Who hears of security.
    #[tf(optional)]
    pub security: Option<Contact>,
}

/// A person or a group.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Contact {
    /// Name of the person or group.
    #[tf(required, check = Len(1, 64))]
    pub name: String,
    /// What they are.
    #[tf(required, check = Len(1, 50))]
    pub title: String,
    /// Address to write to.
    #[tf(required, check = Len(1, 254), check = EMAIL)]
    pub email_address: String,
    /// Number to call, with the country's code.
    #[tf(required, check = PHONE)]
    pub phone_number: String,
}

const EMAIL: Check = Check::Pattern("[^@ ]+@[^@ ]+\\.[^@ ]+", "an e-mail address");
const PHONE: Check = Check::Pattern("[0-9 ()+-]{1,25}", "up to 25 digits, spaces and `()+-`");

impl Guardrail for AlternateContacts {
    const SCOPE: Scope = Scope::Account;

    const PARTS: &'static [&'static str] = &["billing_contact", "operations_contact", "security_contact"];

    const CONTROLS: &'static [&'static str] = &["Account.1", "CIS AWS Foundations Benchmark v3.0.0/1.2"];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<AlternateContacts>) {
        let has = |config: &AlternateContacts| config.billing.is_some();
        guardrail::setting_if::<AlternateContact<Billing>, _>(g, "billing_contact", field, has, |config, _| {
            details(config.billing)
        });
        let has = |config: &AlternateContacts| config.operations.is_some();
        guardrail::setting_if::<AlternateContact<Operations>, _>(g, "operations_contact", field, has, |config, _| {
            details(config.operations)
        });
        let has = |config: &AlternateContacts| config.security.is_some();
        guardrail::setting_if::<AlternateContact<Security>, _>(g, "security_contact", field, has, |config, _| {
            details(config.security)
        });
    }
}

fn details(contact: Option<Contact>) -> ContactDetails {
    let contact = contact.unwrap_or_default();
    ContactDetails {
        name: contact.name,
        title: contact.title,
        email_address: contact.email_address,
        phone_number: contact.phone_number,
    }
}
