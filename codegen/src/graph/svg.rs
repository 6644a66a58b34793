//! The picture as SVG.

use crate::estate::Estate;

use super::layout::{CARD_WIDTH, CHIP_HEIGHT, Card, Chip, Frame, Layout, layout};
use super::{lines, words};

const TOP: usize = 112;
/// Characters of roles in one line of a card.
const ROLES_WIDTH: usize = 32;

/// The estate as an SVG picture. The same estate always gives the same bytes.
pub fn svg(estate: &Estate) -> String {
    let at = layout(estate, TOP);
    let mut drawn = head(estate, &at);
    drawn.extend(at.frames.iter().flat_map(frame));
    drawn.extend(at.cards.iter().flat_map(account));
    drawn.extend(at.chips.iter().flat_map(vpc));
    // Last: a line is never hidden, and never runs where it would hide words.
    drawn.extend(lines::trust(&at));
    drawn.extend(lines::peerings(&at));
    drawn.push("</svg>".to_owned());
    drawn.join("\n") + "\n"
}

fn head(estate: &Estate, at: &Layout<'_>) -> Vec<String> {
    let (width, height) = (at.width, at.height);
    let name = escaped(&estate.organization.name);
    let regions = escaped(&estate.organization.regions.join(", "));
    let mut head = vec![
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" role="img">"#
        ),
        format!("<title>Accounts, networks and trust of {name}</title>"),
        "<style>.frame{font-size:13px;font-weight:bold;fill:#475569}.inner{font-size:12px;font-weight:bold;fill:#64748b}.name{font-size:15px;font-weight:bold;fill:#0f172a}.small{font-size:11px;fill:#64748b}.role{font-size:11px;fill:#334155}.chip{font-size:12px;font-weight:bold;fill:#134e4a}.chips{font-size:11px;fill:#0f766e}</style>".to_owned(),
        lines::heads(),
        format!(r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##),
        format!(r##"<text x="28" y="38" font-size="22" font-weight="bold" fill="#0f172a">{name}</text>"##),
        format!(r#"<text x="28" y="58" class="small">{regions}</text>"#),
    ];
    head.extend(lines::legend(at, 82));
    head
}

fn frame(frame: &Frame<'_>) -> [String; 2] {
    let Frame { x, y, width, height, .. } = frame;
    let (fill, class, inset) = if frame.inner { ("#f8fafc", "inner", 10) } else { ("#eef2f7", "frame", 14) };
    let title = escaped(&shortened(frame.title, width.saturating_sub(40) / 8));
    [
        format!(r##"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{fill}" stroke="#cbd5e1"/>"##),
        format!(r#"<text x="{}" y="{}" class="{class}">{title}</text>"#, x + inset, y + 18),
    ]
}

fn account(card: &Card<'_>) -> Vec<String> {
    let (x, y) = (card.x, card.y);
    let name = escaped(&shortened(&card.account.name, 21));
    let purpose = words(card.account.purpose);
    let id = card.account.id.as_deref().map(|id| format!(" · {id}")).unwrap_or_default();
    let mut drawn = vec![
        format!(
            r##"<rect x="{x}" y="{y}" width="{CARD_WIDTH}" height="{}" rx="7" fill="#ffffff" stroke="#94a3b8"/>"##,
            card.height
        ),
        format!(r#"<text x="{}" y="{}" class="name">{name}</text>"#, x + 12, y + 23),
        format!(r#"<text x="{}" y="{}" class="small">{purpose}{id}</text>"#, x + 12, y + 40),
    ];
    for (index, line) in role_lines(&card.roles).iter().enumerate() {
        let line = escaped(&shortened(line, ROLES_WIDTH));
        drawn.push(format!(r#"<text x="{}" y="{}" class="role">{line}</text>"#, x + 12, y + 60 + index * 14));
    }
    drawn
}

/// Names of roles in two lines; how many more there are stands at the end.
fn role_lines(roles: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (index, role) in roles.iter().enumerate() {
        let fits = |line: &String| line.chars().count() + role.chars().count() + 3 <= ROLES_WIDTH;
        let full = lines.len() == 2;
        match lines.last_mut() {
            Some(line) if fits(line) => *line = format!("{line} · {role}"),
            Some(line) if full => {
                *line = format!("{} +{}", shortened(line, ROLES_WIDTH - 4), roles.len() - index);
                break;
            }
            _ => lines.push((*role).to_owned()),
        }
    }
    lines
}

fn vpc(chip: &Chip<'_>) -> [String; 3] {
    let (x, y) = (chip.x, chip.y);
    let name = escaped(&shortened(&chip.vpc.name, 24));
    let where_it_is = escaped(&format!("{}  {}", chip.vpc.cidr_block, chip.vpc.region));
    [
        format!(
            r##"<rect x="{x}" y="{y}" width="{}" height="{CHIP_HEIGHT}" rx="6" fill="#ccfbf1" stroke="#5eead4"/>"##,
            CARD_WIDTH - 20
        ),
        format!(r#"<text x="{}" y="{}" class="chip">{name}</text>"#, x + 10, y + 17),
        format!(r#"<text x="{}" y="{}" class="chips">{where_it_is}</text>"#, x + 10, y + 32),
    ]
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
