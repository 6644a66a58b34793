//! Which account an import means.

use tfplugin::composite::{Fault, FaultKind, Identify};
use tfplugin::model::Named;

use super::Account;
use super::email::Email;
use crate::parts::organizations::member::is_closed;
use crate::parts::organizations::tree::{Member, tree};

/// Finds the e-mail address of the account that has this id, e-mail address or name.
pub(super) async fn email(cx: &mut Identify<'_, Account>) -> Result<(), Fault> {
    let tree = tree(cx.cloud, &cx.place.account_id).await?;
    let member = meant(tree.accounts.values(), cx.id)?;
    if member.id == tree.management_account_id {
        let message = format!("{} is the management account of its organization", member.id);
        return Err(Fault::new(FaultKind::Invalid, message).hint("plinth_account is for member accounts."));
    }
    cx.set(Account::fields().email, &Email(member.email.clone()));
    Ok(())
}

fn meant<'a>(all: impl Iterator<Item = &'a Member> + Clone, id: &str) -> Result<&'a Member, Fault> {
    let is_meant = |member: &&Member| member.id == id || member.email.eq_ignore_ascii_case(id);
    if let Some(member) = all.clone().find(is_meant) {
        return if is_closed(member) { Err(closed(member)) } else { Ok(member) };
    }
    let named: Vec<&Member> = all.filter(|member| member.name == id && !is_closed(member)).collect();
    match named.as_slice() {
        [member] => Ok(member),
        [] => {
            let message = format!("the organization has no account with the id, the e-mail address or the name {id}");
            Err(Fault::new(FaultKind::NotFound, message)
                .hint("Check the id, and that the provider's credentials are those of the management account."))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|member| member.id.as_str()).collect();
            let message = format!("{} accounts are called {id}: {}", several.len(), ids.join(", "));
            Err(Fault::new(FaultKind::Invalid, message).hint("Import one of them by its id."))
        }
    }
}

fn closed(member: &Member) -> Fault {
    let message = format!("account {} ({}) is closed ({})", member.name, member.id, member.state);
    Fault::new(FaultKind::Invalid, message).hint("AWS Support can reopen it in the first 90 days.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: &str, name: &str, state: &str) -> Member {
        Member {
            id: id.to_owned(),
            arn: String::new(),
            name: name.to_owned(),
            email: format!("aws+{id}@example.com"),
            state: state.to_owned(),
            joined_method: String::new(),
            joined_timestamp: String::new(),
            parent_id: String::new(),
        }
    }

    #[test]
    fn an_account_goes_by_id_address_and_a_name_of_its_own() {
        let all = [
            member("111111111111", "prod", "ACTIVE"),
            member("222222222222", "prod", "SUSPENDED"),
            member("333333333333", "twin", "ACTIVE"),
            member("444444444444", "twin", "ACTIVE"),
        ];
        let id = |text: &str| meant(all.iter(), text).map(|member| member.id.as_str()).map_err(|fault| fault.message);
        assert_eq!(id("111111111111"), Ok("111111111111"));
        assert_eq!(id("AWS+333333333333@example.com"), Ok("333333333333"));
        assert_eq!(id("prod"), Ok("111111111111"));
        assert!(id("222222222222").unwrap_err().contains("is closed"));
        assert!(id("twin").unwrap_err().contains("333333333333, 444444444444"));
        assert!(id("nobody").unwrap_err().contains("no account"));
    }
}
