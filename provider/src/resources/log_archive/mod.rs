//! `plinth_log_archive`: its page, its attributes, and the parts they are wired to.

mod access;
mod key;
mod preflight;
mod retention;
mod rules;
mod settings;

use std::collections::BTreeSet;

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Graph, Imported, Preflight, Regional};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::parts::s3::bucket::{Bucket, BucketKey, BucketWant};

use access::SOURCES;
use retention::{AccessLogging, ObjectLock, Retention};

/// The bucket that an organization's logs are kept in: CloudTrail's, Config's and VPC flow logs, of all its accounts.
///
/// Services write to it on behalf of accounts of the organization, and of no others; principals of other organizations are
/// refused, whatever else allows them in, and so is everybody without TLS. It is encrypted, keeps old versions, and cannot
/// be made public. An account that closes or leaves the organization leaves its logs behind.
///
/// By default a KMS key of the archive's own encrypts it. Administrators of the archive's account can manage the key, but
/// only `readers` can decrypt: name those who look into logs, or the account itself to let its IAM policies decide.
///
/// Destroying a bucket that is not empty is refused, and it keeps all its settings and its key. With `force_destroy` it is
/// emptied first. The key then waits for its deletion; until that happens it can be taken back.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the archive and starts again. To continue where it stopped instead, run `terraform untaint` first.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "log_archive")]
pub struct LogArchive {
    /// Name of the bucket, unique over all accounts of AWS. Default: `plinth-log-archive-`, the account's ID and the region.
    #[tf(optional, computed, force_new, check = BUCKET)]
    pub bucket: Out<String>,
    /// ID of the organization whose logs the archive keeps. It must be the one that the archive's account is in, or the
    /// bucket's policy would lock that out. Default: just that one.
    #[tf(optional, computed, check = Pattern("o-[a-z0-9]{10,32}", "the ID of an organization, as `o-exampleorgid`"))]
    pub organization_id: Out<String>,
    /// Which services write to the archive: `cloudtrail`, `config`, `vpc_flow_logs`.
    #[tf(default = all_sources(), check = Items(1, 3), check = each(OneOf(SOURCES)))]
    pub sources: BTreeSet<String>,
    /// Who may read the logs: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide. They must be of
    /// the organization, and exist when they are added here. In other accounts than the archive's own, IAM must allow them
    /// the same.
    #[tf(optional, check = Items(0, 50), check = each(PRINCIPAL))]
    pub readers: Option<BTreeSet<String>>,
    /// How new objects are encrypted: `aws:kms`, by a key of KMS, or `AES256`, by keys of S3's own. What is in the bucket
    /// keeps the encryption it has.
    #[tf(default = "aws:kms", check = OneOf(&["aws:kms", "AES256"]))]
    pub sse_algorithm: String,
    /// ARN of a key of yours that encrypts new objects. Its policy must let the services of `sources` use it. Default: a key
    /// of the archive's own, with the alias `alias/` and the bucket's name.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key"))]
    pub kms_master_key_arn: Option<String>,
    /// Days for which AWS keeps the archive's own key after it is no longer wanted. The key carries the number in a tag, so a
    /// change takes effect with the apply, and before any destroy.
    #[tf(default = 30, check = Range(7, 30))]
    pub deletion_window_in_days: i64,
    /// Whether the bucket keeps versions that were written over or deleted.
    #[tf(default = true)]
    pub versioning: bool,
    /// What becomes of the logs with time. Default: they stay as they are, for ever. Uploads that were never completed end
    /// after a week in any case.
    #[tf(optional)]
    pub retention: Option<Retention>,
    /// Object lock: for how long no new object can be deleted. Needs `versioning`. Objects that are there already are not
    /// locked. AWS never takes the ability to lock back from a bucket, so versioning then stays on.
    #[tf(optional)]
    pub object_lock: Option<ObjectLock>,
    /// Where the bucket's own access logs go. Default: it has none.
    #[tf(optional)]
    pub access_logging: Option<AccessLogging>,
    /// Whether a destroy empties the bucket first, with all versions. The bucket carries this in a tag, so it takes effect
    /// with an apply, and before any destroy.
    #[tf(default = false)]
    pub force_destroy: bool,
    /// ARN of the bucket.
    #[tf(computed)]
    pub arn: Out<String>,
    /// ARN of the key that encrypts new objects; null with `sse_algorithm = "AES256"`.
    #[tf(computed)]
    pub kms_key_arn: Out<String>,
    /// What every resource in a region has.
    #[tf(flatten)]
    pub common: Regional,
}

// Without dots, which the names of S3's certificates do not cover. The rest:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET: Check = Check::Custom("3 to 63 lower-case letters, digits and `-`, as S3 takes them", |value| {
    let name = value.as_str().unwrap_or_default();
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let reserved = ["xn--", "sthree-", "amzn-s3-demo-"].iter().find(|prefix| name.starts_with(**prefix));
    let reserved = reserved.or_else(|| ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"].iter().find(|end| name.ends_with(**end)));
    match name.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')) {
        Some(other) => Err(format!("it has a `{other}`")),
        None if !(3..=63).contains(&name.len()) => Err(format!("it has {} characters", name.len())),
        None if !edge(name.chars().next()) || !edge(name.chars().next_back()) => {
            Err("it begins or ends with a `-`".to_owned())
        }
        None => reserved.map_or(Ok(()), |part| Err(format!("S3 keeps `{part}` for itself"))),
    }
});
const PRINCIPAL: Check = Check::Pattern(
    "[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[!-)+-~]+",
    "the ARN of a role or a user, without `*`, or an account ID of twelve digits",
);

fn all_sources() -> BTreeSet<String> {
    SOURCES.iter().map(|&source| source.to_owned()).collect()
}

impl Composite for LogArchive {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "region", "bucket"];

    const SUBCATEGORY: &'static str = "Account";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        let (account_id, region) = (f.common.global.account_id, f.common.region);
        let tags_all = f.common.global.tags_all;
        g.output(f.bucket, (account_id, region), |(account_id, region)| {
            format!("plinth-log-archive-{}-{}", text(account_id), text(region))
        });
        g.output(f.common.global.id, (account_id, region, f.bucket), |(account_id, region, bucket)| {
            format!("{}/{}/{}", text(account_id), text(region), text(bucket))
        });

        // Declared before the bucket, which so goes first: while logs are there, their key is.
        let key = key::declare(g);
        let bucket = g
            .part::<Bucket>("bucket")
            .key(f.bucket, |bucket| BucketKey { bucket: text(bucket) })
            .want((f.force_destroy, f.object_lock, tags_all, key.named), |(force_destroy, lock, tags, _)| BucketWant {
                force_destroy,
                object_lock: lock.is_some(),
                tags: tags.0.unwrap_or_default(),
            })
            .fill(f.bucket, |seen| Some(Out::known(seen.bucket.clone())))
            .fill(f.arn, |seen| Some(Out::known(seen.arn.clone())))
            .fill(f.force_destroy, |seen| Some(seen.force_destroy))
            .fill(tags_all, |seen| Some(Out::known(seen.tags.clone())))
            .at(f.bucket)
            .add();
        // The encryption fills it, too, which is how an import knows of a key that is not the archive's own.
        g.lasting(f.kms_key_arn, (f.sse_algorithm, f.kms_master_key_arn, key.key), |(algorithm, given, own)| {
            let key = given.or_else(|| own.map(|key| key.arn));
            Out(key.filter(|_| algorithm == "aws:kms"))
        });
        settings::declare(g, bucket, key.key);
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        preflight::organization(cx).await;
        preflight::key(cx);
    }

    fn imported(archive: &mut Imported<'_, Self>) {
        let f = Self::fields();
        // A key that is not the archive's own is one that the configuration names.
        if let Some(Out(Some(arn))) = archive.known(f.kms_key_arn)
            && !archive.has_part(key::ADDRESS)
        {
            archive.set(f.kms_master_key_arn, &Some(arn));
        }
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}

fn text(text: Out<String>) -> String {
    text.0.unwrap_or_default()
}
