//! What a client needs for its calls: credentials, limits and an observer per account and region.
//!
//! Which services there are: `services.rs`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::config::IdentityCache;
use aws_types::region::Region;
use tfplugin::composite::{Fault, FaultKind, Place};

use super::assume::{self, Assumed, Role, Token, WebIdentity};
use super::http::{Http, Limited};
use super::kept::Kept;
use super::lately::Lately;
use super::observe::{Observer, Watch};
use super::rate::Limits;
use super::regions::{self, Regions};
use super::retry::OnlyThrottling;
use super::session::{Chain, Session, Shared};
use super::zones::{self, Zone};
use super::{Aws, Caller, arn, base};
use crate::config::{ProviderConfig, duration};

/// All that calls need.
pub(super) struct Access {
    config: ProviderConfig,
    /// Where the calls go that are about credentials.
    sts_region: String,
    http: Arc<Http>,
    observer: Option<Observer>,
    base: super::flight::Flight<Arc<Base>>,
    sessions: Mutex<BTreeMap<String, Arc<Session>>>,
    limits: Mutex<BTreeMap<Target, Arc<Limits>>>,
    clients: Kept,
    zones: Mutex<BTreeMap<Spot, Arc<Zones>>>,
    regions: Mutex<BTreeMap<String, Arc<AccountRegions>>>,
    pub(super) lately: Lately,
}

/// Service, account, region.
pub(super) type Target = (&'static str, String, String);

/// Account, region.
type Spot = (String, String);

/// A region's zones, fetched once.
type Zones = super::flight::Flight<Arc<[Zone]>>;

/// An account's regions, fetched once.
type AccountRegions = super::flight::Flight<Arc<Regions>>;

/// What a client is made of, where it is not kept already.
pub(super) struct Settings<'a, F> {
    /// Region, credentials, HTTP.
    pub(super) sdk: F,
    pub(super) watch: Watch,
    pub(super) endpoint: Option<&'a str>,
    pub(super) kept: &'a Kept,
    /// Service, account, region.
    pub(super) key: Target,
    /// For the clients that repeat throttled calls only.
    pub(super) retry: OnlyThrottling,
}

/// Who the provider is to begin with.
pub(super) struct Base {
    pub(super) caller: Caller,
    sdk: SdkConfig,
    session: Arc<Session>,
}

impl Aws {
    /// The zones of a region as an account sees them, asked for once per process: zones do not come and go while
    /// Terraform runs, and which zone an id means is the account's own affair.
    pub async fn availability_zones(&self, account_id: &str, region: &str) -> Result<Arc<[Zone]>, Fault> {
        let place = Place { account_id: account_id.to_owned(), region: region.to_owned() };
        let access = self.access()?;
        let spot = (place.account_id.clone(), place.region.clone());
        let flight = lock(&access.zones).entry(spot).or_insert_with(|| Arc::new(Zones::new())).clone();
        flight.get(|_| true, |_| true, async || zones::ask(&self.ec2(&place).await?).await).await
    }

    /// The regions as an account sees them, asked for once per process, in the provider's own region: whether an account has
    /// opted in to one may change while Terraform runs, but not within one plan.
    pub async fn regions(&self, account_id: &str) -> Result<Arc<Regions>, Fault> {
        let access = self.access()?;
        let place = Place { account_id: account_id.to_owned(), region: access.sts_region.clone() };
        let flight = lock(&access.regions)
            .entry(place.account_id.clone())
            .or_insert_with(|| Arc::new(AccountRegions::new()))
            .clone();
        flight.get(|_| true, |_| true, async || regions::ask(&self.ec2(&place).await?).await).await
    }

    /// Who the provider is in an account.
    pub async fn identity(&self, account_id: &str) -> Result<Caller, Fault> {
        let access = self.access()?;
        let base = access.base().await?;
        let session = access.session(account_id).await?;
        if Arc::ptr_eq(&session, &base.session) {
            return Ok(base.caller.clone());
        }
        Caller::ask(&access.sts(&base.sdk, account_id, &session)).await
    }

    /// By which role or user the provider works in an account, as `aws:PrincipalArn` has it; with `*` for the account, the
    /// role in accounts of which the configuration says nothing in particular. The path of the role that the caller's own
    /// credentials are a session of is not known, and left out.
    pub async fn principal_in(&self, account_id: &str) -> Result<String, Fault> {
        let access = self.access()?;
        let base = access.base().await?;
        let blocks = access.config.account_access.clone().unwrap_or_default();
        if account_id != base.caller.account_id || blocks.overrides(account_id) {
            return Ok(blocks.role_arn(&base.caller.partition, account_id));
        }
        let caller = arn::Arn::parse(&base.caller.arn);
        let role = caller.and_then(|arn| arn.resource.strip_prefix("assumed-role/")?.split('/').next());
        Ok(match role {
            Some(role) => format!("arn:{}:iam::{account_id}:role/{role}", base.caller.partition),
            None => base.caller.arn.clone(),
        })
    }

    /// Asks once whether the caller, as it is before it goes into any account, may assume a role. What it gets is thrown
    /// away.
    pub async fn try_assume(&self, role_arn: &str, external_id: Option<&str>) -> Result<(), Fault> {
        let access = self.access()?;
        let base = access.base().await?;
        let sts = access.sts(&base.sdk, &base.caller.account_id, &base.session);
        let role = Role {
            duration: Some(Duration::from_mins(15)),
            external_id: external_id.map(str::to_owned),
            ..Role::new(role_arn)
        };
        assume::assume(&sts, &role).await.map(drop)
    }
}

impl Access {
    pub(super) fn new(config: ProviderConfig, region: Option<String>, observer: Option<Observer>) -> Access {
        Access {
            // IAM and STS work without a region: each partition has one for them, and without a region it is AWS's
            // commercial one.
            sts_region: region.unwrap_or_else(|| arn::global_region("aws").to_owned()),
            config,
            http: Http::new(base::ca_bundle()),
            observer,
            base: super::flight::Flight::new(),
            sessions: Mutex::default(),
            limits: Mutex::default(),
            clients: Kept::default(),
            zones: Mutex::default(),
            regions: Mutex::default(),
            lately: Lately::default(),
        }
    }

    /// The base identity, found out at the first call and then kept.
    pub(super) async fn base(&self) -> Result<Arc<Base>, Fault> {
        self.base.get(|_| true, |_| true, || self.find_base()).await
    }

    async fn find_base(&self) -> Result<Arc<Base>, Fault> {
        let http = Limited::new(self.http.clone(), None);
        let sdk = base::load(&self.config, &self.sts_region, http).await;
        let mut session = self.first_session(&sdk)?;
        for block in &self.config.assume_role {
            let sts = self.sts(&sdk, "", &session);
            session = Session::new(Assumed { sts, role: block.into(), caller: None, argument: "assume_role" });
        }
        let caller = Caller::ask(&self.sts(&sdk, "", &session)).await?;
        self.may_work_in(&caller.account_id)?;
        Ok(Arc::new(Base { caller, sdk, session }))
    }

    /// The identity to begin with, before any role of `assume_role`.
    fn first_session(&self, sdk: &SdkConfig) -> Result<Arc<Session>, Fault> {
        if let Some(block) = &self.config.assume_role_with_web_identity {
            let token = match (&block.web_identity_token, &block.web_identity_token_file) {
                (Some(token), _) => Token::Text(token.clone()),
                (None, file) => Token::File(file.clone().unwrap_or_default()),
            };
            return Ok(Session::new(WebIdentity { sts: self.sts_at(sdk, ""), role: block.into(), token }));
        }
        let provider = sdk.credentials_provider().ok_or_else(|| {
            Fault::new(FaultKind::Bug, "the configuration was loaded without a source of credentials")
        })?;
        Ok(Session::new(Chain { provider, profile: self.config.profile.clone() }))
    }

    /// The provider's identity in an account.
    async fn session(&self, account_id: &str) -> Result<Arc<Session>, Fault> {
        if !arn::is_account_id(account_id) {
            let message = format!("`{account_id}` is no account's id, which has twelve digits");
            return Err(Fault::new(FaultKind::Invalid, message));
        }
        self.may_work_in(account_id)?;
        let base = self.base().await?;
        let access = self.config.account_access.clone().unwrap_or_default();
        if account_id == base.caller.account_id && !access.overrides(account_id) {
            return Ok(base.session.clone());
        }
        let new = || {
            let role = Role {
                session_name: access.session_name.clone(),
                duration: access.duration.as_deref().and_then(duration::parse),
                external_id: access.external_id(account_id).map(str::to_owned),
                ..Role::new(access.role_arn(&base.caller.partition, account_id))
            };
            Session::new(Assumed {
                sts: self.sts(&base.sdk, &base.caller.account_id, &base.session),
                role,
                caller: Some(base.caller.arn.clone()),
                argument: "account_access",
            })
        };
        Ok(lock(&self.sessions).entry(account_id.to_owned()).or_insert_with(new).clone())
    }

    /// Whether the configuration lets the provider into an account.
    fn may_work_in(&self, account_id: &str) -> Result<(), Fault> {
        let (allowed, forbidden) = (&self.config.allowed_account_ids, &self.config.forbidden_account_ids);
        let argument = match (allowed, forbidden) {
            (Some(allowed), _) if !allowed.contains(account_id) => "allowed_account_ids",
            (_, Some(forbidden)) if forbidden.contains(account_id) => "forbidden_account_ids",
            _ => return Ok(()),
        };
        Err(Fault::new(FaultKind::Denied, format!("the provider's `{argument}` excludes account {account_id}"))
            .hint("Check the credentials and the resource's `account_id`, or change the list."))
    }

    /// The settings for a service's client in one account and region.
    fn settings(
        &self,
        sdk: &SdkConfig,
        service: &'static str,
        account_id: &str,
        region: &str,
        session: &Arc<Session>,
    ) -> SdkConfig {
        let target = (service, account_id.to_owned(), region.to_owned());
        let http = Limited::new(self.http.clone(), Some(self.limits(target)));
        sdk.to_builder()
            .region(Region::new(region.to_owned()))
            .http_client(http)
            .credentials_provider(SharedCredentialsProvider::new(Shared(session.clone())))
            // The session keeps the credentials, for all clients together.
            .identity_cache(IdentityCache::no_cache())
            .build()
    }

    pub(super) fn limits(&self, target: Target) -> Arc<Limits> {
        let configured = self.config.requests_per_second.as_ref().and_then(|rates| rates.get(target.0));
        let new = || Arc::new(Limits::new(target.0, configured.map(tfplugin::number::Number::as_f64)));
        lock(&self.limits).entry(target.clone()).or_insert_with(new).clone()
    }

    fn watch(&self, account_id: &str, region: &str) -> Watch {
        Watch::new(account_id, region, self.observer.clone())
    }

    /// STS with the credentials of a session.
    fn sts(&self, sdk: &SdkConfig, account_id: &str, session: &Arc<Session>) -> aws_sdk_sts::Client {
        self.sts_at(&self.settings(sdk, "sts", account_id, &self.sts_region, session), account_id)
    }

    fn sts_at(&self, settings: &SdkConfig, account_id: &str) -> aws_sdk_sts::Client {
        let watch = self.watch(account_id, &self.sts_region);
        let mut builder = aws_sdk_sts::config::Builder::from(settings).interceptor(watch);
        if let Some(url) = self.config.endpoint("sts") {
            builder = builder.endpoint_url(url);
        }
        aws_sdk_sts::Client::from_conf(builder.build())
    }

    /// What a service's client in an account and region is made of; without a region, where the partition's global services
    /// are signed for.
    pub(super) async fn settings_in(
        &self,
        service: &'static str,
        account_id: &str,
        region: Option<&str>,
    ) -> Result<Settings<'_, impl FnOnce() -> SdkConfig + '_>, Fault> {
        let session = self.session(account_id).await?;
        // Before the first call, so that a refusal names the role and not the call that happened to need it.
        session.credentials().await?;
        // After the session, which refuses accounts that no call may go to: this may be the first call of all.
        let base = self.base().await?;
        let region = region.unwrap_or_else(|| arn::global_region(&base.caller.partition));
        let key: Target = (service, account_id.to_owned(), region.to_owned());
        let target = key.clone();
        Ok(Settings {
            sdk: move || self.settings(&base.sdk, target.0, &target.1, &target.2, &session),
            watch: self.watch(account_id, region),
            endpoint: self.config.endpoint(service),
            kept: &self.clients,
            key,
            retry: OnlyThrottling,
        })
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
