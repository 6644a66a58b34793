//! `plinth_account`: its page, its attributes, and the parts they are wired to.

mod closing;
mod contacts;
mod email;
mod identify;
mod preflight;
mod rules;

use std::collections::BTreeSet;

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Fault, Graph, Identify, Many, Member, Preflight};
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::aws::arn::Arn;
use crate::parts::account::alternate_contact::{Billing, Operations, Security};
use crate::parts::account::opt_in_region::{OptInRegion, OptInRegionOwner};
use crate::parts::account::readiness::{self, Readiness};
use crate::parts::iam::account_alias::AccountAlias;
use crate::parts::organizations::account::{Account as AccountPart, AccountKey, AccountSeen, AccountWant};
use crate::parts::organizations::placement::{Placement, PlacementSeen, PlacementWant};
use crate::parts::setting::{GLOBAL, Held, HeldIn};

use contacts::AlternateContacts;
use email::Email;

/// A member account of an organization, vended and ready to use: placed in its organizational unit, with its alias,
/// contacts and opt-in regions.
///
/// The provider calls Organizations in the management account (`management_account_id`), and everything else in the account
/// itself, with the role that `account_access` in the provider block names: `OrganizationAccountAccessRole`, unless it says
/// otherwise. AWS makes five accounts of an organization at a time; what is more waits for its turn. A create ends when the
/// role can be assumed and EC2 and IAM answer in the account, which takes from one to some fifteen minutes.
///
/// An account is never made twice, and never replaced. `email` identifies it: an address belongs to one account in all of
/// AWS. A create that fails or is killed leaves no state and no tainted resource; the next apply finds the request that is
/// under way, or the account that was made, and goes on with it. An account that exists already is refused with the `import`
/// block to paste, or taken over with `adopt = true`. Name, unit, alias, contacts, regions and tags change in place. A new
/// `email` has to be confirmed from its mailbox, so a plan that changes it is refused and says which commands do it.
///
/// Closing an account cannot be undone by Terraform: it is suspended for 90 days and then deleted, and its e-mail address
/// stays taken until then. So a destroy is refused unless `close_on_deletion` is `true`. To stop managing an account
/// without closing it, use a `removed` block with `destroy = false`, or `terraform state rm`. A destroy moves the account to
/// `organizational_unit_on_close`, if there is one, and closes it; it does not wait until AWS has suspended it. An account
/// that somebody closed is gone for Terraform.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "account")]
pub struct Account {
    /// Name of the account, as consoles and bills show it. Others may have the same. After a change AWS may go on showing the
    /// old name for a while, which the apply waits for.
    #[tf(required, check = Len(1, 50), check = NAME)]
    pub name: String,
    /// E-mail address of the account's root user, which no other account in AWS has, closed ones included. With
    /// plus-addressing (`aws+prod@example.com`) the addresses of many accounts reach one mailbox: see the function
    /// `account_email`. Whoever reads that mailbox can take over the account.
    #[tf(required, check = Custom("an e-mail address as AWS takes it for accounts", email::check))]
    pub email: Email,
    /// Organizational unit that the account is in: `Root`, a path from the root down such as `Workloads/Prod`, or an id. The
    /// account is moved in place. Left out, it stays where it is, which for a new account is the root.
    #[tf(optional, check = UNIT)]
    pub organizational_unit: Option<String>,
    /// Name of the role that AWS makes in the account, for the management account to get in. AWS makes it together with the
    /// account and not later: a change is refused unless there is such a role in the account already.
    #[tf(default = "OrganizationAccountAccessRole", check = Pattern(r"[\w+=,.@-]{1,64}", "1 to 64 letters, digits and `_+=,.@-`"))]
    pub role_name: String,
    /// Whether users and roles with the permissions may see the account's bills, `ALLOW` or `DENY`. Default: AWS's, which is
    /// `ALLOW`. AWS takes it for a new account only: a later change is the root user's to make, and the plan warns and says
    /// how.
    #[tf(optional, check = OneOf(&["ALLOW", "DENY"]))]
    pub iam_user_access_to_billing: Option<String>,
    /// Alias of the account, which takes the place of its ID in the address of its sign-in page. Unique in all of AWS.
    #[tf(optional, check = Custom("an account alias: 3 to 63 lower-case letters, digits and single hyphens in between", rules::alias))]
    pub alias: Option<String>,
    /// Whom AWS writes to beside the root user. A contact that is left out is not managed.
    #[tf(optional)]
    pub alternate_contacts: Option<AlternateContacts>,
    /// Regions that are off in new accounts and that this one opts in to, such as `af-south-1`. Enabling one takes AWS from
    /// minutes to hours: see `timeouts`. One that is taken out is disabled: what is in it stays and costs, and cannot be
    /// reached. Regions that somebody else enabled are left alone.
    #[tf(optional, check = each(Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `af-south-1`")))]
    pub opt_in_regions: Option<BTreeSet<String>>,
    /// Whether a create waits until the account can be used: its role is given out, and EC2 and IAM answer. `alias`,
    /// `alternate_contacts` and `opt_in_regions` wait for that in any case.
    #[tf(default = true)]
    pub wait_for_ready: bool,
    /// Whether an account of the organization that has this e-mail address already, and that no other resource manages, is
    /// taken over by a create. Otherwise it is refused, with the `import` block to paste.
    #[tf(default = false)]
    pub adopt: bool,
    /// Whether a destroy closes the account. Otherwise it is refused.
    #[tf(default = false)]
    pub close_on_deletion: bool,
    /// Organizational unit, by path or id, that the account is moved to before it is closed, so that no policy of its own
    /// unit stands in the way and nobody takes it for a living one.
    #[tf(optional, check = UNIT)]
    pub organizational_unit_on_close: Option<String>,
    /// ID of the account, twelve digits. The same as `id`.
    #[tf(computed)]
    pub account_id: Out<String>,
    /// ARN of the account in its organization.
    #[tf(computed)]
    pub arn: Out<String>,
    /// State of the account, such as `ACTIVE`.
    #[tf(computed)]
    pub status: Out<String>,
    /// When the account joined the organization, in UTC: `2026-01-31T12:00:00Z`.
    #[tf(computed)]
    pub joined_timestamp: Out<String>,
    /// ARN of the role `role_name`.
    #[tf(computed)]
    pub role_arn: Out<String>,
    /// URL at which users of the account sign in.
    #[tf(computed)]
    pub sign_in_url: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub common: Member,
}

const NAME: Check = Check::Pattern("[!-~]([ -~]*[!-~])?", "printable ASCII characters, with no space at either end");
const UNIT: Check = Check::Custom("`Root`, a path of organizational units such as `Workloads/Prod`, or an id", rules::unit);

impl Composite for Account {
    type Cloud = Aws;

    // What names the account in its mark.
    const IMPORT_ID: &'static [&'static str] = &["email"];
    const IMPORT_FORM: &'static str = "account_id";
    const HOME: &'static str = "management_account_id";
    const ONCE: bool = true;
    const SUBCATEGORY: &'static str = "Organization";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        let closing = (f.close_on_deletion, f.organizational_unit_on_close);
        let account = g
            .part::<AccountPart>("account")
            .key(f.email, |email| AccountKey { email: email.0.to_lowercase() })
            .want(
                (f.email, f.name, f.role_name, f.iam_user_access_to_billing, f.common.tags_all, f.adopt, closing),
                |(email, name, role_name, billing, tags, adopt, (close_on_deletion, organizational_unit_on_close))| {
                    AccountWant {
                        email: email.0,
                        name,
                        role_name,
                        iam_user_access_to_billing: billing,
                        tags: tags.0.unwrap_or_default(),
                        adopt,
                        close_on_deletion,
                        organizational_unit_on_close,
                    }
                },
            )
            .fill(f.common.id, |seen| Some(Out::known(seen.member.id.clone())))
            .fill(f.account_id, |seen| Some(Out::known(seen.member.id.clone())))
            .fill(f.name, |seen| Some(seen.member.name.clone()))
            .fill(f.email, |seen| Some(Email(seen.member.email.clone())))
            .fill(f.arn, |seen| Some(Out::known(seen.member.arn.clone())))
            .fill(f.status, |seen| Some(Out::known(seen.member.state.clone())))
            .fill(f.joined_timestamp, |seen| Some(Out::known(seen.member.joined_timestamp.clone())))
            .fill(f.common.tags_all, |seen| Some(Out::known(seen.tags.clone())))
            .at(f.email)
            .add();
        let arn = account.filling(f.arn, |seen: &AccountSeen| Some(seen.member.arn.clone()));
        g.output(f.role_arn, (arn, f.role_name), |(arn, role)| role_arn(&arn.unwrap_or_default(), &role));
        g.output(f.sign_in_url, (arn, f.alias), |(arn, alias)| sign_in_url(&arn.unwrap_or_default(), alias.as_deref()));

        let _: Many<Placement> = g
            .parts::<Placement>("placement")
            .names(f.organizational_unit, |unit| unit.map(|_| Placement::NAME.to_owned()).into_iter().collect())
            .owner(account, |seen| seen.member.id)
            .want(f.organizational_unit, |_, unit| unit.map(|unit| PlacementWant { unit }))
            .fill(f.organizational_unit, f.organizational_unit, |all, wanted| {
                let seen = all.into_values().next()?;
                Some(unit(&seen, wanted))
            })
            .at(f.organizational_unit, false)
            .with_anchor()
            .add();

        let inside = (f.alias, f.alternate_contacts, f.opt_in_regions);
        let ready = g
            .parts::<Readiness>("readiness")
            .names((f.wait_for_ready, inside), |(wait, (alias, contacts, regions))| {
                let has_inside = alias.is_some() || contacts.is_some() || regions.is_some();
                let services = readiness::SERVICES.iter().filter(|_| wait || has_inside);
                services.map(|service| (*service).to_owned()).collect()
            })
            .owner(account, |seen| seen.member.id)
            .want((), |_, ()| Some(()))
            .at(f.wait_for_ready, false)
            .with_anchor()
            .add();
        let _: Many<Held<AccountAlias>> = g
            .parts::<Held<AccountAlias>>("alias")
            .names(f.alias, |alias| alias.map(|_| GLOBAL.to_owned()).into_iter().collect())
            .owner(account, |seen| held_in(seen.member.id))
            .want(f.alias, |_, alias| alias)
            .after(ready.all())
            .fill(f.alias, (), |all, ()| all.into_values().next().flatten())
            .at(f.alias, false)
            .with_anchor()
            .add();
        contacts::part::<Billing>(g, "billing_contact", account, ready);
        contacts::part::<Operations>(g, "operations_contact", account, ready);
        contacts::part::<Security>(g, "security_contact", account, ready);
        let _: Many<OptInRegion> = g
            .parts::<OptInRegion>("opt_in_region")
            .names(f.opt_in_regions, Option::unwrap_or_default)
            .owner((account, f.opt_in_regions), |(seen, regions)| OptInRegionOwner { account_id: seen.member.id, regions })
            .want((), |_, ()| Some(()))
            .after(ready.all())
            .fill(f.opt_in_regions, (), |regions, ()| Some(regions.into_keys().collect()))
            .at(f.opt_in_regions, false)
            .with_anchor()
            .add();
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        preflight::ask(cx).await;
    }

    async fn identify(cx: &mut Identify<'_, Self>) -> Result<(), Fault> {
        identify::email(cx).await
    }

    fn keeps(state: &Configuration<'_, Self>) -> Option<(String, String)> {
        closing::refusal(state)
    }
}

/// Where a setting of an account is.
fn held_in(account_id: String) -> HeldIn {
    HeldIn { account_id, names: BTreeSet::from([GLOBAL.to_owned()]) }
}

/// The unit in the words of the configuration, where they mean it.
fn unit(seen: &PlacementSeen, wanted: Option<String>) -> String {
    wanted.filter(|wanted| seen.is(wanted)).unwrap_or_else(|| seen.name().to_owned())
}

/// The partition and the id in an account's ARN, `arn:aws:organizations::444455556666:account/o-…/111122223333`.
fn of_arn(arn: &str) -> (&str, &str) {
    let id = arn.rsplit('/').next().unwrap_or_default();
    (Arn::parse(arn).map_or("aws", |arn| arn.partition), id)
}

fn role_arn(arn: &str, role: &str) -> String {
    let (partition, id) = of_arn(arn);
    format!("arn:{partition}:iam::{id}:role/{role}")
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/console.html#user-sign-in-page>
fn sign_in_url(arn: &str, alias: Option<&str>) -> String {
    let (partition, id) = of_arn(arn);
    let domain = match partition {
        "aws-cn" => "signin.amazonaws.cn",
        "aws-us-gov" => "signin.amazonaws-us-gov.com",
        _ => "signin.aws.amazon.com",
    };
    format!("https://{}.{domain}/console", alias.unwrap_or(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:organizations::444455556666:account/o-1/111122223333";

    #[test]
    fn addresses_follow_from_the_arn() {
        assert_eq!(role_arn(ARN, "Admin"), "arn:aws:iam::111122223333:role/Admin");
        assert_eq!(sign_in_url(ARN, None), "https://111122223333.signin.aws.amazon.com/console");
        let gov = ARN.replace("arn:aws:", "arn:aws-us-gov:");
        assert_eq!(sign_in_url(&gov, Some("acme")), "https://acme.signin.amazonaws-us-gov.com/console");
    }

    #[test]
    fn a_unit_keeps_the_words_of_the_configuration() {
        let seen = PlacementSeen { parent_id: "ou-1-2".to_owned(), path: Some("Workloads/Prod".to_owned()) };
        assert_eq!(unit(&seen, Some("ou-1-2".to_owned())), "ou-1-2");
        assert_eq!(unit(&seen, Some("Root".to_owned())), "Workloads/Prod");
        assert_eq!(unit(&seen, None), "Workloads/Prod");
    }
}
