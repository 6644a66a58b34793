//! Alternate contacts: attributes, and a part for each.

use tfplugin::Object;
use tfplugin::check::Check;
use tfplugin::composite::{Graph, Handle, Many};
use tfplugin::model::Named;

use super::{Account, held_in};
use crate::parts::account::alternate_contact::{
    AlternateContact as ContactPart, Billing, Concern, ContactDetails, Operations, Security,
};
use crate::parts::account::readiness::Readiness;
use crate::parts::organizations::account::Account as AccountPart;
use crate::parts::setting::{GLOBAL, Held};

/// Whom AWS writes to beside the root user.
#[derive(Clone, Debug, Default, PartialEq, Object)]
pub struct AlternateContacts {
    /// Who gets bills and questions about them.
    #[tf(optional)]
    pub billing: Option<AlternateContact>,
    /// Who hears of maintenance and of trouble with services.
    #[tf(optional)]
    pub operations: Option<AlternateContact>,
    /// Who hears of abuse and of security incidents.
    #[tf(optional)]
    pub security: Option<AlternateContact>,
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AlternateContact {
    /// Name of a person or a team.
    #[tf(required, check = Len(1, 64))]
    pub name: String,
    /// What they are, such as `Security team`.
    #[tf(required, check = Len(1, 50))]
    pub title: String,
    /// E-mail address.
    #[tf(required, check = EMAIL, check = Len(1, 254))]
    pub email_address: String,
    /// Phone number: digits, spaces, hyphens, parentheses and `+`.
    #[tf(required, check = PHONE)]
    pub phone_number: String,
}

const EMAIL: Check = Check::Pattern("[^@ ]+@[^@ ]+\\.[^@ ]+", "an e-mail address");
const PHONE: Check = Check::Pattern("[0-9 ()+-]{1,25}", "1 to 25 digits, spaces, hyphens, parentheses and `+`");

/// Which of the contacts a part is about.
pub(super) trait Chosen: Concern {
    /// The contact, of all.
    fn of(contacts: &AlternateContacts) -> Option<&AlternateContact>;

    /// Its place among all.
    fn place(contacts: &mut AlternateContacts) -> &mut Option<AlternateContact>;
}

macro_rules! chosen {
    ($($concern:ident: $field:ident),+) => { $(
        impl Chosen for $concern {
            fn of(contacts: &AlternateContacts) -> Option<&AlternateContact> {
                contacts.$field.as_ref()
            }

            fn place(contacts: &mut AlternateContacts) -> &mut Option<AlternateContact> {
                &mut contacts.$field
            }
        }
    )+ };
}

chosen! { Billing: billing, Operations: operations, Security: security }

/// Declares the part of one contact.
pub(super) fn part<K: Chosen>(
    g: &mut Graph<Account>,
    address: &'static str,
    account: Handle<AccountPart>,
    ready: Many<Readiness>,
) {
    let contacts = Account::fields().alternate_contacts;
    let _: Many<Held<ContactPart<K>>> = g
        .parts::<Held<ContactPart<K>>>(address)
        .names(contacts, |contacts| details::<K>(contacts.as_ref()).map(|_| GLOBAL.to_owned()).into_iter().collect())
        .owner(account, |seen| held_in(seen.member.id))
        .want(contacts, |_, contacts| details::<K>(contacts.as_ref()))
        .after(ready.all())
        .fill(contacts, contacts, |all, contacts| with::<K>(contacts, all.into_values().next().flatten()))
        .at(contacts, false)
        .with_anchor()
        .add();
}

/// What is wanted of a contact.
fn details<K: Chosen>(contacts: Option<&AlternateContacts>) -> Option<ContactDetails> {
    K::of(contacts?).map(|contact| ContactDetails {
        name: contact.name.clone(),
        title: contact.title.clone(),
        email_address: contact.email_address.clone(),
        phone_number: contact.phone_number.clone(),
    })
}

/// The contacts with one of them as it is.
fn with<K: Chosen>(contacts: Option<AlternateContacts>, seen: Option<ContactDetails>) -> Option<AlternateContacts> {
    if contacts.is_none() && seen.is_none() {
        return None;
    }
    let mut contacts = contacts.unwrap_or_default();
    *K::place(&mut contacts) = seen.map(|seen| AlternateContact {
        name: seen.name,
        title: seen.title,
        email_address: seen.email_address,
        phone_number: seen.phone_number,
    });
    Some(contacts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_goes_there_and_back() {
        let contact = AlternateContact {
            name: "Security".to_owned(),
            title: "Team".to_owned(),
            email_address: "team@example.com".to_owned(),
            phone_number: "+1 206 555 0100".to_owned(),
        };
        let some = AlternateContacts { security: Some(contact), ..AlternateContacts::default() };
        assert_eq!(details::<Billing>(Some(&some)), None);
        let seen = details::<Security>(Some(&some));
        assert_eq!(with::<Security>(None, seen), Some(some.clone()));
        assert_eq!(with::<Billing>(Some(some.clone()), None), Some(some));
        assert_eq!(with::<Billing>(None, None), None);
        // None at all is not the same as nothing said.
        let empty = AlternateContacts::default();
        assert_eq!(with::<Operations>(Some(empty.clone()), None), Some(empty));
    }
}
