//! Debug mode's announcement: what to export so that Terraform uses a process that already runs.

use serde_json::{Map, Value, json};

use super::{Address, PROTOCOL_VERSION};

/// Text with a line that can be pasted into a shell. `Test` tells Terraform not to end the process.
pub(super) fn announcement(name: &str, addresses: &[&str], process: u32, address: &Address) -> String {
    let how = json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL_VERSION,
        "Pid": process,
        "Test": true,
        "Addr": {"Network": address.network(), "String": address.to_string()},
    });
    let providers: Map<String, Value> = addresses.iter().map(|key| ((*key).to_owned(), how.clone())).collect();
    // A quote in the path would end the shell's.
    let json = Value::Object(providers).to_string().replace('\'', r"'\''");
    format!(
        "Provider {name} is running in debug mode. Set this where Terraform or OpenTofu runs; Ctrl-C ends it.\n\
         \n\
         export TF_REATTACH_PROVIDERS='{json}'\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_announced() {
        let address = Address::Unix("/tmp/it's".into());
        let text = announcement("x", &["registry.terraform.io/a/x", "registry.opentofu.org/a/x"], 7, &address);
        let line = text.lines().find(|line| line.starts_with("export ")).unwrap();
        let json = line.strip_prefix("export TF_REATTACH_PROVIDERS='").unwrap().strip_suffix('\'').unwrap();
        let value: Value = serde_json::from_str(&json.replace(r"'\''", "'")).unwrap();
        for key in ["registry.terraform.io/a/x", "registry.opentofu.org/a/x"] {
            assert_eq!(value[key]["Pid"], 7);
            assert_eq!(value[key]["Test"], true);
            assert_eq!(value[key]["ProtocolVersion"], 6);
            assert_eq!(value[key]["Addr"]["String"], "/tmp/it's");
        }
    }
}
