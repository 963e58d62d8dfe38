//! How long the carrier takes: a table in a file, on a network drive that is slow and blocks whoever reads it.

use std::time::Duration;
use std::{fs, io, thread};

use crate::client::Sku;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/storefront/carrier.txt");

/// What the drive takes: one thread reads 40 times a second, and there are 60 customers.
const DRIVE: Duration = Duration::from_millis(25);

/// Reads the days from the table; none are known of a product that is not in it.
pub(crate) fn days(sku: Sku) -> io::Result<Option<u32>> {
    thread::sleep(DRIVE);
    let table = fs::read_to_string(TABLE)?;
    let days = table.lines().filter_map(|line| line.split_once(' ')).find(|(number, _)| *number == sku.to_string());
    days.map(|(_, days)| days.parse().map_err(io::Error::other)).transpose()
}
