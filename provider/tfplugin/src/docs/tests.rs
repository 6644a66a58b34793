use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::function::{Function, FunctionFault};
use crate::model::{Model, Named, Out, Secret};
use crate::{Function, Object, ProviderBlock, Resource};

/// A role that `other` accounts
/// may assume.
///
/// It trusts whole accounts.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "role")]
struct Role {
    /// Name of the role.
    #[tf(required, force_new, check = Len(1, 64), check = Pattern("[a-z]+", "lower-case letters"))]
    name: String,
    /// Hours that a session
    /// lasts.
    #[tf(default = 1)]
    hours: i64,
    /// Password.
    #[tf(optional, write_only, sensitive)]
    password: Option<Secret<String>>,
    /// Tags. Two kinds:
    ///
    /// * ours
    /// * theirs.
    #[tf(optional, deprecated = "Use labels.")]
    tags: Option<BTreeMap<String, String>>,
    /// Statements in order.
    #[tf(optional)]
    statements: Option<Vec<Statement>>,
    /// ARN of the role.
    #[tf(computed)]
    arn: Out<String>,
    #[tf(block)]
    rule: Vec<Rule>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Object)]
struct Statement {
    /// Its effect.
    #[tf(default = "a\"${b}")]
    effect: String,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Object)]
struct Rule {
    /// Its statement.
    #[tf(required)]
    statement: Statement,
}

/// Accounts and regions.
#[derive(Clone, Debug, ProviderBlock)]
struct Provider {
    /// Region used by default.
    #[tf(optional)]
    region: Option<String>,
}

/// ARN of a role.
#[derive(Clone, Debug, Function)]
#[tf(name = "role_arn")]
struct RoleArn {
    /// The account's id.
    #[tf(check = Len(12, 12))]
    account_id: String,
    /// The folders.
    folders: Option<Vec<String>>,
}

impl Function for RoleArn {
    type Output = String;

    fn call(self) -> Result<String, FunctionFault> {
        Ok(format!("{}{}", self.account_id, self.folders.unwrap_or_default().join("/")))
    }
}

fn page() -> Page<'static> {
    Page { provider: "plinth", subcategory: "Access", ..Page::default() }
}

#[test]
fn a_resource_says_everything_about_its_attributes() {
    let import = Import {
        id: "The id is the role's name.",
        block: "import {\n  to = plinth_role.a\n  id = \"a\"\n}\n",
        command: "terraform import plinth_role.a a",
    };
    let page = Page { example: Some("resource \"plinth_role\" \"a\" {}\n"), import: Some(import), ..page() };
    let expected = r#"---
page_title: "plinth_role Resource - plinth"
subcategory: "Access"
description: |-
  A role that other accounts may assume.
---

# plinth_role (Resource)

A role that `other` accounts
may assume.

It trusts whole accounts.

## Example Usage

```terraform
resource "plinth_role" "a" {}
```

## Schema

### Required

- `name` (String) Name of the role. Must be 1 to 64 characters long, and lower-case letters. Changing this replaces the resource.

### Optional

- `hours` (Number) Hours that a session lasts. Default: `1`.
- `password` (String, Sensitive, [Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)) Password.
- `tags` (Map of String, Deprecated) Tags. Two kinds:

  * ours
  * theirs.

  Deprecated: Use labels.
- `statements` (Attributes List) Statements in order. (see [below for nested schema](#nestedatt--statements))
- `rule` (Block List) One rule. (see [below for nested schema](#nestedblock--rule))

### Read-Only

- `arn` (String) ARN of the role.

<a id="nestedatt--statements"></a>
### Nested Schema for `statements`

Optional:

- `effect` (String) Its effect. Default: `"a\"$${b}"`.

<a id="nestedblock--rule"></a>
### Nested Schema for `rule`

Required:

- `statement` (Attributes) Its statement. (see [below for nested schema](#nestedatt--rule--statement))

<a id="nestedatt--rule--statement"></a>
### Nested Schema for `rule.statement`

Optional:

- `effect` (String) Its effect. Default: `"a\"$${b}"`.

## Import

The id is the role's name.

In an `import` block:

```terraform
import {
  to = plinth_role.a
  id = "a"
}
```

With the `terraform import` command:

```shell
terraform import plinth_role.a a
```
"#;
    assert_eq!(resource("plinth_role", &Role::schema(), &page), expected);
}

#[test]
fn a_function_shows_its_signature() {
    let expected = r#"---
page_title: "role_arn function - plinth"
subcategory: "Access"
description: |-
  ARN of a role.
---

# function: role_arn

ARN of a role.

## Signature

```text
role_arn(account_id string, folders list of string) string
```

## Arguments

1. `account_id` (String) The account's id. Must be 12 characters long.
1. `folders` (List of String, Nullable) The folders.
"#;
    assert_eq!(function(&FunctionEntry::of::<RoleArn>(), &page()), expected);
}

fn provider() -> Schema {
    Schema { version: 0, object: Provider::object() }
}

#[test]
fn the_index_has_no_subcategory() {
    let expected = r#"---
page_title: "plinth Provider"
description: |-
  Accounts and regions.
---

# plinth Provider

Accounts and regions.

## Schema

### Optional

- `region` (String) Region used by default.
"#;
    assert_eq!(index(&provider(), &page()), expected);
}

fn written(dir: &Path, pages: &[(&str, &str)]) {
    for (name, text) in pages {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn names() -> Names {
    Names {
        provider: "plinth".to_owned(),
        resources: vec!["plinth_role".to_owned()],
        functions: vec!["role_arn".to_owned()],
        ..Names::default()
    }
}

#[test]
fn our_own_pages_keep_the_rules() {
    let dir = tempfile::tempdir().unwrap();
    let role = resource("plinth_role", &Role::schema(), &page());
    let role_arn = function(&FunctionEntry::of::<RoleArn>(), &page());
    let index = index(&provider(), &page());
    written(
        dir.path(),
        &[("docs/index.md", &index), ("docs/resources/role.md", &role), ("docs/functions/role_arn.md", &role_arn)],
    );
    assert_eq!(validate(dir.path(), &names()).unwrap(), Vec::<String>::new());
}

#[test]
fn broken_rules_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let good = "---\npage_title: \"x\"\ndescription: |-\n  y: z\n---\n";
    let large = format!("{good}{}", "x".repeat(500_001));
    written(
        dir.path(),
        &[
            ("website/docs/index.md", good),
            ("docs/index.md", "---\npage_title: \"x\"\nsubcategory: \"\"\ndescription: y\n---\n"),
            ("docs/stray.md", good),
            ("docs/recipes/a.md", good),
            ("docs/guides/a.md", "---\ndescription: y\n---\n"),
            ("docs/guides/b.txt", good),
            ("docs/guides/large.md", &large),
            ("docs/resources/inner/a.md", good),
            ("docs/resources/extra.md", good),
            ("docs/data-sources/a.md", "# Title\n"),
            ("docs/data-sources/b.md", "---\nlayout: x\npage_title: y\n"),
            ("docs/data-sources/c.md", "---\nno yaml at all\n---\n"),
            ("docs/data-sources/d.md", "---\nlayout: x\ntitle: y\npage_title: \"\"\npage_title: a\n---\n"),
        ],
    );
    let expected = [
        "website/docs: the Registry takes either `docs` or `website/docs`; keep `docs`",
        "docs/data-sources/a.md: has no YAML front matter: it must start with a line `---`",
        "docs/data-sources/b.md: has front matter without an end: a line `---` is missing",
        "docs/data-sources/c.md: has front matter that is not YAML: `no yaml at all`",
        "docs/data-sources/d.md: `layout` belongs to the old `website/docs`; remove it",
        "docs/data-sources/d.md: the Registry knows no `title` in front matter",
        "docs/data-sources/d.md: `page_title` is empty",
        "docs/data-sources/d.md: the front matter has `page_title` twice",
        "docs/data-sources/d.md: the front matter lacks `description`",
        "docs/guides/a.md: the front matter lacks `page_title`",
        "docs/guides/b.txt: a page's name ends in `.md`",
        "docs/guides/large.md: 500048 bytes are more than the 500000 that the Registry takes",
        "docs/index.md: the index has no `subcategory`; remove it",
        "docs/recipes: the Registry knows no such folder; it knows actions, data-sources, ephemeral-resources, functions, guides, list-resources, resources, state-stores",
        "docs/resources/inner: pages stand in the folder itself, not in folders inside",
        "docs/stray.md: only `index.md` stands in `docs` itself",
        "docs/resources/role.md: the page is missing",
        "docs/resources/extra.md: the provider has nothing of that name",
        "docs/data-sources/a.md: the provider has nothing of that name",
        "docs/data-sources/b.md: the provider has nothing of that name",
        "docs/data-sources/c.md: the provider has nothing of that name",
        "docs/data-sources/d.md: the provider has nothing of that name",
        "docs/functions/role_arn.md: the page is missing",
    ];
    assert_eq!(validate(dir.path(), &names()).unwrap(), expected);
}

#[test]
fn a_provider_without_pages_lacks_its_index() {
    let dir = tempfile::tempdir().unwrap();
    let problems = validate(dir.path(), &Names::default()).unwrap();
    assert_eq!(problems, ["docs/index.md: the page of the provider is missing"]);
}

/// Who is who.
#[derive(Clone, Debug, PartialEq, Object)]
struct People {
    /// Names by account.
    #[tf(optional, check = Items(1, 3), check = keys(Len(12, 12)), check = each(Len(1, 9)), check = each(Pattern("[a-z]+", "lower-case letters")))]
    names: Option<BTreeMap<String, String>>,
    /// Accounts.
    #[tf(optional, check = each(Len(12, 12)))]
    accounts: Option<Vec<String>>,
}

#[test]
fn rules_of_values_elements_and_keys_are_sentences_of_their_own() {
    let schema = Schema { version: 0, object: People::object() };
    let page = index(&schema, &page());
    for line in [
        "Names by account. Must have 1 to 3 elements. Each key must be 12 characters long. Each value must be 1 to 9 characters long, and lower-case letters.",
        "Accounts. Each element must be 12 characters long.",
    ] {
        assert!(page.contains(&format!(") {line}\n")), "{page}");
    }
}
