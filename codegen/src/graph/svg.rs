//! The picture as SVG.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::estate::Estate;

use super::layout::{CARD_WIDTH, CHIP_HEIGHT, Card, Chip, Layout, layout};

const TOP: usize = 96;
const TRUST: &str = "#7c3aed";
const PEERING: &str = "#0f766e";

/// The estate as an SVG picture. The same estate always gives the same bytes.
pub fn svg(estate: &Estate) -> String {
    let at = layout(estate, TOP);
    let mut text = String::new();
    head(estate, &at, &mut text);
    for band in &at.bands {
        line(
            &mut text,
            &format!(
                r##"<rect x="16" y="{}" width="{}" height="{}" rx="10" fill="#f1f5f9" stroke="#e2e8f0"/>"##,
                band.y,
                at.width - 32,
                band.height
            ),
        );
        let title = format!(r#"<text x="32" y="{}" class="band">{}</text>"#, band.y + 23, escaped(band.title));
        line(&mut text, &title);
    }
    trust(estate, &at, &mut text);
    peerings(estate, &at, &mut text);
    for card in &at.cards {
        account(card, &mut text);
    }
    for chip in &at.chips {
        vpc(chip, &mut text);
    }
    line(&mut text, "</svg>");
    text
}

fn line(text: &mut String, what: &str) {
    text.push_str(what);
    text.push('\n');
}

fn head(estate: &Estate, at: &Layout<'_>, text: &mut String) {
    let (width, height) = (at.width, at.height);
    line(
        text,
        &format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif">"#
        ),
    );
    let name = escaped(&estate.organization.name);
    line(text, &format!("<title>Accounts, networks and trust of {name}</title>"));
    line(
        text,
        "<style>.band{font-size:13px;font-weight:bold;fill:#475569}.name{font-size:15px;font-weight:bold;fill:#0f172a}.small{font-size:11px;fill:#64748b}.role{font-size:11px;fill:#6d28d9}.chip{font-size:12px;font-weight:bold;fill:#134e4a}.chips{font-size:11px;fill:#0f766e}</style>",
    );
    line(
        text,
        &format!(
            r#"<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{TRUST}"/></marker></defs>"#
        ),
    );
    line(text, &format!(r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##));
    let regions = escaped(&estate.organization.regions.join(", "));
    line(text, &format!(r##"<text x="28" y="38" font-size="22" font-weight="bold" fill="#0f172a">{name}</text>"##));
    line(text, &format!(r#"<text x="28" y="58" class="small">{regions}</text>"#));
    line(
        text,
        &format!(
            r#"<path d="M28 78h34" stroke="{TRUST}" stroke-width="1.6" marker-end="url(#arrow)"/><text x="70" y="82" class="small">assumes roles in</text>"#
        ),
    );
    line(
        text,
        &format!(
            r#"<path d="M190 78h34" stroke="{PEERING}" stroke-width="2" stroke-dasharray="5 3"/><text x="232" y="82" class="small">peering connection</text>"#
        ),
    );
}

fn account(card: &Card<'_>, text: &mut String) {
    let (x, y) = (card.x, card.y);
    line(
        text,
        &format!(
            r##"<rect x="{x}" y="{y}" width="{CARD_WIDTH}" height="{}" rx="8" fill="#ffffff" stroke="#94a3b8"/>"##,
            card.height
        ),
    );
    let name = escaped(&shortened(&card.account.name, 26));
    line(text, &format!(r#"<text x="{}" y="{}" class="name">{name}</text>"#, x + 12, y + 24));
    let purpose = format!("{:?}", card.account.purpose);
    let id = card.account.id.as_deref().map(|id| format!(", {id}")).unwrap_or_default();
    line(text, &format!(r#"<text x="{}" y="{}" class="small">{}{id}</text>"#, x + 12, y + 42, words(&purpose)));
    if !card.roles.is_empty() {
        let roles = escaped(&shortened(&card.roles.join(" · "), 40));
        line(text, &format!(r#"<text x="{}" y="{}" class="role">{roles}</text>"#, x + 12, y + 64));
    }
}

fn vpc(chip: &Chip<'_>, text: &mut String) {
    let (x, y) = (chip.x, chip.y);
    line(
        text,
        &format!(
            r##"<rect x="{x}" y="{y}" width="{}" height="{CHIP_HEIGHT}" rx="6" fill="#ccfbf1" stroke="#5eead4"/>"##,
            CARD_WIDTH - 20
        ),
    );
    let name = escaped(&shortened(&chip.vpc.name, 26));
    line(text, &format!(r#"<text x="{}" y="{}" class="chip">{name}</text>"#, x + 10, y + 17));
    let where_it_is = escaped(&format!("{}  {}", chip.vpc.cidr_block, chip.vpc.region));
    line(text, &format!(r#"<text x="{}" y="{}" class="chips">{where_it_is}</text>"#, x + 10, y + 32));
}

/// One arrow from each account to each other in which it assumes roles; they pass behind the cards, in the gaps between them.
fn trust(estate: &Estate, at: &Layout<'_>, text: &mut String) {
    let mut pairs = BTreeSet::new();
    for role in estate.roles.iter().filter(|role| !role.pipeline) {
        for from in &role.trusted {
            pairs.extend(role.accounts.iter().filter(|to| *to != from).map(|to| (from.as_str(), to.as_str())));
        }
    }
    let card = |name: &str| at.cards.iter().find(|card| card.account.name == name);
    for (from, to) in pairs {
        let (Some(from), Some(to)) = (card(from), card(to)) else { continue };
        let (from_x, to_x) = (from.x + CARD_WIDTH / 2, to.x + CARD_WIDTH / 2);
        let path = match to.y.cmp(&from.y) {
            Ordering::Greater => {
                let (start, end) = (from.y + from.height, to.y - 2);
                format!("M{from_x} {start}C{from_x} {} {to_x} {} {to_x} {end}", start + 46, end - 46)
            }
            Ordering::Less => {
                let (start, end) = (from.y, to.y + to.height + 2);
                format!("M{from_x} {start}C{from_x} {} {to_x} {} {to_x} {end}", start - 46, end + 46)
            }
            Ordering::Equal => {
                let (start, bend) = (from.y, from.y - 30);
                format!("M{from_x} {start}C{from_x} {bend} {to_x} {bend} {to_x} {}", start - 2)
            }
        };
        line(
            text,
            &format!(
                r#"<path d="{path}" fill="none" stroke="{TRUST}" stroke-width="1.4" stroke-opacity="0.75" marker-end="url(#arrow)"/>"#
            ),
        );
    }
}

/// A line from card to card, at the height of the VPCs; what is between them hides it.
fn peerings(estate: &Estate, at: &Layout<'_>, text: &mut String) {
    let chip = |unit: &str| at.chips.iter().find(|chip| chip.vpc.unit == unit);
    for peering in &estate.peerings {
        let (Some(from), Some(to)) = (chip(&peering.requester), chip(&peering.accepter)) else { continue };
        let (from_y, to_y) = (from.y + CHIP_HEIGHT / 2, to.y + CHIP_HEIGHT / 2);
        let right = |chip: &Chip<'_>| chip.x + CARD_WIDTH - 20;
        // The ends face each other; in one column both lead out to the right.
        let (start, end, bend, back) = match from.x.cmp(&to.x) {
            Ordering::Less => (right(from), to.x, right(from) + 34, to.x - 34),
            Ordering::Greater => (from.x, right(to), from.x - 34, right(to) + 34),
            Ordering::Equal => (right(from), right(to), right(from) + 34, right(to) + 34),
        };
        line(
            text,
            &format!(
                r#"<path d="M{start} {from_y}C{bend} {from_y} {back} {to_y} {end} {to_y}" fill="none" stroke="{PEERING}" stroke-width="2" stroke-dasharray="5 3"/>"#
            ),
        );
    }
}

/// `LogArchive` as `log archive`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
