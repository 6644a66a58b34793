//! How much is logged, and by whom.

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

/// The filter that the environment asks for, read through `get`, for the provider `name` (such as `plinth`). None if
/// it asks for nothing.
///
/// The crates `tfplugin`, `<name>` and `terraform_provider_<name>` log at the level asked for. Everything else is
/// somebody else's code: what it says below `INFO` may hold secrets, so it is let through only if that was asked for
/// by a name of its own.
pub fn targets(name: &str, get: impl Fn(&str) -> Option<String>) -> Option<Targets> {
    let set = |variable: &str| get(variable).filter(|value| !value.is_empty());
    let upper = name.to_uppercase().replace('-', "_");
    let asked = [format!("TF_LOG_PROVIDER_{upper}").as_str(), "TF_LOG_PROVIDER", "TF_LOG"].into_iter().find_map(set)?;
    let level = level(&asked);
    if level == LevelFilter::OFF {
        return None;
    }
    let others = match level {
        LevelFilter::TRACE if set(&format!("{upper}_LOG_UNSAFE")).as_deref() == Some("1") => LevelFilter::TRACE,
        LevelFilter::TRACE => LevelFilter::INFO,
        level => level.min(LevelFilter::WARN),
    };
    let own = name.replace('-', "_");
    let ours = ["tfplugin".to_owned(), format!("terraform_provider_{own}"), own];
    Some(Targets::new().with_default(others).with_targets(ours.map(|target| (target, level))))
}

fn level(text: &str) -> LevelFilter {
    match text.to_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        // As Terraform does with what it does not know.
        _ => LevelFilter::TRACE,
    }
}

/// hclog's name of a level.
pub(super) fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Option<Targets> {
        targets("plinth", |name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
    }

    #[test]
    fn nothing_asked_is_nothing_logged() {
        assert!(of(&[]).is_none());
        assert!(of(&[("TF_LOG", "")]).is_none());
        assert!(of(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "off")]).is_none());
    }

    #[test]
    fn the_most_specific_variable_counts() {
        let targets = of(&[("TF_LOG_PROVIDER_PLINTH", "error"), ("TF_LOG", "TRACE")]).unwrap();
        assert!(targets.would_enable("tfplugin::rpc", &Level::ERROR));
        assert!(!targets.would_enable("tfplugin::rpc", &Level::WARN));
    }

    #[test]
    fn libraries_never_log_secrets_unless_told() {
        let targets = of(&[("TF_LOG", "JSON")]).unwrap();
        assert!(targets.would_enable("terraform_provider_plinth::aws", &Level::TRACE));
        assert!(targets.would_enable("aws_smithy_runtime::client", &Level::INFO));
        assert!(!targets.would_enable("aws_smithy_runtime::client", &Level::DEBUG));
        let targets = of(&[("TF_LOG", "DEBUG"), ("PLINTH_LOG_UNSAFE", "1")]).unwrap();
        assert!(!targets.would_enable("hyper::proto", &Level::INFO));
        let targets = of(&[("TF_LOG", "TRACE"), ("PLINTH_LOG_UNSAFE", "1")]).unwrap();
        assert!(targets.would_enable("hyper::proto", &Level::TRACE));
    }
}
