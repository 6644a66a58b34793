//! Provider-defined functions, through the console and in a configuration.

use crate::world::World;
use acceptance_tests::cli::Workdir;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

/// Calls with the answer that the console prints.
const ANSWERS: [(&str, &str); 3] = [
    ("role_arn(\"123456789012\", \"auditor\")", "\"arn:aws:iam::123456789012:role/auditor\""),
    ("role_arn(\"123456789012\", \"people/auditor\")", "\"arn:aws:iam::123456789012:role/people/auditor\""),
    (
        "sign_in_url(\"123456789012\", \"auditor\", \"audit\")",
        "\"https://signin.aws.amazon.com/switchrole?account=123456789012&displayName=audit&roleName=auditor\"",
    ),
];

pub(crate) fn check_38_functions_are_pure_and_blame_the_right_argument(world: &World<'_>) -> Result<()> {
    // No credentials: a function needs no AWS.
    let workdir = world.workdir()?;
    workdir.write(&Config::new())?;
    for (call, answer) in ANSWERS {
        let output = evaluate(&workdir, call)?.success()?;
        let printed = output.stdout.trim().to_owned();
        ensure!(decoded(&printed) == decoded(answer), "{call} is {printed}, not {answer}");
    }
    evaluate(&workdir, "role_arn(\"12\", \"auditor\")")?.says("account")?;
    evaluate(&workdir, "role_arn(\"123456789012\", null)")?.says("name")?;
    evaluate(&workdir, "role_arn(\"123456789012\")")?.says("argument")?;
    evaluate(&workdir, "role_arn(\"123456789012\", [])")?.says("string")?;
    unknown_and_twice(world)
}

fn evaluate(workdir: &Workdir, call: &str) -> Result<acceptance_tests::cli::Output> {
    workdir.evaluate(&format!("provider::plinth::{call}"))
}

/// The console writes `&` as an escape in some versions.
fn decoded(text: &str) -> String {
    text.replace("\\u0026", "&")
}

/// An unknown argument makes an unknown answer, and plan and apply call with the same result.
fn unknown_and_twice(world: &World<'_>) -> Result<()> {
    let workdir = world.workdir()?;
    let config = Config::new()
        .resource("terraform_data", "later", "  input = \"auditor\"")
        .output("arn", "provider::plinth::role_arn(\"123456789012\", terraform_data.later.output)");
    workdir.write(&config)?;
    let plan = workdir.plan()?;
    let unknown = &plan.json["output_changes"]["arn"]["after_unknown"];
    ensure!(*unknown == true, "the output should be unknown:\n{}", plan.text);
    workdir.run(&["apply", "plan"])?.success()?.says("arn:aws:iam::123456789012:role/auditor")?;
    workdir.expect_empty_plan()
}
