//! Provider-defined functions, called from outputs: OpenTofu's console ends the provider before it calls it.

use crate::world::World;
use acceptance_tests::cli::Workdir;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

/// Calls and what they answer.
const ANSWERS: [(&str, &str); 3] = [
    ("role_arn(\"123456789012\", \"auditor\")", "arn:aws:iam::123456789012:role/auditor"),
    ("role_arn(\"123456789012\", \"people/auditor\")", "arn:aws:iam::123456789012:role/people/auditor"),
    (
        "sign_in_url(\"123456789012\", \"auditor\", \"audit\")",
        "https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=auditor&displayName=audit",
    ),
];

/// Wrong calls and what the error must say.
const REFUSALS: [(&str, &str); 4] = [
    ("role_arn(\"12\", \"auditor\")", "account"),
    ("role_arn(\"123456789012\", null)", "name"),
    ("role_arn(\"123456789012\")", "argument"),
    ("role_arn(\"123456789012\", [])", "string"),
];

pub(crate) fn check_38_functions_are_pure_and_blame_the_right_argument(world: &World<'_>) -> Result<()> {
    // No credentials: a function needs no AWS.
    let workdir = world.workdir()?;
    let calls = ANSWERS.iter().enumerate();
    let config = calls.fold(Config::new(), |config, (n, (call, _))| config.output(&format!("answer_{n}"), &full(call)));
    workdir.write(&config)?;
    let plan = workdir.plan()?;
    for (n, (call, answer)) in ANSWERS.iter().enumerate() {
        let value = &plan.json["output_changes"][format!("answer_{n}")]["after"];
        ensure!(value == answer, "{call} is {value}, not {answer}");
    }
    for (call, sentence) in REFUSALS {
        workdir.write(&Config::new().output("answer", &full(call)))?;
        workdir.run(&["plan"])?.failure()?.says(sentence)?;
    }
    unknown_and_twice(&workdir)
}

fn full(call: &str) -> String {
    format!("provider::plinth::{call}")
}

/// An unknown argument makes an unknown answer, and plan and apply call with the same result.
fn unknown_and_twice(workdir: &Workdir) -> Result<()> {
    let call = full("role_arn(\"123456789012\", terraform_data.later.output)");
    let later = Config::new().resource("terraform_data", "later", "  input = \"auditor\"");
    workdir.write(&later.output("arn", &call))?;
    let plan = workdir.plan()?;
    let unknown = &plan.json["output_changes"]["arn"]["after_unknown"];
    ensure!(*unknown == true, "the output should be unknown:\n{}", plan.text);
    workdir.run(&["apply", "plan"])?.success()?.says("arn:aws:iam::123456789012:role/auditor")?;
    workdir.expect_empty_plan()
}
