//! What describes numbers, held against the plain formulas, and the histogram against `hdrhistogram`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the numbers are small"
)]

use std::time::Duration;

use hdrhistogram::Histogram as Reference;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::stats::{Ewma, Histogram, Moments, Summary};

/// Whole numbers on a large offset, whose sums are exact in `i128`.
fn whole() -> impl Strategy<Value = Vec<i64>> {
    (prop_oneof![Just(0), Just(1_000_000_000), Just(-4_000_000_000_000)], vec(-1_000..=1_000_i64, 1..60))
        .prop_map(|(offset, values)| values.into_iter().map(|value| offset + value).collect())
}

/// The same, and a few that are far off the others.
fn with_others() -> impl Strategy<Value = Vec<i64>> {
    let far = prop_oneof![Just(0), Just(1_000_000_000_000_000), Just(-1_000_000_000_000_000)];
    (vec(far, 0..4), whole(), vec(-9..=9_i64, 0..40)).prop_map(|(far, whole, few)| [far, whole, few].concat())
}

/// Durations from nothing to two minutes, as many short as long ones.
fn durations() -> impl Strategy<Value = Vec<Duration>> {
    vec((0..37_u32, 0.5..1.0_f64).prop_map(|(octave, share)| (2.0_f64.powi(octave as i32) * share) as u64), 1..300)
        .prop_map(|nanos| nanos.into_iter().map(Duration::from_nanos).collect())
}

fn floats(values: &[i64]) -> Vec<f64> {
    values.iter().map(|value| *value as f64).collect()
}

/// Mean and variance, by exact sums: of n² times the variance nothing is lost before the last division.
fn exact(values: &[i64]) -> (f64, f64) {
    let (count, sum) = (values.len() as i128, values.iter().map(|value| i128::from(*value)).sum::<i128>());
    let squares: i128 = values.iter().map(|value| (i128::from(*value) * count - sum).pow(2)).sum();
    (sum as f64 / count as f64, squares as f64 / count.pow(3) as f64)
}

fn is_near(value: Option<f64>, expected: f64, within: f64) -> bool {
    value.is_some_and(|value| (value - expected).abs() <= within)
}

proptest! {
    #[test]
    fn moments_are_those_of_exact_sums(values in with_others(), cut in any::<prop::sample::Index>()) {
        let (mean, variance) = exact(&values);
        let values = floats(&values);
        let (some, others) = values.split_at(cut.index(values.len()));
        let mut merged: Moments = some.iter().copied().collect();
        merged.merge(&others.iter().copied().collect());
        for moments in [merged, values.iter().copied().collect()] {
            prop_assert!(is_near(moments.mean(), mean, mean.abs() * 1e-15), "{moments:?}");
            prop_assert!(is_near(moments.variance(), variance, variance * 1e-12), "{moments:?} {variance}");
            let n = values.len() as f64;
            match moments.sample_variance() {
                None => prop_assert_eq!(values.len(), 1),
                Some(sample) => prop_assert!(is_near(moments.variance(), sample * (n - 1.0) / n, variance * 1e-12)),
            }
            prop_assert_eq!(moments.min(), values.iter().copied().reduce(f64::min));
            prop_assert_eq!(moments.max(), values.iter().copied().reduce(f64::max));
        }
    }

    #[test]
    fn percentiles_are_those_of_the_definition(values in whole(), tenths in 0..=1_000_u64) {
        let summary: Summary = floats(&values).into_iter().collect();
        let percentile = tenths as f64 / 10.0;
        // The least value at or below which so large a share lies.
        let lie_below = |limit: i64| values.iter().filter(|value| **value <= limit).count() as u64;
        let nearest = values.iter().filter(|value| lie_below(**value) * 1_000 >= tenths * values.len() as u64).min();
        prop_assert_eq!(summary.percentile(percentile), nearest.map(|value| *value as f64));
        let (low, high) = (summary.percentile(0.0).unwrap(), summary.percentile(100.0).unwrap());
        let between = summary.interpolated(percentile).unwrap();
        prop_assert!((low..=high).contains(&between));
        prop_assert_eq!((Some(low), Some(high)), (summary.min(), summary.max()));
    }

    #[test]
    fn interpolation_hits_each_value_at_its_place(values in whole()) {
        let summary: Summary = floats(&values).into_iter().collect();
        let last = values.len() - 1;
        for (at, value) in summary.values().iter().enumerate() {
            let percentile = 100.0 * at as f64 / last.max(1) as f64;
            prop_assert!(is_near(summary.interpolated(percentile), *value, 1e-9 * value.abs().max(1_000.0)));
        }
    }

    #[test]
    fn a_merged_summary_is_that_of_all(one in whole(), other in whole()) {
        let (one, other) = (floats(&one), floats(&other));
        let mut merged: Summary = one.iter().copied().collect();
        merged.merge(&other.iter().copied().collect());
        let all: Summary = one.into_iter().chain(other).collect();
        prop_assert_eq!(merged.values(), all.values());
        prop_assert_eq!(merged.count() as u64, merged.moments().count());
    }

    #[test]
    fn a_moving_average_is_the_weighted_sum(values in whole(), weight in 0.01..=1.0_f64) {
        let (values, mut average) = (floats(&values), Ewma::new(weight).unwrap());
        for value in &values {
            average.record(*value);
        }
        // The first has what is left of the weights.
        let sum: f64 = values.iter().rev().enumerate().map(|(age, value)| {
            let left = (1.0 - weight).powi(age as i32);
            value * if age + 1 == values.len() { left } else { left * weight }
        }).sum();
        prop_assert!(is_near(average.value(), sum, 1e-9 * sum.abs().max(1.0)));
    }

    #[test]
    fn a_histogram_tells_what_hdrhistogram_does(values in durations(), tenths in 0..=1_000_u64) {
        let (mut histogram, mut reference) = (Histogram::new(), Reference::<u64>::new(3).unwrap());
        for took in &values {
            histogram.record(*took);
            reference.record(took.as_nanos() as u64).unwrap();
        }
        let percentile = tenths as f64 / 10.0;
        let told = histogram.percentile(percentile).unwrap().as_nanos() as f64;
        // A little less: it takes what is written as 47.2 % of 125 for more than 59 of them.
        let expected = reference.value_at_quantile(percentile / 100.0 - 1e-12) as f64;
        // Their own slots are a thousandth wide.
        prop_assert!((told - expected).abs() <= (expected * 0.126).max(18.0), "{told} {expected}");

        let summary: Summary = values.iter().copied().collect();
        let exact = summary.percentile(percentile).unwrap() * 1e9;
        prop_assert!((told - exact).abs() <= (exact * 0.125).max(18.0) + 1e-3, "{told} {exact}");
        prop_assert_eq!(histogram.min(), values.iter().min().copied());
        prop_assert_eq!(histogram.max(), histogram.percentile(100.0));
        let mean = values.iter().sum::<Duration>().as_nanos() / values.len() as u128;
        prop_assert_eq!(histogram.mean().unwrap().as_nanos(), mean);
    }

    #[test]
    fn merged_histograms_tell_what_one_of_all_does(one in durations(), other in durations(), tenths in 0..=1_000_u64) {
        let mut merged: Histogram = one.iter().copied().collect();
        merged.merge(&Histogram::new());
        merged.merge(&other.iter().copied().collect());
        let all: Histogram = one.iter().chain(&other).copied().collect();
        let percentile = tenths as f64 / 10.0;
        prop_assert_eq!(merged.percentile(percentile), all.percentile(percentile));
        prop_assert_eq!((merged.count(), merged.mean(), merged.min()), (all.count(), all.mean(), all.min()));
        let slots: Vec<_> = merged.slots().collect();
        prop_assert_eq!(slots.iter().map(|(_, count)| count).sum::<u64>(), merged.count());
        let held = |slot: &(std::ops::Range<Duration>, u64)| {
            one.iter().chain(&other).filter(|took| slot.0.contains(took)).count() as u64 == slot.1
        };
        prop_assert!(slots.iter().all(held), "{slots:?}");
    }
}

#[test]
fn of_nothing_there_is_nothing_to_tell() {
    let (summary, moments, histogram) = (Summary::default(), Moments::new(), Histogram::new());
    assert_eq!([summary.mean(), summary.variance(), summary.min(), summary.max(), summary.median()], [None; 5]);
    assert_eq!([summary.percentile(50.0), summary.interpolated(50.0), summary.percentile(100.0)], [None; 3]);
    assert_eq!([moments.mean(), moments.variance(), moments.sample_variance(), moments.deviation()], [None; 4]);
    assert_eq!([histogram.mean(), histogram.min(), histogram.max(), histogram.median()], [None; 4]);
    assert_eq!(histogram.slots().count(), 0);
}

#[test]
fn what_is_no_number_is_left_out_and_counted() {
    let odd = [1.0, f64::NAN, 3.0, f64::INFINITY, f64::NEG_INFINITY];
    let (summary, mut average) = (Summary::from_iter(odd), Ewma::new(0.5).unwrap());
    assert_eq!((summary.values(), summary.moments().left_out()), (&[1.0, 3.0][..], 3));
    assert_eq!((summary.mean(), summary.variance(), summary.max()), (Some(2.0), Some(1.0), Some(3.0)));
    let mut none: Moments = [f64::NAN].into_iter().collect();
    none.merge(&[f64::NAN].into_iter().collect());
    assert_eq!((none.count(), none.left_out(), none.mean()), (0, 2, None));
    for value in odd {
        average.record(value);
    }
    assert_eq!(average.value(), Some(2.0));
}

#[test]
fn a_number_far_off_costs_no_digit() {
    let digits = (0..1_000_000).map(|number| f64::from(number % 10));
    let first: Moments = std::iter::once(u64::MAX as f64).chain(digits.clone()).collect();
    let mut merged: Moments = digits.collect();
    merged.merge(&[u64::MAX as f64].into_iter().collect());
    let (count, sum) = (1_000_001_i128, (1_i128 << 64) + 4_500_000);
    for moments in [first, merged] {
        assert!(is_near(moments.mean(), sum as f64 / count as f64, sum as f64 / count as f64 * 2e-16), "{moments:?}");
        // The mean of the squares less the square of the mean, of which all but the first digits are the large one's.
        let (large, rest) = (2_f64.powi(64), 1_000_000.0 / 1_000_001.0);
        let variance = large * large / 1_000_001.0 * rest - 2.0 * large * 4_500_000.0 / 1_000_001.0 / 1_000_001.0;
        assert!(is_near(moments.variance(), variance, variance * 1e-15), "{moments:?} {variance}");
    }
    let few = [1e15, -1e15].into_iter().chain(std::iter::repeat_n(0.1, 100_000));
    let summary: Summary = few.collect();
    assert!(is_near(summary.mean(), 10_000.0 / 100_002.0, 1e-16), "{:?}", summary.mean());
}

#[test]
fn counts_end_at_the_largest_number() {
    let (mut histogram, mut moments) = (Histogram::new(), Moments::new());
    histogram.record(Duration::MAX);
    moments.extend([1.0, f64::NAN]);
    for _ in 0..66 {
        histogram.merge(&histogram.clone());
        moments.merge(&moments.clone());
    }
    assert_eq!([histogram.count(), moments.count(), moments.left_out()], [u64::MAX; 3]);
}

#[test]
fn a_slot_without_an_end_ends_with_the_greatest() {
    let minutes = |minutes: &[u64]| minutes.iter().map(|it| Duration::from_secs(it * 60)).collect::<Histogram>();
    let histogram = minutes(&[1, 10, 20, 30, 60]);
    let median = histogram.median().unwrap();
    assert!((Duration::from_secs(600)..=Duration::from_secs(3_600)).contains(&median), "{median:?}");
    let tens: Vec<_> = (0..=10).map(|ten| histogram.percentile(f64::from(ten) * 10.0).unwrap()).collect();
    assert!(tens.is_sorted() && tens[10] == Duration::from_secs(3_600), "{tens:?}");
    // As ever where none is longer than the slot would be.
    let alike: Histogram = [125, 136, 125, 125].map(Duration::from_secs).into_iter().collect();
    assert!(is_near(alike.median().map(|it| it.as_secs_f64()), 125.0, 125.0 / 8.0));
    let most = Histogram::from_iter([Duration::MAX, Duration::MAX, Duration::ZERO]);
    assert_eq!((most.max(), most.min()), (Some(Duration::from_nanos(u64::MAX)), Some(Duration::ZERO)));
    assert!(most.median().unwrap() > Duration::from_secs(120));
}

#[test]
fn what_is_asked_out_of_range_is_the_nearest() {
    let (summary, histogram) = (Summary::from_iter([1.0, 2.0, 3.0]), Histogram::from_iter([Duration::MAX]));
    for (asked, told) in [(-1.0, Some(1.0)), (100.1, Some(3.0)), (f64::INFINITY, Some(3.0)), (f64::NAN, None)] {
        assert_eq!((summary.percentile(asked), summary.interpolated(asked)), (told, told), "{asked}");
    }
    assert_eq!(histogram.percentile(f64::NAN), None);
    assert_eq!(histogram.median(), Some(Duration::from_nanos(u64::MAX)));
    assert_eq!(histogram.slots().next().unwrap().0.end, Duration::MAX);
    for weight in [0.0, -0.5, 1.1, f64::NAN] {
        let expected = format!("ewma: `weight` is {weight}, but must be more than 0, and at most 1");
        assert_eq!(Ewma::new(weight).unwrap_err().to_string(), expected);
    }
}

#[test]
fn the_largest_numbers_do_not_run_over() {
    let summary = Summary::from_iter([-f64::MAX, f64::MAX]);
    assert_eq!(summary.median(), Some(0.0));
    assert!(is_near(summary.interpolated(75.0), f64::MAX / 2.0, f64::MAX * 1e-15));
    let mut average = Ewma::new(0.5).unwrap();
    for value in summary.values() {
        average.record(*value);
    }
    assert_eq!(average.value(), Some(0.0));
}
