//! Did you mean.

/// Finds the candidate that `word` most likely meant.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    let by_edits = candidates.iter().map(|candidate| (distance(&word, candidate), *candidate)).min();
    if let Some((_, candidate)) = by_edits.filter(|(edits, candidate)| *edits <= (candidate.len() / 3).max(1)) {
        return Some(candidate);
    }
    let inside = |candidate: &&&str| {
        candidate.len() > 3 && (word.contains(**candidate) || (word.len() > 3 && candidate.contains(&*word)))
    };
    // `retries` for `retry`.
    let inflected = |candidate: &&&str| {
        let common = word.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
        common >= 4 && common + 1 >= candidate.len()
    };
    candidates.iter().find(inside).or_else(|| candidates.iter().find(inflected)).copied()
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (index, row) in rows.iter_mut().enumerate() {
        row[0] = index;
    }
    rows[0] = (0..=right.len()).collect();
    for i in 1..=left.len() {
        for j in 1..=right.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[left.len()][right.len()]
}
