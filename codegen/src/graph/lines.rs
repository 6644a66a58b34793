//! The lines of the picture: who assumes roles where, and what is peered with what.
//!
//! All lines of one account, or of one VPC, are one tree: a trunk in the gutter, a branch for each row, a twig for each end. So
//! there are as many trees as there are beginnings, and not as many lines as there are pairs.

use std::collections::BTreeMap;

use super::layout::{CARD_WIDTH, CHIP_HEIGHT, Card, Chip, Layout, TRACK, TRACKS};

/// Colours of the accounts that roles are assumed from, in turn; dark enough for white paper.
const TRUST: [&str; 4] = ["#7c3aed", "#c2410c", "#1d4ed8", "#be123c"];
const PEERING: &str = "#0f766e";

/// The colour of the account that is the n-th from which roles are assumed.
pub(super) fn trust_colour(nth: usize) -> &'static str {
    TRUST.get(nth % TRUST.len()).copied().unwrap_or("#7c3aed")
}

/// The definition of the arrows' heads.
pub(super) fn heads() -> String {
    let head = |(nth, colour): (usize, &&str)| {
        format!(
            r#"<marker id="arrow{nth}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>"#
        )
    };
    format!("<defs>{}</defs>", TRUST.iter().enumerate().map(head).collect::<String>())
}

/// What the lines mean, in one line of the picture at this height.
pub(super) fn legend(at: &Layout<'_>, y: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut x = 28;
    for (nth, from) in at.trust.keys().enumerate() {
        let head = nth % TRUST.len();
        lines.push(format!(
            r#"<path d="M{x} {y}h30" stroke="{}" stroke-width="1.6" marker-end="url(#arrow{head})"/>"#,
            trust_colour(nth)
        ));
        let text = format!("{from} assumes roles in");
        lines.push(format!(
            r#"<text x="{}" y="{}" class="small">{}</text>"#,
            x + 38,
            y + 4,
            super::svg::escaped(&text)
        ));
        x += 38 + text.chars().count() * 7 + 24;
    }
    if !at.peerings.is_empty() {
        lines.push(format!(r#"<path d="M{x} {y}h30" stroke="{PEERING}" stroke-width="2" stroke-dasharray="5 3"/>"#));
        lines.push(format!(r#"<text x="{}" y="{}" class="small">peering connection</text>"#, x + 38, y + 4));
    }
    lines
}

/// Trees of trust: out of an account at its foot, into others at their heads.
pub(super) fn trust(at: &Layout<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (nth, (from, targets)) in at.trust.iter().enumerate() {
        let track = nth % TRACKS;
        let Some(from) = card(at, from) else { continue };
        let trunk = 16 + track * TRACK;
        let foot =
            |card: &Card<'_>| at.rows.get(card.row).map_or(card.y + card.height, |row| row.bottom) + 8 + track * TRACK;
        let head =
            |card: &Card<'_>| at.rows.get(card.row).map_or(card.y, |row| row.top).saturating_sub(8 + track * TRACK);
        let start = from.x + 22 + track * TRACK;
        let mut heights = vec![foot(from)];
        let mut path = vec![format!("M{start} {}V{}H{trunk}", from.y + from.height, foot(from))];
        let mut rows: BTreeMap<usize, Vec<&Card<'_>>> = BTreeMap::new();
        for target in targets.iter().filter_map(|name| card(at, name)) {
            rows.entry(target.row).or_default().push(target);
        }
        let end = |card: &Card<'_>| card.x + CARD_WIDTH - 24 - track * TRACK;
        for cards in rows.values() {
            let Some((y, far)) = cards.iter().map(|card| (head(card), end(card))).max_by_key(|(_, x)| *x) else {
                continue;
            };
            heights.push(y);
            path.push(format!("M{trunk} {y}H{far}"));
        }
        let (up, down) = (heights.iter().min(), heights.iter().max());
        if let (Some(up), Some(down)) = (up, down) {
            path.push(format!("M{trunk} {up}V{down}"));
        }
        let (colour, path) = (trust_colour(nth), path.concat());
        lines.push(format!(
            r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"/>"#
        ));
        for card in rows.values().flatten() {
            let (x, y, arrow) = (end(card), head(card), nth % TRUST.len());
            lines.push(format!(
                r#"<path d="M{x} {y}V{}" fill="none" stroke="{colour}" stroke-width="1.6" marker-end="url(#arrow{arrow})"/>"#,
                card.y - 1
            ));
        }
    }
    lines
}

/// Trees of peerings: out of a VPC on its right, into others on theirs.
pub(super) fn peerings(at: &Layout<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (nth, (requester, accepters)) in at.peerings.iter().enumerate() {
        let track = nth % TRACKS;
        let chip = |unit: &str| at.chips.iter().find(|chip| chip.vpc.unit == unit);
        let Some(from) = chip(requester) else { continue };
        let trunk = at.width - 16 - track * TRACK;
        // Between the cards, where nothing but lines of VPCs is.
        let gap = |chip: &Chip<'_>| chip.x + CARD_WIDTH - 2 + (track + 1) * 5;
        let mut rows: BTreeMap<usize, Vec<&Chip<'_>>> = BTreeMap::new();
        for chip in std::iter::once(from).chain(accepters.iter().filter_map(|unit| chip(unit))) {
            rows.entry(chip.row).or_default().push(chip);
        }
        let channel = |row: usize| {
            let bottom = at.rows.get(row).map_or(0, |row| row.bottom);
            bottom + 8 + (at.trust.len().min(TRACKS) + track) * TRACK
        };
        let mut path = Vec::new();
        let mut ends = Vec::new();
        for (row, chips) in &rows {
            let y = channel(*row);
            for chip in chips {
                let (edge, middle) = (chip.x + CARD_WIDTH - 20, chip.y + CHIP_HEIGHT / 2);
                path.push(format!("M{edge} {middle}H{}V{y}", gap(chip)));
                ends.push(format!(r#"<circle cx="{edge}" cy="{middle}" r="3.5" fill="{PEERING}"/>"#));
            }
            let (near, far) = (chips.iter().map(|chip| gap(chip)).min(), chips.iter().map(|chip| gap(chip)).max());
            if let (Some(near), Some(far)) = (near, far) {
                let far = if rows.len() > 1 { trunk } else { far };
                path.push(format!("M{near} {y}H{far}"));
            }
        }
        if let (Some((first, _)), Some((last, _))) = (rows.first_key_value(), rows.last_key_value())
            && first != last
        {
            path.push(format!("M{trunk} {}V{}", channel(*first), channel(*last)));
        }
        let path = path.concat();
        lines.push(format!(
            r#"<path d="{path}" fill="none" stroke="{PEERING}" stroke-width="1.8" stroke-dasharray="5 3" stroke-linejoin="round"/>"#
        ));
        lines.extend(ends);
    }
    lines
}

fn card<'l, 'a>(at: &'l Layout<'a>, name: &str) -> Option<&'l Card<'a>> {
    at.cards.iter().find(|card| card.account.name == name)
}
