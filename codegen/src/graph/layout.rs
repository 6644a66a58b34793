//! Where everything in the picture is. Units are pixels.

use std::collections::BTreeMap;

use crate::estate::{Account, Estate, Vpc};

pub(super) const CARD_WIDTH: usize = 230;
pub(super) const CHIP_HEIGHT: usize = 40;
const HEAD: usize = 58;
const GAP: usize = 44;
const MARGIN: usize = 28;
const BAND_HEAD: usize = 34;
const CARDS_IN_A_ROW: usize = 5;

/// An organizational unit, behind its accounts.
pub(super) struct Band<'a> {
    pub(super) title: &'a str,
    pub(super) y: usize,
    pub(super) height: usize,
}

/// An account.
pub(super) struct Card<'a> {
    pub(super) account: &'a Account,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) height: usize,
    /// Names of the roles that others assume in it.
    pub(super) roles: Vec<&'a str>,
}

/// A VPC, in its account's card.
pub(super) struct Chip<'a> {
    pub(super) vpc: &'a Vpc,
    pub(super) x: usize,
    pub(super) y: usize,
}

/// The picture.
pub(super) struct Layout<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) bands: Vec<Band<'a>>,
    pub(super) cards: Vec<Card<'a>>,
    pub(super) chips: Vec<Chip<'a>>,
}

/// Accounts in bands by organizational unit, the management account and the one that people come in by at the top.
pub(super) fn layout(estate: &Estate, top: usize) -> Layout<'_> {
    let entrance = |account: &Account| estate.access_from.as_deref() == Some(account.name.as_str());
    let mut groups: BTreeMap<(bool, bool, &str), Vec<&Account>> = BTreeMap::new();
    for account in &estate.accounts {
        let unit = account.unit.as_deref().unwrap_or("Root");
        let has_entrance = estate.accounts.iter().any(|other| other.unit == account.unit && entrance(other));
        groups.entry((account.unit.is_some(), !has_entrance, unit)).or_default().push(account);
    }
    let widest = groups.values().map(|accounts| accounts.len().min(CARDS_IN_A_ROW)).max().unwrap_or(1).max(2);
    let width = MARGIN * 2 + GAP + widest * (CARD_WIDTH + GAP);
    let (mut bands, mut cards, mut chips) = (Vec::new(), Vec::new(), Vec::new());
    let mut y = top;
    for ((_, _, title), accounts) in groups {
        let band_y = y;
        y += BAND_HEAD;
        for row in accounts.chunks(CARDS_IN_A_ROW) {
            let vpcs = |account: &Account| estate.vpcs.iter().filter(|vpc| vpc.account == account.name).count();
            let most = row.iter().map(|account| vpcs(account)).max().unwrap_or_default();
            let height = HEAD + 24 + most * (CHIP_HEIGHT + 8) + 6;
            for (index, account) in row.iter().enumerate() {
                let x = MARGIN + GAP + index * (CARD_WIDTH + GAP);
                let here = estate.roles.iter().filter(|role| !role.pipeline && role.accounts.contains(&account.name));
                cards.push(Card { account, x, y, height, roles: here.map(|role| role.name.as_str()).collect() });
                let own = estate.vpcs.iter().filter(|vpc| vpc.account == account.name);
                for (place, vpc) in own.enumerate() {
                    let y = y + HEAD + 24 + place * (CHIP_HEIGHT + 8);
                    chips.push(Chip { vpc, x: x + 10, y });
                }
            }
            y += height + 16;
        }
        bands.push(Band { title, y: band_y, height: y - band_y });
        y += GAP;
    }
    Layout { width, height: y, bands, cards, chips }
}
