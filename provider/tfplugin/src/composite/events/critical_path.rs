//! The longest chain of work in which each piece had to wait for the one before.

use std::collections::BTreeMap;

/// One piece of work: what it costs, and what it waits for.
pub(super) struct Link<K> {
    pub(super) cost: u64,
    pub(super) after: Vec<K>,
}

/// The cost of the dearest chain, and its pieces from the first to the last. Of chains that cost the same, the first by
/// name. What a piece waits for and what is not among the pieces costs nothing; a circle is cut where it closes.
pub(super) fn longest<K: Ord + Clone>(links: &BTreeMap<K, Link<K>>) -> (u64, Vec<K>) {
    let mut known: Known<K> = BTreeMap::new();
    for key in links.keys() {
        cost_of(links, key, &mut known);
    }
    // The first of the dearest.
    let mut best: Option<(u64, K)> = None;
    for (key, end) in &known {
        let cost = end.as_ref().map_or(0, |(cost, _)| *cost);
        if best.as_ref().is_none_or(|(dearest, _)| cost > *dearest) {
            best = Some((cost, key.clone()));
        }
    }
    let Some((cost, last)) = best else { return (0, Vec::new()) };
    let mut chain = Vec::new();
    let mut next = Some(last);
    while let Some(key) = next {
        next = known.get(&key).and_then(Option::as_ref).and_then(|(_, before)| before.clone());
        chain.push(key);
    }
    chain.reverse();
    (cost, chain)
}

/// The dearest chain that ends with a piece, and the piece before it; `None` while that is being found out.
type Known<K> = BTreeMap<K, Option<(u64, Option<K>)>>;

/// What the dearest chain costs that ends with a piece. `None`: it is no piece, or the way here came from it.
fn cost_of<K: Ord + Clone>(links: &BTreeMap<K, Link<K>>, key: &K, known: &mut Known<K>) -> Option<u64> {
    if let Some(end) = known.get(key) {
        return end.as_ref().map(|(cost, _)| *cost);
    }
    let link = links.get(key)?;
    known.insert(key.clone(), None);
    let mut dearest: Option<(u64, &K)> = None;
    for before in &link.after {
        let Some(cost) = cost_of(links, before, known) else { continue };
        if dearest.is_none_or(|(most, _)| cost > most) {
            dearest = Some((cost, before));
        }
    }
    let total = link.cost + dearest.map_or(0, |(cost, _)| cost);
    known.insert(key.clone(), Some((total, dearest.map(|(_, before)| before.clone()))));
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest_of(links: &[(&'static str, u64, &[&'static str])]) -> (u64, Vec<&'static str>) {
        let link = |(name, cost, after): &(&'static str, u64, &[&'static str])| {
            (*name, Link { cost: *cost, after: after.to_vec() })
        };
        longest(&links.iter().map(link).collect())
    }

    #[test]
    fn the_dearest_chain_need_not_have_the_most_pieces() {
        let links: &[(&str, u64, &[&str])] =
            &[("a", 1, &[]), ("b", 1, &["a"]), ("c", 1, &["b"]), ("d", 9, &["a"]), ("e", 2, &["c", "d"])];
        assert_eq!(longest_of(links), (12, vec!["a", "d", "e"]));
    }

    #[test]
    fn nothing_costs_nothing_and_strangers_do_not_count() {
        assert_eq!(longest_of(&[]), (0, vec![]));
        assert_eq!(longest_of(&[("a", 2, &["stranger"])]), (2, vec!["a"]));
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(longest_of(&[("a", 2, &["b"]), ("b", 3, &["a"])]).0, 5);
    }
}
