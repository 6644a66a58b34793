//! Compiles `proto/` with a protobuf compiler written in Rust, so that nobody needs `protoc`.

use std::error::Error;

#[expect(clippy::disallowed_macros, reason = "how a build script speaks to cargo")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let files = protox::compile(["provider.proto", "plugin.proto", "health.proto"], ["proto"])?;
    tonic_prost_build::configure()
        // Clients run over a channel of the caller's: this leaves out `connect`, and with it tonic's `channel` feature.
        .build_transport(false)
        // An RPC that is not implemented answers so, which Terraform understands for the optional ones.
        .generate_default_stubs(true)
        // Sorted maps: the same schema is the same bytes in every process.
        .btree_map(".")
        .compile_fds(files)?;
    Ok(())
}
