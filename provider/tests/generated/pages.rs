//! The generated files as they must be: from the provider's schemas and the examples.

use std::collections::BTreeMap;

use plinth_provider::aws::Aws;
use tfplugin::definition::ProviderDefinition;
use tfplugin::docs::{self, Import, Names, Page};
use tfplugin::resource::ManagedResource;
use tfplugin::schema_json::{self, Declared};

use crate::repository;

type Provider = ProviderDefinition<Aws>;

/// Where Terraform's own description of the provider stands.
pub(crate) const SCHEMA: &str = "provider/schema.json";

/// Folders of pages that all are generated; guides are written by hand.
const FOLDERS: [&str; 3] = ["docs/resources", "docs/data-sources", "docs/functions"];

/// Files by their path from the repository's root, and what is missing to make them.
#[derive(Default)]
pub(crate) struct Generated {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) problems: Vec<String>,
}

impl Generated {
    pub(crate) fn of(provider: &Provider) -> Generated {
        let mut generated = Generated::default();
        generated.index(provider);
        for resource in &provider.resources {
            generated.resource(provider, resource.as_ref());
        }
        for source in &provider.data_sources {
            let (name, full) = (source.name(), provider.type_name(source.name()));
            let example = generated.example(&format!("{}/data-source.tf", data_source_folder(&full)));
            generated.grouped(&full, source.subcategory());
            let page = Page { subcategory: source.subcategory(), example: Some(&example), ..page(provider) };
            generated.page(format!("docs/data-sources/{name}.md"), docs::data_source(&full, source.schema(), &page));
        }
        for function in &provider.functions {
            let name = function.name;
            let example = generated.example(&format!("{}/function.tf", function_folder(name)));
            generated.grouped(name, function.subcategory);
            let page = Page { subcategory: function.subcategory, example: Some(&example), ..page(provider) };
            generated.page(format!("docs/functions/{name}.md"), docs::function(function, &page));
        }
        generated.files.insert(SCHEMA.to_owned(), schema_json::render(&declared(provider)));
        generated
    }

    fn index(&mut self, provider: &Provider) {
        let example = self.example("examples/provider/provider.tf");
        let page = Page { example: Some(&example), ..page(provider) };
        self.page("docs/index.md".to_owned(), docs::index(&provider.block, &page));
    }

    fn resource(&mut self, provider: &Provider, resource: &dyn ManagedResource<Aws>) {
        let (name, full) = (resource.name(), provider.type_name(resource.name()));
        let folder = resource_folder(&full);
        let example = self.example(&format!("{folder}/resource.tf"));
        let block = self.example(&format!("{folder}/import.tf"));
        let command = self.example(&format!("{folder}/import.sh"));
        self.grouped(&full, resource.subcategory());
        self.imports(resource, &folder, &block, &command);
        let form = resource.import_form();
        let id = format!("An existing `{full}` is imported by its ID, which has the form `{form}`.");
        let import = Import { id: &id, block: &block, command: &command };
        let page = Page {
            subcategory: resource.subcategory(),
            example: Some(&example),
            import: Some(import),
            ..page(provider)
        };
        self.page(format!("docs/resources/{name}.md"), docs::resource(&full, resource.schema(), &page));
    }

    /// Both ways to import must name the same object, in a form that the provider takes.
    fn imports(&mut self, resource: &dyn ManagedResource<Aws>, folder: &str, block: &str, command: &str) {
        let id = block.lines().find_map(|line| line.trim().strip_prefix("id")?.trim().strip_prefix("= "));
        let Some(id) = id.map(|id| id.trim_matches('"')) else {
            return self.problems.push(format!("{folder}/import.tf has no line `id = \"…\"`"));
        };
        if let Err(problem) = resource.import(id) {
            self.problems.push(format!("{folder}/import.tf: the provider refuses `{id}`: {}", problem.summary));
        }
        if !command.contains(id) {
            self.problems.push(format!("{folder}/import.sh does not import `{id}`, as import.tf does"));
        }
    }

    /// The text of an example, which must be there.
    fn example(&mut self, path: &str) -> String {
        repository::read(path).unwrap_or_else(|| {
            self.problems.push(format!("{path} is missing: write it, it stands on the page"));
            String::new()
        })
    }

    fn grouped(&mut self, name: &str, subcategory: &str) {
        if subcategory.is_empty() {
            self.problems.push(format!("{name} has no SUBCATEGORY: say in which group of the Registry it stands"));
        }
    }

    fn page(&mut self, path: String, text: String) {
        self.files.insert(path, text);
    }
}

/// The pages that are committed and should be generated.
pub(crate) fn committed() -> Vec<String> {
    let in_folder = |folder: &str| repository::files(folder, "md").into_iter().map(move |(name, _)| name);
    FOLDERS.iter().flat_map(|folder| in_folder(folder).map(move |name| format!("{folder}/{name}"))).collect()
}

/// All folders that should have an example: one for each page, and one for each resource that runs as it stands.
pub(crate) fn example_folders(provider: &Provider) -> Vec<String> {
    let mut folders = vec!["examples/provider".to_owned()];
    for resource in &provider.resources {
        folders.push(resource_folder(&provider.type_name(resource.name())));
        folders.push(format!("examples/configurations/{}", resource.name()));
    }
    folders.extend(provider.data_sources.iter().map(|one| data_source_folder(&provider.type_name(one.name()))));
    folders.extend(provider.functions.iter().map(|function| function_folder(function.name)));
    folders
}

/// What there must be pages of.
pub(crate) fn names(provider: &Provider) -> Names {
    Names {
        provider: provider.name.to_owned(),
        resources: provider.resources.iter().map(|one| provider.type_name(one.name())).collect(),
        data_sources: provider.data_sources.iter().map(|one| provider.type_name(one.name())).collect(),
        ephemeral_resources: Vec::new(),
        functions: provider.functions.iter().map(|function| function.name.to_owned()).collect(),
    }
}

fn declared(provider: &Provider) -> Declared {
    let resources = provider.resources.iter().map(|one| (provider.type_name(one.name()), one.schema().clone()));
    let sources = provider.data_sources.iter().map(|one| (provider.type_name(one.name()), one.schema().clone()));
    Declared {
        address: (*plinth_provider::ADDRESSES.first().unwrap()).to_owned(),
        provider: provider.block.clone(),
        resources: resources.collect(),
        data_sources: sources.collect(),
        ephemeral_resources: BTreeMap::new(),
        functions: provider.functions.clone(),
    }
}

fn page(provider: &Provider) -> Page<'static> {
    Page { provider: provider.name, ..Page::default() }
}

fn resource_folder(full: &str) -> String {
    format!("examples/resources/{full}")
}

fn data_source_folder(full: &str) -> String {
    format!("examples/data-sources/{full}")
}

fn function_folder(name: &str) -> String {
    format!("examples/functions/{name}")
}
