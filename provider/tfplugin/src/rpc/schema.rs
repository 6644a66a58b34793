//! `GetProviderSchema`, `GetMetadata` and their kin: what there is, before anything is configured. Pure.

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::function::FunctionEntry;
use crate::proto::tfplugin6 as proto;
use crate::schema::Mode;
use crate::wire;

use super::Server;

/// What Terraform may rely on. A destroy is planned too, and schemas may be cached for the whole run.
fn capabilities() -> proto::ServerCapabilities {
    proto::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: false,
    }
}

pub(super) async fn get_metadata<C: Cloud>(
    server: &Server<C>,
    _request: proto::GetMetadataRequest,
) -> Result<Response<proto::GetMetadataResponse>, Status> {
    use proto::get_metadata_response::{FunctionMetadata, TypeMetadata};
    let definition = &server.0.definition;
    let named = |name: &str| TypeMetadata { type_name: definition.type_name(name) };
    Ok(Response::new(proto::GetMetadataResponse {
        server_capabilities: Some(capabilities()),
        resources: definition.resources.iter().map(|resource| named(resource.name())).collect(),
        data_sources: definition.data_sources.iter().map(|source| named(source.name())).collect(),
        functions: definition.functions.iter().map(|f| FunctionMetadata { name: f.name.to_owned() }).collect(),
        ..Default::default()
    }))
}

pub(super) async fn get_provider_schema<C: Cloud>(
    server: &Server<C>,
    _request: proto::GetProviderSchemaRequest,
) -> Result<Response<proto::GetProviderSchemaResponse>, Status> {
    let definition = &server.0.definition;
    let resources = definition.resources.iter();
    let sources = definition.data_sources.iter();
    Ok(Response::new(proto::GetProviderSchemaResponse {
        provider: Some(wire::schema::encode(&definition.block)),
        resource_schemas: resources
            .map(|resource| (definition.type_name(resource.name()), wire::schema::encode(resource.schema())))
            .collect(),
        data_source_schemas: sources
            .map(|source| (definition.type_name(source.name()), wire::schema::encode(source.schema())))
            .collect(),
        functions: functions(&definition.functions),
        server_capabilities: Some(capabilities()),
        ..Default::default()
    }))
}

pub(super) async fn get_resource_identity_schemas<C: Cloud>(
    _server: &Server<C>,
    _request: proto::GetResourceIdentitySchemasRequest,
) -> Result<Response<proto::GetResourceIdentitySchemasResponse>, Status> {
    Ok(Response::new(proto::GetResourceIdentitySchemasResponse::default()))
}

pub(super) async fn get_functions<C: Cloud>(
    server: &Server<C>,
    _request: proto::GetFunctionsRequest,
) -> Result<Response<proto::GetFunctionsResponse>, Status> {
    Ok(Response::new(proto::GetFunctionsResponse {
        functions: functions(&server.0.definition.functions),
        ..Default::default()
    }))
}

fn functions(entries: &[FunctionEntry]) -> std::collections::BTreeMap<String, proto::Function> {
    entries.iter().map(|entry| (entry.name.to_owned(), function(entry))).collect()
}

fn function(entry: &FunctionEntry) -> proto::Function {
    let markdown = proto::StringKind::Markdown.into();
    let parameters = entry.object.attributes.iter().map(|attribute| proto::function::Parameter {
        name: attribute.name.to_owned(),
        r#type: wire::type_json::encode(&attribute.shape.ty()),
        allow_null_value: attribute.mode == Mode::Optional,
        allow_unknown_values: false,
        description: attribute.doc.to_owned(),
        description_kind: markdown,
    });
    proto::Function {
        parameters: parameters.collect(),
        variadic_parameter: None,
        r#return: Some(proto::function::Return { r#type: wire::type_json::encode(&entry.output) }),
        summary: entry.object.doc.split("\n\n").next().unwrap_or_default().replace('\n', " "),
        description: entry.object.doc.to_owned(),
        description_kind: markdown,
        deprecation_message: String::new(),
    }
}
