//! Where everything in the picture is. Units are pixels.
//!
//! Accounts stand in rows, in boxes of their organizational units. Lines run in gutters beside the rows and in channels between
//! them, and never behind an account: one that seems to come out of an account does.

use std::collections::{BTreeMap, BTreeSet};

use crate::estate::{Account, Estate, Vpc};

pub(super) const CARD_WIDTH: usize = 220;
pub(super) const CHIP_HEIGHT: usize = 40;
/// Between parallel lines.
pub(super) const TRACK: usize = 9;
/// Lines that run beside each other before the next shares a track.
pub(super) const TRACKS: usize = 6;
/// Beside each card, for the lines of its VPCs.
pub(super) const GAP: usize = 40;
const PAD: usize = 14;
const MARGIN: usize = 24;
const HEAD: usize = 26;
const CARD_HEAD: usize = 94;
const CARDS_IN_A_ROW: usize = 6;

/// An organizational unit, behind its accounts.
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Whether it stands in another one.
    pub(super) inner: bool,
}

/// Accounts beside each other.
pub(super) struct Row {
    pub(super) top: usize,
    pub(super) bottom: usize,
}

/// An account.
pub(super) struct Card<'a> {
    pub(super) account: &'a Account,
    pub(super) row: usize,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) height: usize,
    /// Names of the roles that others assume in it.
    pub(super) roles: Vec<&'a str>,
}

/// A VPC, in its account's card.
pub(super) struct Chip<'a> {
    pub(super) vpc: &'a Vpc,
    pub(super) row: usize,
    pub(super) x: usize,
    pub(super) y: usize,
}

/// The picture.
pub(super) struct Layout<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) rows: Vec<Row>,
    pub(super) cards: Vec<Card<'a>>,
    pub(super) chips: Vec<Chip<'a>>,
    /// Accounts by each account that assumes roles in them.
    pub(super) trust: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Accepters' units by each requester's.
    pub(super) peerings: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// Accounts of one organizational unit.
struct Group<'a> {
    outer: &'a str,
    inner: Option<&'a str>,
    accounts: Vec<&'a Account>,
}

/// Accounts by organizational unit, the management account and the one that people come in by first.
pub(super) fn layout(estate: &Estate, top: usize) -> Layout<'_> {
    let (trust, peerings) = (trust(estate), peerings(estate));
    let tracks = |number: usize| number.min(TRACKS) * TRACK;
    let (left, right) = (MARGIN + tracks(trust.len()), MARGIN + tracks(peerings.len()));
    let between = tracks(trust.len()) + tracks(peerings.len()) + 22;
    let mut at = Layout {
        width: 0,
        height: 0,
        frames: Vec::new(),
        rows: Vec::new(),
        cards: Vec::new(),
        chips: Vec::new(),
        trust,
        peerings,
    };
    let mut y = top + tracks(at.trust.len());
    for row in packed(&groups(estate)) {
        let bottom = place(&mut at, estate, &row, left, y);
        at.rows.push(Row { top: y, bottom });
        y = bottom + between;
    }
    let widest = at.frames.iter().map(|frame| frame.x + frame.width).max().unwrap_or_default();
    at.width = (widest + right).max(520);
    at.height = y;
    at
}

/// The groups of one row with their frames, cards and chips; the answer is where the row ends.
fn place<'a>(at: &mut Layout<'a>, estate: &'a Estate, groups: &[Group<'a>], left: usize, top: usize) -> usize {
    let nested = groups.iter().any(|group| group.inner.is_some());
    let cards_y = top + HEAD + if nested { HEAD } else { 6 };
    let vpcs = |account: &Account| estate.vpcs.iter().filter(|vpc| vpc.account == account.name).count();
    let most = groups.iter().flat_map(|group| &group.accounts).map(|account| vpcs(account)).max().unwrap_or_default();
    let height = CARD_HEAD + most * (CHIP_HEIGHT + 8);
    let bottom = cards_y + height + if nested { 22 } else { 14 };
    let row = at.rows.len();
    let mut x = left;
    let mut groups = groups.iter().peekable();
    while let Some(first) = groups.next() {
        let frame = x;
        let mut group = first;
        x += PAD;
        loop {
            let inner = x;
            x += if group.inner.is_some() { PAD } else { 0 };
            for account in &group.accounts {
                let roles = estate.roles.iter().filter(|role| !role.pipeline && role.accounts.contains(&account.name));
                let roles = roles.map(|role| role.name.as_str()).collect();
                at.cards.push(Card { account, row, x, y: cards_y, height, roles });
                for (place, vpc) in estate.vpcs.iter().filter(|vpc| vpc.account == account.name).enumerate() {
                    let y = cards_y + CARD_HEAD - 8 + place * (CHIP_HEIGHT + 8);
                    at.chips.push(Chip { vpc, row, x: x + 10, y });
                }
                x += CARD_WIDTH + GAP;
            }
            if let Some(title) = group.inner {
                let (y, height) = (top + HEAD, bottom - 8 - top - HEAD);
                at.frames.push(Frame { title, x: inner, y, width: x - inner, height, inner: true });
                x += PAD;
            }
            match groups.next_if(|next| next.outer == first.outer) {
                Some(next) => group = next,
                None => break,
            }
        }
        let outer =
            Frame { title: first.outer, x: frame, y: top, width: x - frame, height: bottom - top, inner: false };
        at.frames.push(outer);
        x += PAD;
    }
    // What is inside is drawn later.
    at.frames.sort_by_key(|frame| (frame.inner, frame.y, frame.x));
    bottom
}

fn groups(estate: &Estate) -> Vec<Group<'_>> {
    let top = |account: &'_ Account| account.unit.as_deref().and_then(|unit| unit.split('/').next().map(str::to_owned));
    let entrance = estate.access_from.as_deref().and_then(|name| estate.account(name)).and_then(top);
    let mut found: BTreeMap<(bool, bool, &str, Option<&str>), Vec<&Account>> = BTreeMap::new();
    for account in &estate.accounts {
        let (outer, inner) = match account.unit.as_deref() {
            None => ("Root of the organization", None),
            Some(unit) => unit.split_once('/').map_or((unit, None), |(outer, inner)| (outer, Some(inner))),
        };
        let first = top(account) == entrance;
        found.entry((account.unit.is_some(), !first, outer, inner)).or_default().push(account);
    }
    let group = |((_, _, outer, inner), accounts)| Group { outer, inner, accounts };
    found.into_iter().map(group).collect()
}

/// The groups in rows. What belongs to one organizational unit stays together, unless it is too long for a row.
fn packed<'a>(groups: &[Group<'a>]) -> Vec<Vec<Group<'a>>> {
    let taken = |row: &[Group<'_>]| row.iter().map(|group| group.accounts.len()).sum::<usize>();
    let mut rows: Vec<Vec<Group<'a>>> = vec![Vec::new()];
    for unit in groups.chunk_by(|one, next| one.outer == next.outer) {
        if rows.last().is_some_and(|row| !row.is_empty() && taken(row) + taken(unit) > CARDS_IN_A_ROW) {
            rows.push(Vec::new());
        }
        for group in unit {
            for accounts in group.accounts.chunks(CARDS_IN_A_ROW) {
                let part = Group { outer: group.outer, inner: group.inner, accounts: accounts.to_vec() };
                match rows.last_mut() {
                    Some(row) if taken(row) + accounts.len() <= CARDS_IN_A_ROW => row.push(part),
                    _ => rows.push(vec![part]),
                }
            }
        }
    }
    rows
}

fn trust(estate: &Estate) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut trust: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for role in estate.roles.iter().filter(|role| !role.pipeline) {
        for from in &role.trusted {
            let others = role.accounts.iter().filter(|to| *to != from);
            trust.entry(from).or_default().extend(others.map(String::as_str));
        }
    }
    trust.retain(|_, to| !to.is_empty());
    trust
}

fn peerings(estate: &Estate) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut peerings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for peering in &estate.peerings {
        peerings.entry(&peering.requester).or_default().insert(&peering.accepter);
    }
    peerings
}
