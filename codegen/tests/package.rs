//! Lock files, held against those that Terraform itself writes for the same packages.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its packages has failed")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use plinth::package::{find, lock_file};

/// Files of a package, by name; one is larger than what is read at once.
fn files(platform: &str) -> Vec<(&'static str, Vec<u8>)> {
    let binary = format!("the binary for {platform}\n").repeat(9000).into_bytes();
    vec![
        ("LICENSE", b"free\n".to_vec()),
        ("terraform-provider-plinth_v0.1.0", binary),
        ("docs/index.md", b"# Plinth\n".to_vec()),
        ("docs.md", Vec::new()),
    ]
}

fn unpacked(folder: &Path, platform: &str) {
    for (name, content) in files(platform) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// An archive, with some files stored and others deflated, and a comment at its end.
fn packed(path: &Path, platform: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, content) in files(platform) {
        let deflated = content.len() > 100;
        let mut bytes = content.clone();
        if deflated {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&content).unwrap();
            bytes = encoder.finish().unwrap();
        }
        let mut crc = flate2::Crc::new();
        crc.update(&content);
        let size = |length: usize| u32::try_from(length).unwrap();
        // From the version to the length of the extra field, which both headers have.
        let mut shared = vec![20, 0, 0, 0, if deflated { 8 } else { 0 }, 0, 0, 0, 0x21, 0];
        for number in [crc.sum(), size(bytes.len()), size(content.len())] {
            shared.extend(number.to_le_bytes());
        }
        shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        shared.extend([0, 0]);
        let offset = size(archive.len());
        archive.extend(b"PK\x03\x04");
        archive.extend(&shared);
        archive.extend(name.as_bytes());
        archive.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(shared);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let start = u32::try_from(archive.len()).unwrap();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend(b"\x05\0plain");
    fs::write(path, archive).unwrap();
}

/// A mirror with an unpacked package for one platform and an archive for another.
fn mirror() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let provider = folder.path().join("mirror/registry.terraform.io/plinth/plinth");
    unpacked(&provider.join("0.1.0/linux_amd64"), "linux");
    packed(&provider.join("terraform-provider-plinth_0.1.0_darwin_arm64.zip"), "darwin");
    let mirror = folder.path().join("mirror");
    (folder, mirror)
}

/// The lock file that Terraform writes for a module with these constraints.
fn terraforms(folder: &Path, mirror: &Path, constraints: &[&str]) -> String {
    let module =
        folder.join(format!("module-{}", constraints.join("").replace(|c: char| !c.is_ascii_alphanumeric(), "-")));
    let mut blocks = Vec::new();
    for (index, constraint) in constraints.iter().enumerate() {
        let at = if index == 0 { module.clone() } else { module.join(format!("m{index}")) };
        fs::create_dir_all(&at).unwrap();
        let requirement = format!(
            "terraform {{\n  required_providers {{\n    plinth = {{\n      source  = \"plinth/plinth\"\n      version = \"{constraint}\"\n    }}\n  }}\n}}\n"
        );
        fs::write(at.join("main.tf"), requirement).unwrap();
        if index > 0 {
            blocks.push(format!("module \"m{index}\" {{\n  source = \"./m{index}\"\n}}\n"));
        }
    }
    fs::write(module.join("modules.tf"), blocks.concat()).unwrap();
    let terraform = |arguments: &[&str]| {
        let mut command = Command::new("terraform");
        command.current_dir(&module).env("CHECKPOINT_DISABLE", "1").env_remove("TF_CLI_CONFIG_FILE").args(arguments);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "terraform {arguments:?}: {said}");
    };
    terraform(&["get"]);
    let mirror = format!("-fs-mirror={}", mirror.display());
    // Both layouts of a mirror stand in one folder here; Terraform takes each platform from the one that has it.
    terraform(&["providers", "lock", &mirror, "-platform=linux_amd64", "-platform=darwin_arm64"]);
    fs::read_to_string(module.join(".terraform.lock.hcl")).unwrap()
}

#[test]
fn lock_files_are_those_that_terraform_writes() {
    let (folder, mirror) = mirror();
    let package = find(std::slice::from_ref(&mirror)).unwrap();
    assert_eq!((package.version.as_str(), package.hashes.len()), ("0.1.0", 2));
    for constraints in [
        &["~> 0.1.0", ">= 0.1.0"][..],
        &[">= 0.1.0"],
        &["0.1.0", ">= 0.1.0"],
        &["= 0.1.0, ~> 0.1.0, <= 0.1.0", ">= 0.1.0"],
        &[">= 0.1, < 1", ">= 0.1.0"],
        &["~> 0.1", ">= 0.1.0"],
        &["!= 0.0.9, >= 0.0.9, > 0.0.9", ">= 0.1.0"],
        &["!= 0.2.0, < 0.2.0, <= 0.2.0", ">= 0.1.0"],
    ] {
        let expected = terraforms(folder.path(), &mirror, constraints);
        assert_eq!(lock_file(&package, constraints), expected, "{constraints:?}");
    }
}

#[test]
fn an_archive_and_what_it_unpacks_to_have_one_hash() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("terraform-provider-plinth_0.1.0_linux_amd64.zip");
    packed(&archive, "linux");
    unpacked(&folder.path().join("unpacked"), "linux");
    let both = find(&[archive, folder.path().join("unpacked")]).unwrap();
    assert_eq!(both.hashes.len(), 1, "{both:?}");
}

#[test]
fn what_is_no_package_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path| find(&[path.to_owned()]).unwrap_err().to_string();
    assert!(refused(folder.path()).starts_with("there is no package of the provider in "));
    assert!(refused(&folder.path().join("nowhere")).contains("could not be read"));
    // An archive that breaks off anywhere is no other archive.
    let archive = folder.path().join("terraform-provider-plinth_0.1.0_linux_amd64.zip");
    packed(&archive, "linux");
    let whole = fs::read(&archive).unwrap();
    for length in [0, 3, 30, 100, whole.len() / 2, whole.len() - 40] {
        fs::write(&archive, &whole[..length]).unwrap();
        assert!(refused(folder.path()).contains("this is no ZIP archive that can be read"), "{length}");
    }
    fs::remove_file(&archive).unwrap();
    for version in ["0.1.0", "0.2.0"] {
        let package = folder.path().join(version);
        fs::create_dir(&package).unwrap();
        fs::write(package.join(format!("terraform-provider-plinth_v{version}")), "x").unwrap();
    }
    assert_eq!(refused(folder.path()), "these are several versions of the provider: 0.1.0, 0.2.0");
    let nameless = folder.path().join("nameless");
    fs::create_dir(&nameless).unwrap();
    fs::write(nameless.join("terraform-provider-plinth"), "x").unwrap();
    assert!(refused(&nameless).ends_with("does not say which version of the provider it is"));
}
