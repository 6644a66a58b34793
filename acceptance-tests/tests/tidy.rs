//! The house rules that a compiler does not know: what must not be where, and how long a file may be.
//!
//! Every rule is tried twice: on the repository, where it must find nothing, and on a small bad example, where it must find
//! something, so that no rule passes because it has gone blind.

#![expect(clippy::unwrap_used, reason = "a rule that cannot read the repository has failed")]

use std::path::Path;

/// Lines that a file may have before its tests begin.
const LONGEST: usize = 500;

/// A file of the repository, or an example of one.
struct File {
    /// Path from the root, with `/`.
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Programs that a test of the derive compiles, and which are not ours to tidy.
    fn is_example(&self) -> bool {
        self.path.contains("/tests/compile_fail/")
    }

    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// The text before the tests.
    fn before_tests(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    }

    /// The text without comments, line by line; strings stay.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter_map(|(number, line)| {
            let comment = line.trim_start().starts_with("//");
            (!comment).then(|| (number, line.split(" // ").next().unwrap_or(line)))
        })
    }

    /// Where one of the words stands in the code, as `path:line names word`. This file, with its examples, is left out.
    fn names(&self, words: &[&str]) -> Vec<String> {
        if self.path == "acceptance-tests/tests/tidy.rs" {
            return Vec::new();
        }
        let find = |line: &str| words.iter().find(|word| has_word(line, word)).copied();
        self.code()
            .filter_map(|(number, line)| find(line).map(|word| format!("{}:{number} names `{word}`", self.path)))
            .collect()
    }
}

/// Whether a line has the word and no longer one; a word that ends with `_` or `!` is a beginning.
fn has_word(line: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(letter) && (word.ends_with(['_', '!']) || !after.is_some_and(letter))
    })
}

/// All files of the repository that rules are about.
fn repository() -> Vec<File> {
    let root = acceptance_tests::paths::repository();
    let mut files = Vec::new();
    for folder in ["provider", "codegen", "acceptance-tests"] {
        walk(root, &root.join(folder), &mut files);
    }
    assert!(files.len() > 50, "the repository was not found below {}", root.display());
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) {
    const NOT_OURS: [&str; 5] = ["target", ".venv", "__pycache__", ".terraform", ".pytest_cache"];
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                walk(root, &path, files);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "py") || name == "Cargo.toml" {
            let relative = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push(File { path: relative, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// A rule finds what is wrong in a set of files, in words that say what to do.
type Rule = fn(&[File]) -> Vec<String>;

/// Nothing in the repository, something in the bad example, nothing in the good one.
fn check(rule: Rule, bad: &[(&str, &str)], good: &[(&str, &str)]) {
    let example = |files: &[(&str, &str)]| {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        rule(&files.iter().map(file).collect::<Vec<_>>())
    };
    assert!(!example(bad).is_empty(), "the rule has gone blind: it accepts {bad:?}");
    assert_eq!(example(good), Vec::<String>::new(), "the rule refuses what is right");
    let found = rule(&repository());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn tell(found: Vec<String>, advice: &str) -> Vec<String> {
    found.into_iter().map(|what| format!("{what}: {advice}")).collect()
}

#[test]
fn tfplugin_knows_no_aws() {
    let rule: Rule = |files| {
        let mut found = Vec::new();
        for file in files.iter().filter(|file| file.is_in(&["provider/tfplugin/", "provider/tfplugin-derive/"])) {
            // The TLS library's name is the only thing of AWS in there.
            let text = file.before_tests().replace("aws_lc_rs", "").replace("aws-lc-rs", "");
            let plain = File { path: file.path.clone(), text };
            found.extend(plain.names(if file.is_rust() {
                &["aws_"]
            } else {
                &["aws-sdk", "aws-config", "aws-smithy"]
            }));
        }
        tell(found, "tfplugin is Terraform's side and knows no AWS; this belongs in provider/src")
    };
    check(
        rule,
        &[("provider/tfplugin/src/rpc/apply.rs", "//! x\nuse aws_sdk_iam::Client;\n")],
        &[("provider/tfplugin/src/transport/tls.rs", "//! aws_x\nuse rustls::crypto::aws_lc_rs;\n")],
    );
}

#[test]
fn only_wire_names_messagepack() {
    let rule: Rule = |files| {
        let mut found = Vec::new();
        for file in files.iter().filter(|file| file.is_rust() && !file.is_in(&["provider/tfplugin/src/wire"])) {
            found.extend(file.names(&["rmp", "rmpv", "rmp_serde"]));
        }
        tell(found, "bytes of values are known to tfplugin::wire alone; use its encode and decode")
    };
    check(
        rule,
        &[("provider/tfplugin/src/value.rs", "//! x\nuse rmp::encode;\n")],
        &[("provider/tfplugin/src/wire/msgpack.rs", "use rmp::encode;\n"), ("a.rs", "let trmp = 1;\n")],
    );
}

#[test]
fn only_aws_and_parts_name_the_sdk() {
    let rule: Rule = |files| {
        let mut found = Vec::new();
        let mut provider = files.iter().filter(|file| file.is_rust() && file.is_in(&["provider/src/"]));
        while let Some(file) = provider.find(|file| !file.is_in(&["provider/src/aws", "provider/src/parts"])) {
            found.extend(file.names(&["aws_sdk_", "aws_config", "aws_smithy_", "aws_types", "aws_credential_types"]));
        }
        tell(found, "AWS's SDK is spoken in provider/src/aws and provider/src/parts only; write or use a part")
    };
    check(
        rule,
        &[("provider/src/resources/role.rs", "//! x\nlet client = aws_sdk_iam::Client::new(&config);\n")],
        &[
            ("provider/src/parts/iam/role.rs", "use aws_sdk_iam::Client;\n"),
            ("provider/src/aws/error.rs", "aws_config\n"),
        ],
    );
}

#[test]
fn only_the_edge_prints() {
    let rule: Rule = |files| {
        const EDGES: [&str; 6] = [
            "acceptance-tests/src/bin/",
            "acceptance-tests/tests/",
            "codegen/src/main.rs",
            "codegen/src/cli",
            "provider/src/main.rs",
            "provider/tfplugin/src/transport/",
        ];
        let mut found = Vec::new();
        for file in files.iter().filter(|file| file.is_rust() && !file.is_in(&EDGES) && !file.is_example()) {
            if !file.path.ends_with("build.rs") {
                found.extend(file.names(&["println!", "print!", "eprintln!", "eprint!"]));
            }
        }
        tell(found, "only the edge of a command line program prints; return the text, or log with `tracing`")
    };
    check(
        rule,
        &[("provider/src/resources/role.rs", "//! x\n    println!(\"created\");\n")],
        &[("provider/tfplugin/build.rs", "println!(\"cargo:rerun-if-changed=proto\");\n"), ("a.rs", "writeln!(f)\n")],
    );
}

#[test]
fn what_is_written_is_registered() {
    let rule: Rule = |files| {
        const LISTED: [&str; 5] = ["resources", "parts", "data_sources", "functions", "ephemeral"];
        let folders = LISTED.map(|folder| format!("provider/src/{folder}/"));
        let listed = |file: &&File| file.is_rust() && folders.iter().any(|folder| file.path.starts_with(folder));
        let mut found = Vec::new();
        for file in files.iter().filter(listed).filter(|file| !file.path.ends_with("/mod.rs")) {
            let stem = file.path.trim_end_matches(".rs");
            let Some((folder, name)) = stem.rsplit_once('/') else { continue };
            let lists = [format!("{folder}/mod.rs"), format!("{folder}.rs")];
            let mut list = files.iter().filter(|list| lists.contains(&list.path));
            if !list.any(|list| list.code().any(|(_, line)| has_word(line, name))) {
                found.push(format!("{} is in no list: add a line for `{name}` to {}", file.path, lists[0]));
            }
        }
        found
    };
    check(
        rule,
        &[("provider/src/resources/role.rs", "//! x\n"), ("provider/src/resources/mod.rs", "resources! { }\n")],
        &[("provider/src/parts/iam/role.rs", "//! x\n"), ("provider/src/parts/iam/mod.rs", "mod role;\n")],
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    let rule: Rule = |files| {
        // A `tests.rs` belongs to the module that it tests, which has said it.
        let of_its_own = |file: &&File| file.is_rust() && !file.is_example() && !file.path.ends_with("/tests.rs");
        let rust = files.iter().filter(of_its_own);
        rust.filter(|file| !file.text.starts_with("//! "))
            .map(|file| {
                format!("{} does not begin with `//!`: say what it is for, and what must not be in it", file.path)
            })
            .collect()
    };
    check(rule, &[("provider/src/lib.rs", "use std::fmt;\n")], &[("provider/src/lib.rs", "//! The provider.\n")]);
}

#[test]
fn no_file_is_too_long() {
    let rule: Rule = |files| {
        let long =
            files.iter().map(|file| (file, file.before_tests().lines().count())).filter(|(_, lines)| *lines > LONGEST);
        long.map(|(file, lines)| format!("{} has {lines} lines, more than {LONGEST}: split it by concern", file.path))
            .collect()
    };
    let long = "//! x\n".repeat(LONGEST + 1);
    let tested = format!("//! x\n#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(LONGEST));
    check(rule, &[("provider/src/lib.rs", &long)], &[("provider/src/lib.rs", &tested)]);
}

#[test]
fn nothing_is_unsafe() {
    let rule: Rule = |files| {
        let rust = files.iter().filter(|file| file.is_rust());
        tell(rust.flat_map(|file| file.names(&["unsafe"])).collect(), "there is always a safe crate or a safe way")
    };
    check(
        rule,
        &[("provider/src/lib.rs", "//! x\nunsafe { kill(1) }\n")],
        &[("provider/src/lib.rs", "// unsafe is a word\n#![forbid(unsafe_code)]\n")],
    );
}

#[test]
fn nothing_is_left_for_later() {
    let rule: Rule = |files| {
        // Put together here, so that this file does not find itself.
        let words =
            [["TO", "DO"], ["FIX", "ME"], ["to", "do!"], ["unimple", "mented!"], ["db", "g!"]].map(|w| w.concat());
        let mut found = Vec::new();
        for file in files {
            for (index, line) in file.text.lines().enumerate() {
                if let Some(word) = words.iter().find(|word| has_word(line, word)) {
                    found.push(format!("{}:{} says {word}", file.path, index + 1));
                }
            }
        }
        tell(found, "do it now, or open an issue")
    };
    let bad = format!("//! x\n// {}: later\n", ["TO", "DO"].concat());
    check(rule, &[("provider/src/lib.rs", &bad)], &[("provider/src/lib.rs", "//! To do is a verb.\n")]);
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let rule: Rule = |files| {
        let manifests =
            files.iter().filter(|file| file.path.ends_with("Cargo.toml") && file.text.contains("[package]"));
        manifests
            .filter(|file| !file.text.contains("[lints]\nworkspace = true"))
            .map(|file| format!("{} lacks `[lints] workspace = true`", file.path))
            .collect()
    };
    check(
        rule,
        &[("codegen/Cargo.toml", "[package]\nname = \"x\"\n")],
        &[("codegen/Cargo.toml", "[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n")],
    );
}
