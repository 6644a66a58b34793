//! IPv4 blocks, as EC2 takes them.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// A block of IPv4 addresses that begins at a multiple of its size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    first: u32,
    prefix: u8,
}

/// Why a text is no block. The sentence continues "… is no IPv4 block: ".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotABlock(pub String);

impl Block {
    /// The block of that prefix length that has the address in it; `None` for a prefix above 32.
    pub fn around(address: Ipv4Addr, prefix: u8) -> Option<Block> {
        (prefix <= 32).then(|| Block { first: address.to_bits() & mask(prefix), prefix })
    }

    /// Length of the prefix in bits.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// How many addresses it has.
    pub fn size(self) -> u64 {
        1 << (32 - u32::from(self.prefix))
    }

    /// How many of its addresses hosts can have. EC2 keeps five of each subnet for itself:
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>.
    pub fn usable(self) -> u64 {
        self.size().saturating_sub(5)
    }

    /// The part number `index`, from 0, when the block is cut into parts of that prefix length. `None` when the part is
    /// larger than the block, or not inside it.
    pub fn part(self, prefix: u8, index: u32) -> Option<Block> {
        if prefix < self.prefix || prefix > 32 {
            return None;
        }
        let size = u64::from(index).checked_mul(1 << (32 - u32::from(prefix)))?;
        if size >= self.size() {
            return None;
        }
        let first = u64::from(self.first) + size;
        Some(Block { first: u32::try_from(first).ok()?, prefix })
    }

    /// Whether every address of the other block is in this one.
    pub fn contains(self, other: Block) -> bool {
        self.prefix <= other.prefix && other.first & mask(self.prefix) == self.first
    }

    /// Whether any address is in both.
    pub fn overlaps(self, other: Block) -> bool {
        self.contains(other) || other.contains(self)
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0)
}

impl FromStr for Block {
    type Err = NotABlock;

    fn from_str(text: &str) -> Result<Block, NotABlock> {
        let wrong = |why: String| NotABlock(why);
        let (address, prefix) = text.split_once('/').ok_or_else(|| wrong("it has no prefix length".to_owned()))?;
        let address: Ipv4Addr = address.parse().map_err(|_| wrong(format!("`{address}` is no IPv4 address")))?;
        let prefix: u8 = prefix
            .parse()
            .ok()
            .filter(|prefix| *prefix <= 32)
            .ok_or_else(|| wrong(format!("`{prefix}` is no prefix length between 0 and 32")))?;
        let block = Block { first: address.to_bits() & mask(prefix), prefix };
        if block.first == address.to_bits() {
            Ok(block)
        } else {
            Err(wrong(format!("a block of /{prefix} with this address begins at {block}")))
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.first), self.prefix)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for NotABlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_block_begins_at_a_multiple_of_its_size() {
        assert_eq!(block("10.0.0.0/16").size(), 65_536);
        assert_eq!(
            "10.0.1.0/16".parse::<Block>().map_err(|e| e.0),
            Err("a block of /16 with this address begins at 10.0.0.0/16".to_owned())
        );
        for wrong in ["10.0.0.0", "10.0.0/16", "10.0.0.0/33", "10.0.0.0/-1", "::/0"] {
            assert!(wrong.parse::<Block>().is_err(), "{wrong}");
        }
        assert_eq!(block("0.0.0.0/0").size(), 1 << 32);
    }

    #[test]
    fn parts_stay_inside() {
        assert_eq!(block("10.0.0.0/16").part(19, 7), Some(block("10.0.224.0/19")));
        assert_eq!(block("10.0.0.0/16").part(19, 8), None);
        assert_eq!(block("10.0.0.0/16").part(15, 0), None);
        assert_eq!(block("255.255.255.0/24").part(32, 255), Some(block("255.255.255.255/32")));
        assert_eq!(block("255.255.255.0/24").part(32, 256), None);
    }

    #[test]
    fn overlap_is_containment_one_way_or_the_other() {
        assert!(block("10.0.0.0/8").overlaps(block("10.9.0.0/16")));
        assert!(block("10.9.0.0/16").overlaps(block("10.0.0.0/8")));
        assert!(!block("10.0.0.0/16").overlaps(block("10.1.0.0/16")));
        assert!(block("0.0.0.0/0").contains(block("10.1.0.0/16")));
    }
}
