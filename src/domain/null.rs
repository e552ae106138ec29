//! `null` in a file means the member is absent.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// Reads a member that other tools may write as `null` instead of leaving it out.
pub(crate) fn as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a number that counts from 1, which is also what `null` stands for.
pub(crate) fn as_first<'de, D>(deserializer: D) -> Result<u32, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or(1))
}

/// Reads a map and leaves out what is `null` in it.
pub(crate) fn left_out<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Ord + Deserialize<'de>,
    V: Deserialize<'de>,
{
    let map: BTreeMap<K, Option<V>> = as_default(deserializer)?;
    Ok(without_nulls(map))
}

/// Reads a map of maps and leaves out what is `null` in them.
pub(crate) fn left_out_within<'de, D, K, L, V>(
    deserializer: D,
) -> Result<BTreeMap<K, BTreeMap<L, V>>, D::Error>
where
    D: Deserializer<'de>,
    K: Ord + Deserialize<'de>,
    L: Ord + Deserialize<'de>,
    V: Deserialize<'de>,
{
    let map: BTreeMap<K, BTreeMap<L, Option<V>>> = left_out(deserializer)?;
    let maps = map.into_iter();
    Ok(maps.map(|(key, map)| (key, without_nulls(map))).collect())
}

fn without_nulls<K: Ord, V>(map: BTreeMap<K, Option<V>>) -> BTreeMap<K, V> {
    let some = |(key, value): (K, Option<V>)| Some((key, value?));
    map.into_iter().filter_map(some).collect()
}
