//! What a check finds: a tool, an emulator, and cases of its own making.

use acceptance_tests::aws::{Account, Organization};
use acceptance_tests::cli::{Cli, Workdir};
use acceptance_tests::config::Config;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::Result;
use acceptance_tests::proxy::Proxy;

/// The resource type most checks are about.
pub(crate) const ROLE: &str = "plinth_cross_account_role";

/// Address of the role in configurations here.
pub(crate) const ADDRESS: &str = "plinth_cross_account_role.auditor";

/// A tool and an emulator.
pub(crate) struct World<'a> {
    pub(crate) cli: &'a Cli,
    pub(crate) emulator: &'a Emulator,
}

impl World<'_> {
    /// A directory without AWS.
    pub(crate) fn workdir(&self) -> Result<Workdir> {
        Workdir::new(self.cli)
    }

    /// An organization of its own with one member account, a proxy in front of it, and a directory whose credentials are
    /// those of the management account.
    pub(crate) fn case(&self) -> Result<Case> {
        let mut organization = Organization::create(self.emulator, 1)?;
        let proxy = Proxy::start(self.emulator.url())?;
        proxy.log().learn_account(&organization.management.keys.id, &organization.management.id);
        let workdir = self.workdir()?.with_aws(&organization.management, proxy.url());
        let member = organization.members.remove(0);
        Ok(Case { management: organization.management, member, proxy, workdir })
    }
}

/// One isolated case.
pub(crate) struct Case {
    pub(crate) management: Account,
    pub(crate) member: Account,
    pub(crate) proxy: Proxy,
    pub(crate) workdir: Workdir,
}

impl Case {
    /// The smallest role in the member account that the management account may assume.
    pub(crate) fn role(&self) -> String {
        self.role_named("auditor")
    }

    /// The same under another name.
    pub(crate) fn role_named(&self, name: &str) -> String {
        format!(
            "  account_id       = \"{}\"\n  name             = \"{name}\"\n  access           = \"read_only\"\n  \
             trusted_accounts = [\"{}\"]\n  require_mfa      = false",
            self.member.id, self.management.id
        )
    }

    /// A configuration of that role with more arguments.
    pub(crate) fn config(&self, more: &str) -> Config {
        Config::new().resource(ROLE, "auditor", &format!("{}\n{more}", self.role()))
    }

    /// Writes that configuration and applies it.
    pub(crate) fn applied(&self, more: &str) -> Result<()> {
        self.workdir.write(&self.config(more))?;
        self.workdir.apply().map(|_| ())
    }

    /// Destroys, and proves that nothing is left in either account.
    pub(crate) fn destroy_and_look(&self) -> Result<()> {
        self.proxy.clear_rules();
        self.workdir.destroy()?;
        self.expect_no_roles()
    }

    /// Fails when there is any role that a person could have made.
    pub(crate) fn expect_no_roles(&self) -> Result<()> {
        for account in [&self.member, &self.management] {
            let roles = account.roles()?;
            acceptance_tests::ensure!(roles.is_empty(), "{} still has the roles {roles:?}", account.id);
        }
        Ok(())
    }
}
