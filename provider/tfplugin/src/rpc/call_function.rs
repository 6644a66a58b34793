//! `CallFunction`. Functions are pure: no configuration, no AWS.

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::Diagnostics;
use crate::function::FunctionFault;
use crate::proto::tfplugin6 as proto;
use crate::wire;

use super::Server;

pub(super) async fn call_function<C: Cloud>(
    server: &Server<C>,
    request: proto::CallFunctionRequest,
) -> Result<Response<proto::CallFunctionResponse>, Status> {
    let inner = server.0.clone();
    let failed = |fault: FunctionFault| proto::CallFunctionResponse {
        result: None,
        error: Some(proto::FunctionError {
            text: fault.text,
            function_argument: fault.argument.and_then(|index| i64::try_from(index).ok()),
        }),
    };
    let call = async move {
        let Some(entry) = inner.definition.functions.iter().find(|entry| entry.name == request.name) else {
            return failed(FunctionFault::new(format!(
                "This version of the provider has no function `{}`",
                request.name
            )));
        };
        let parameters = &entry.object.attributes;
        if parameters.len() != request.arguments.len() {
            let (wanted, got) = (parameters.len(), request.arguments.len());
            return failed(FunctionFault::new(format!("`{}` takes {wanted} arguments, not {got}", request.name)));
        }
        let mut arguments = Vec::new();
        for (index, (parameter, argument)) in parameters.iter().zip(&request.arguments).enumerate() {
            match wire::dynamic::decode(Some(argument), &parameter.shape.ty()) {
                Ok(value) => arguments.push(value),
                Err(error) => return failed(FunctionFault::new(error.to_string()).argument(index)),
            }
        }
        match (entry.call)(arguments) {
            Ok(result) => match wire::dynamic::encode(&result, &entry.output) {
                Ok(result) => proto::CallFunctionResponse { result: Some(result), error: None },
                Err(error) => failed(FunctionFault::new(error.to_string())),
            },
            Err(fault) => failed(fault),
        }
    };
    let after_panic = |diagnostics: Diagnostics| {
        let text = diagnostics.iter().map(|diagnostic| diagnostic.detail.clone()).collect::<Vec<_>>().join(" ");
        failed(FunctionFault::new(text))
    };
    server.answer(call, after_panic).await
}
