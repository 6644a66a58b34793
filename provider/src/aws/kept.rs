//! Clients that are kept: the ones used last, up to a number, so that memory does not grow with accounts and regions.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many clients are kept. One takes some 30 KB and a tenth of a millisecond to make.
const AT_MOST: usize = 256;

/// Which client: service, account, region, and whether it repeats throttled calls only.
pub(super) type Key = (&'static str, String, String, bool);

/// The clients, by what they are for. A client that is no longer kept lives on with those who use it.
#[derive(Default)]
pub(super) struct Kept(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    clients: BTreeMap<Key, (u64, Arc<dyn Any + Send + Sync>)>,
    /// Counts uses.
    now: u64,
}

impl Kept {
    /// The client for `key`, made where it is not kept.
    pub(super) fn client<C: Clone + Send + Sync + 'static>(&self, key: Key, new: impl FnOnce() -> C) -> C {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.now += 1;
        let now = shelf.now;
        if let Some((used, client)) = shelf.clients.get_mut(&key)
            && let Some(client) = client.downcast_ref::<C>()
        {
            *used = now;
            return client.clone();
        }
        if shelf.clients.len() >= AT_MOST {
            let oldest = shelf.clients.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone());
            oldest.and_then(|key| shelf.clients.remove(&key));
        }
        let client = new();
        shelf.clients.insert(key, (now, Arc::new(client.clone())));
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(region: usize) -> Key {
        ("ec2", "111111111111".to_owned(), region.to_string(), false)
    }

    #[test]
    fn what_was_used_last_is_kept() {
        let kept = Kept::default();
        for region in 0..AT_MOST {
            kept.client(key(region), || region);
        }
        assert_eq!(kept.client(key(0), || 1000_usize), 0, "the first one is still there, and used again");
        kept.client(key(AT_MOST), || AT_MOST);
        assert_eq!(kept.client(key(0), || 1000_usize), 0);
        assert_eq!(kept.client(key(1), || 1000_usize), 1000, "the one that waited longest went");
    }

    #[test]
    fn services_do_not_share() {
        let kept = Kept::default();
        kept.client(key(0), || 1_u8);
        assert_eq!(kept.client(("iam", "111111111111".to_owned(), "0".to_owned(), false), || "iam"), "iam");
    }
}
