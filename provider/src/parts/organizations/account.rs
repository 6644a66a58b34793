//! A member account of an organization.

use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Mark, Part, Status, waiting};

use super::member::{by_email, by_id, described, is_closed};
use super::tags::{self, Tags};
use super::tree::Member;
use super::{close, vend};
use crate::aws::{Aws, OrFault, Poll};

/// An account of an organization. Its id is the account's id. The place that it lives in is the management account.
///
/// # Guarantees
/// - Two accounts are never made for one e-mail address: AWS has no client token for accounts, but an address belongs to
///   one account in all of AWS.
/// - A closed account counts as gone, but its address is taken until AWS has forgotten it.
/// - It is closed only when that is wanted, and never to be replaced by another.
pub struct Account;

/// What identifies an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountKey {
    /// The address of its root user.
    pub email: String,
}

/// How an account should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountWant {
    /// The address of its root user.
    pub email: String,
    /// Its name, which is no key: others may have it.
    pub name: String,
    /// The role that the management account gets into it with. AWS makes it together with the account, and only then.
    pub role_name: String,
    /// `ALLOW` or `DENY`; by default AWS allows it. Set when the account is made, and only then.
    pub iam_user_access_to_billing: Option<String>,
    /// Tags, without marks.
    pub tags: Tags,
    /// Whether an account of the address that nobody manages is taken over.
    pub adopt: bool,
    /// Whether a destroy closes it.
    pub close_on_deletion: bool,
    /// The unit, by path or id, that it is moved to before it is closed.
    pub organizational_unit_on_close: Option<String>,
}

/// How an account looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSeen {
    /// Where it is, its name, address and state.
    pub member: Member,
    /// Tags, without marks and without those of AWS's own.
    pub tags: Tags,
}

/// Another name is shown by Organizations after a while; AWS speaks of hours in the worst case:
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-acct-name.html>
const RENAMED: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(15), limit: Duration::from_mins(5) };

impl Part for Account {
    type Cloud = Aws;
    type Key = AccountKey;
    type Want = AccountWant;
    type Seen = AccountSeen;

    const KIND: &'static str = "AWS account";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("AWS account");
    const ADOPTS: bool = true;

    fn check(want: &AccountWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn takes_over(want: &AccountWant) -> bool {
        want.adopt
    }

    fn differences(want: &AccountWant, seen: &AccountSeen) -> Vec<String> {
        let mut differences = Vec::new();
        if seen.member.name != want.name {
            differences.push(format!("name is {:?}, should be {:?}", seen.member.name, want.name));
        }
        differences.extend(tags::differences(&want.tags, &seen.tags));
        differences
    }

    async fn find(cx: &Context<'_, Aws>, key: &AccountKey) -> Result<Option<Found<AccountSeen>>, Fault> {
        let member = by_email(cx.cloud, &cx.place.account_id, &key.email).await?;
        let Some(member) = member.filter(|member| !is_closed(member)) else { return Ok(None) };
        let (tags, mark) = tags::of(cx.cloud, &cx.place.account_id, &member.id).await?;
        Ok(Some(Found { id: member.id.clone(), seen: AccountSeen { member, tags }, mark }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &AccountKey, want: &AccountWant) -> Result<String, Fault> {
        // AWS takes the request and finds out minutes later that the address is taken; the list says it at once.
        let member = by_email(cx.cloud, &cx.place.account_id, &key.email).await.map_err(|fault| match fault.kind {
            FaultKind::NotFound => {
                fault.hint("Make the organization first: plinth_organization, on which the account depends.")
            }
            _ => fault,
        })?;
        if let Some(member) = member {
            return Err(if is_closed(&member) { closed(&member) } else { taken(&member) });
        }
        vend::vend(cx, want).await
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<AccountSeen>, Fault> {
        let member = by_id(cx, id).await?;
        let Some(member) = member.filter(|member| !is_closed(member)) else { return Ok(None) };
        let (tags, _) = tags::of(cx.cloud, &cx.place.account_id, id).await?;
        Ok(Some(AccountSeen { member, tags }))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &AccountSeen, want: &AccountWant) -> Result<(), Fault> {
        if seen.member.name != want.name {
            rename(cx, id, &want.name).await?;
        }
        tags::change(cx, &cx.place.account_id, id, &seen.tags, &want.tags).await
    }

    async fn delete(_: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let message = format!("whether account {id} may be closed is not known");
        Err(Fault::new(FaultKind::Invalid, message).hint("Set `close_on_deletion`, and destroy it again."))
    }

    async fn remove(cx: &Context<'_, Aws>, id: &str, want: Option<&AccountWant>) -> Result<(), Fault> {
        match want {
            Some(want) => close::close(cx, id, want).await,
            None => Account::delete(cx, id).await,
        }
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        tags::add(cx, &cx.place.account_id, id, &cx.mark.tags().into()).await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
        for id in ids {
            tags::add(cx, &cx.place.account_id, id, &mark.tags().into()).await?;
        }
        Ok(())
    }
}

/// Gives the account another name, in the account itself: from the management account it would take trusted access for
/// Account Management.
async fn rename(cx: &Context<'_, Aws>, id: &str, name: &str) -> Result<(), Fault> {
    let client = cx.cloud.account(id).await?;
    client.put_account_name().account_name(name).send().await.or_fault("account:PutAccountName")?;
    let mut wait = RENAMED.begin();
    while described(cx.cloud, &cx.place.account_id, id).await?.is_some_and(|member| member.name != name) {
        waiting("Organizations to show the new name");
        if wait.pause(cx.cancel).await.is_err() {
            let message = format!("the account is called {name:?} now, and Organizations still shows the old name");
            return Err(Fault::new(FaultKind::Conflict, message).hint("Apply again later; nothing else is left to do."));
        }
    }
    Ok(())
}

/// An account that is there, which may be this resource's.
fn taken(member: &Member) -> Fault {
    let message = format!("account {} ({}) has the e-mail address {}", member.name, member.id, member.email);
    Fault::new(FaultKind::AlreadyExists, message)
}

/// An account that still has its address.
pub fn closed(member: &Member) -> Fault {
    let message = format!(
        "account {} ({}), which is closed ({}), still has the e-mail address {}",
        member.name, member.id, member.state, member.email
    );
    Fault::new(FaultKind::Invalid, message).hint(
        "AWS deletes a closed account for good after 90 days, and until then AWS Support can reopen it. Choose another \
         address (plus-addressing reaches the same mailbox), or have the account reopened.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(state: &str) -> Member {
        Member {
            id: "111122223333".to_owned(),
            arn: String::new(),
            name: "prod".to_owned(),
            email: "aws+prod@example.com".to_owned(),
            state: state.to_owned(),
            joined_method: "CREATED".to_owned(),
            joined_timestamp: String::new(),
            parent_id: "r-1".to_owned(),
        }
    }

    fn want() -> AccountWant {
        AccountWant {
            email: "aws+prod@example.com".to_owned(),
            name: "prod".to_owned(),
            role_name: "OrganizationAccountAccessRole".to_owned(),
            iam_user_access_to_billing: None,
            tags: [("Team".to_owned(), "a".to_owned())].into(),
            adopt: false,
            close_on_deletion: false,
            organizational_unit_on_close: None,
        }
    }

    #[test]
    fn each_difference_is_named() {
        let seen = AccountSeen { member: member("ACTIVE"), tags: want().tags };
        assert_eq!(Account::differences(&want(), &seen), [""; 0]);
        let renamed = AccountWant { name: "production".to_owned(), tags: Tags::new(), ..want() };
        assert_eq!(
            Account::differences(&renamed, &seen),
            ["name is \"prod\", should be \"production\"", "tag Team is \"a\", should not be there"]
        );
    }

    #[test]
    fn a_closed_account_is_told_from_one_that_is_not() {
        let closed: Vec<bool> = ["ACTIVE", "PENDING_ACTIVATION", "PENDING_CLOSURE", "SUSPENDED", "CLOSED"]
            .map(|state| is_closed(&member(state)))
            .to_vec();
        assert_eq!(closed, [false, false, true, true, true]);
    }

    #[test]
    fn accounts_in_the_way_are_named() {
        let fault = closed(&member("SUSPENDED"));
        assert!(fault.message.contains("prod (111122223333), which is closed (SUSPENDED)"), "{fault}");
        assert_eq!((taken(&member("ACTIVE")).kind, fault.kind), (FaultKind::AlreadyExists, FaultKind::Invalid));
    }
}
