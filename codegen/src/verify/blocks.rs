//! Blocks of networks, as units say them.

use ipnet::Ipv4Net;

use super::Finding;
use super::unit::{Found, Given};
use crate::estate::Estate;

pub(super) fn check(units: &[Found], estate: &Estate, findings: &mut Vec<Finding>) {
    let mut blocks: Vec<(Ipv4Net, &Found, &Given)> = Vec::new();
    for unit in units {
        let Some(given) = unit.inputs.get("cidr_block") else { continue };
        let Some(text) = &given.text else { continue };
        match text.parse::<Ipv4Net>() {
            Ok(block) if block.trunc() == block => blocks.push((block, unit, given)),
            _ => {
                let message = format!("`{text}` is no IPv4 block");
                findings.push(Finding::new(
                    &given.file,
                    given.line,
                    message,
                    "say it as 10.4.0.0/16, from its first address",
                ));
                continue;
            }
        }
        let recorded = estate.vpc(&unit.path).map(|vpc| &vpc.cidr_block);
        if let Some(recorded) = recorded.filter(|recorded| *recorded != text) {
            let message = format!("its block is {text}, and the record says {recorded}");
            let help = "a block that is in use never moves: say it in plinth.yaml as cidr_block, or take the edit back";
            findings.push(Finding::new(&given.file, given.line, message, help));
        }
    }
    // By their first address, so that each needs to be held against the widest before it only.
    blocks.sort_by_key(|(block, unit, _)| (block.network(), block.prefix_len(), unit.path.as_str()));
    let mut widest: Option<(Ipv4Net, &Found)> = None;
    for (block, unit, given) in blocks {
        match widest {
            Some((before, other)) if before.contains(&block) => {
                let message = format!("its block {block} overlaps {before}, which {} has", other.path);
                let help = "networks with overlapping blocks can never be connected: take a free block";
                findings.push(Finding::new(&given.file, given.line, message, help));
            }
            _ => widest = Some((block, unit)),
        }
    }
}
