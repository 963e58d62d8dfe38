//! Which value of a sorted row a percentile is.

/// The rank of a percentile (0 to 100) among so many, from 1: the first at or below which so large a share of them lies.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a rank is between 1 and the count"
)]
pub(crate) fn nearest(percentile: f64, count: u64) -> u64 {
    let exact = percentile * count as f64 / 100.0;
    // What is written as 99.9 is a little more or less: the rank must not be one too high for that.
    let rank = (exact * (1.0 - 4.0 * f64::EPSILON)).ceil() as u64;
    rank.clamp(1, count.max(1))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "they are small")]
    fn it_is_that_of_whole_numbers() {
        for count in 1..=1_000_u64 {
            for tenths in 0..=1_000_u64 {
                let rank = (tenths * count).div_ceil(1_000).max(1);
                assert_eq!(nearest(tenths as f64 / 10.0, count), rank, "{tenths} tenths of {count}");
                assert_eq!(nearest(tenths as f64 / 1_000.0 * 100.0, count), rank, "{tenths} thousandths of {count}");
            }
        }
    }

    #[test]
    fn it_is_one_of_those_there_are() {
        assert_eq!([-1.0, 0.0, 200.0, f64::NAN].map(|percentile| nearest(percentile, 7)), [1, 1, 7, 1]);
        assert_eq!(nearest(100.0, 0), 1);
        assert_eq!(nearest(100.0, 1 << 40), 1 << 40);
    }
}
