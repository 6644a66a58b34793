//! The estate as a graph for other programs: Mermaid, DOT and JSON. All three say the same nodes and edges, in the same order.

use serde::Serialize;

use super::words;
use crate::estate::Estate;

/// Accounts, VPCs and what leads from one to another.
#[derive(Debug, Serialize)]
pub struct Graph<'a> {
    /// Name of the organization.
    pub organization: &'a str,
    /// The accounts.
    pub accounts: Vec<Account<'a>>,
    /// The VPCs.
    pub vpcs: Vec<Vpc<'a>>,
    /// Who assumes which roles where.
    pub trust: Vec<Trust<'a>>,
    /// Peering connections.
    pub peerings: Vec<Peering<'a>>,
}

/// An account.
#[derive(Debug, Serialize)]
pub struct Account<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for, in words.
    pub purpose: String,
    /// Path of its organizational unit.
    pub unit: Option<&'a str>,
    /// Its ID, when it is pinned.
    pub id: Option<&'a str>,
}

/// A VPC.
#[derive(Debug, Serialize)]
pub struct Vpc<'a> {
    /// Path of the unit that makes it.
    pub unit: &'a str,
    /// Name of its network.
    pub name: &'a str,
    /// Account that owns it.
    pub account: &'a str,
    /// Region it is in.
    pub region: &'a str,
    /// Its IPv4 block.
    pub cidr_block: &'a str,
}

/// An account that assumes roles in another.
#[derive(Debug, Serialize)]
pub struct Trust<'a> {
    /// Account that assumes them.
    pub from: &'a str,
    /// Account that has them.
    pub to: &'a str,
    /// Their names.
    pub roles: Vec<&'a str>,
}

/// A peering connection.
#[derive(Debug, Serialize)]
pub struct Peering<'a> {
    /// Its name.
    pub name: &'a str,
    /// Path of the requester's unit.
    pub requester: &'a str,
    /// Path of the accepter's unit.
    pub accepter: &'a str,
}

/// The estate's graph. Roles of the pipeline are left out: they lead from the management account everywhere.
pub fn graph(estate: &Estate) -> Graph<'_> {
    let accounts = estate.accounts.iter().map(|account| Account {
        name: &account.name,
        purpose: words(account.purpose),
        unit: account.unit.as_deref(),
        id: account.id.as_deref(),
    });
    let vpcs = estate.vpcs.iter().map(|vpc| Vpc {
        unit: &vpc.unit,
        name: &vpc.name,
        account: &vpc.account,
        region: &vpc.region,
        cidr_block: &vpc.cidr_block,
    });
    let mut trust: Vec<Trust<'_>> = Vec::new();
    let mut roles: Vec<(&str, &str, &str)> = Vec::new();
    for role in estate.roles.iter().filter(|role| !role.pipeline) {
        for from in &role.trusted {
            roles.extend(
                role.accounts
                    .iter()
                    .filter(|to| *to != from)
                    .map(|to| (from.as_str(), to.as_str(), role.name.as_str())),
            );
        }
    }
    roles.sort_unstable();
    for (from, to, role) in roles {
        match trust.last_mut().filter(|last| (last.from, last.to) == (from, to)) {
            Some(last) => last.roles.push(role),
            None => trust.push(Trust { from, to, roles: vec![role] }),
        }
    }
    let peerings = estate.peerings.iter().map(|peering| Peering {
        name: &peering.name,
        requester: &peering.requester,
        accepter: &peering.accepter,
    });
    Graph {
        organization: &estate.organization.name,
        accounts: accounts.collect(),
        vpcs: vpcs.collect(),
        trust,
        peerings: peerings.collect(),
    }
}

/// The graph as a Mermaid flowchart, which GitHub and GitLab draw in Markdown.
pub fn mermaid(estate: &Estate) -> String {
    let graph = graph(estate);
    let mut lines = vec!["flowchart LR".to_owned()];
    for account in &graph.accounts {
        let vpcs: Vec<&Vpc<'_>> = graph.vpcs.iter().filter(|vpc| vpc.account == account.name).collect();
        let label = title(account, "<br>");
        if vpcs.is_empty() {
            lines.push(format!("  {}[\"{label}\"]", node(account.name)));
            continue;
        }
        lines.push(format!("  subgraph {}[\"{label}\"]", node(account.name)));
        for vpc in vpcs {
            lines.push(format!("    {}([\"{}<br>{}<br>{}\"])", node(vpc.unit), vpc.name, vpc.cidr_block, vpc.region));
        }
        lines.push("  end".to_owned());
    }
    for Trust { from, to, roles } in &graph.trust {
        lines.push(format!("  {} -->|\"{}\"| {}", node(from), roles.join("<br>"), node(to)));
    }
    for peering in &graph.peerings {
        lines.push(format!("  {} <-. peering .-> {}", node(peering.requester), node(peering.accepter)));
    }
    lines.join("\n") + "\n"
}

/// The graph in Graphviz's language.
pub fn dot(estate: &Estate) -> String {
    let graph = graph(estate);
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut lines = vec![
        format!("digraph {} {{", quoted(graph.organization)),
        "  rankdir = LR".to_owned(),
        "  compound = true".to_owned(),
        "  nodesep = 0.4".to_owned(),
        "  ranksep = 1.5".to_owned(),
        "  node [shape = box, style = rounded, fontname = \"Helvetica\"]".to_owned(),
        "  edge [fontname = \"Helvetica\", fontsize = 11]".to_owned(),
    ];
    for (index, account) in graph.accounts.iter().enumerate() {
        let label = title(account, "\\n");
        lines.push(format!("  subgraph cluster_{index} {{"));
        lines.push("    style = rounded".to_owned());
        lines.push(format!("    {} [label = \"{label}\", shape = plaintext]", quoted(account.name)));
        for vpc in graph.vpcs.iter().filter(|vpc| vpc.account == account.name) {
            let label = format!("{}\\n{}\\n{}", vpc.name, vpc.cidr_block, vpc.region);
            lines.push(format!("    {} [label = \"{label}\"]", quoted(vpc.unit)));
        }
        lines.push("  }".to_owned());
    }
    for Trust { from, to, roles } in &graph.trust {
        lines.push(format!("  {} -> {} [label = \"{}\"]", quoted(from), quoted(to), roles.join("\\n")));
    }
    for peering in &graph.peerings {
        let (requester, accepter) = (quoted(peering.requester), quoted(peering.accepter));
        lines.push(format!("  {requester} -> {accepter} [dir = both, style = dashed]"));
    }
    lines.push("}".to_owned());
    lines.join("\n") + "\n"
}

/// What stands over an account: what it is for, too, unless its name says so.
fn title(account: &Account<'_>, line_end: &str) -> String {
    let name = account.name;
    if name.replace('-', " ") == account.purpose {
        name.to_owned()
    } else {
        format!("{name}{line_end}{}", account.purpose)
    }
}

/// A name as Mermaid takes it for a node. Names of accounts and units have letters, digits, `-` and `/`; the words that Mermaid keeps
/// for itself, such as `end`, are none of them with what stands before.
pub(crate) fn node(name: &str) -> String {
    let plain = |character: char| match character {
        '-' => "__".to_owned(),
        '/' => "_".to_owned(),
        character => character.to_string(),
    };
    format!("n_{}", name.chars().map(plain).collect::<String>())
}
