use tfplugin_derive::{DataSource, Object, ProviderBlock, Resource};

/// Names that are taken.
#[derive(Resource)]
struct Nameless {
    /// Taken by Terraform.
    #[tf(required)]
    count: i64,
    /// Taken by Terraform, too.
    #[tf(required, name = "for_each")]
    each: i64,
    /// Taken by the first one.
    #[tf(required)]
    size: i64,
    /// Taken by the one before.
    #[tf(required, name = "size")]
    other_size: i64,
    /// Not in snake case.
    #[tf(required, name = "roleArn")]
    role_arn: String,
    #[tf(block)]
    lifecycle: Option<Inner>,
}

/// A data source with a name of another language.
#[derive(DataSource)]
#[tf(name = "Caller-Identity")]
struct Caller {}

/// Names that a provider block cannot have.
#[derive(ProviderBlock)]
#[tf(name = "plinth")]
struct Provider {
    /// Taken by Terraform.
    #[tf(optional)]
    alias: Option<String>,
    /// Taken by Terraform.
    #[tf(optional)]
    version: Option<String>,
}

/// Objects have no name.
#[derive(Object)]
#[tf(name = "inner", version = 1)]
struct Inner {
    /// Free inside an object.
    #[tf(required)]
    count: i64,
}

fn main() {}
