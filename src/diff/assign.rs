//! The assignment of two lists that is best as a whole.
//!
//! Pairs that are not worth anything are left out first; what hangs together by the rest is solved on its own (Kuhn and Munkres,
//! with potentials, cubic in the size of that part).

/// The pairs (left, right) of greatest total worth, each side used once. Only pairs of the list can be chosen; their worth is
/// positive. Of equal assignments it takes the same one in every run.
pub fn assign(left: usize, right: usize, worth: &[(usize, usize, f64)]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for part in parts(left, right, worth) {
        out.extend(solve(&part));
    }
    out.sort_unstable();
    out
}

/// The candidates, cut into parts that share no side.
fn parts(left: usize, right: usize, worth: &[(usize, usize, f64)]) -> Vec<Vec<(usize, usize, f64)>> {
    let mut root: Vec<usize> = (0..left + right).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for &(i, j, _) in worth {
        let (a, b) = (find(&mut root, i), find(&mut root, left + j));
        root[a.max(b)] = a.min(b);
    }
    let mut by_root: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); left + right];
    for &(i, j, w) in worth {
        by_root[find(&mut root, i)].push((i, j, w));
    }
    by_root.retain(|p| !p.is_empty());
    by_root
}

fn solve(part: &[(usize, usize, f64)]) -> Vec<(usize, usize)> {
    let side = |pick: fn(&(usize, usize, f64)) -> usize| {
        let mut all: Vec<usize> = part.iter().map(pick).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (rows, columns) = (side(|p| p.0), side(|p| p.1));
    let n = rows.len().max(columns.len());
    let mut cost = vec![vec![0.0f64; n + 1]; n + 1];
    for &(i, j, w) in part {
        if let (Ok(i), Ok(j)) = (rows.binary_search(&i), columns.binary_search(&j)) {
            cost[i + 1][j + 1] = -w;
        }
    }
    let chosen = minimal(&cost, n);
    let pair = |(j, i): (usize, &usize)| {
        let (row, column) = (rows.get(i.checked_sub(1)?)?, columns.get(j.checked_sub(1)?)?);
        (cost[*i][j] < 0.0).then_some((*row, *column))
    };
    chosen.iter().enumerate().filter_map(pair).collect()
}

/// For each column from 1 the row that it goes to, at least cost.
fn minimal(cost: &[Vec<f64>], n: usize) -> Vec<usize> {
    let (mut u, mut v) = (vec![0.0f64; n + 1], vec![0.0f64; n + 1]);
    let mut row_of = vec![0usize; n + 1];
    let mut way = vec![0usize; n + 1];
    for i in 1..=n {
        row_of[0] = i;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; n + 1];
        let mut used = vec![false; n + 1];
        while row_of[at] != 0 {
            used[at] = true;
            let row = row_of[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for j in 1..=n {
                if used[j] {
                    continue;
                }
                let reduced = cost[row][j] - u[row] - v[j];
                if reduced < least[j] {
                    least[j] = reduced;
                    way[j] = at;
                }
                if least[j] < delta {
                    delta = least[j];
                    next = j;
                }
            }
            for j in 0..=n {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    row_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_counts_not_the_best_pair() {
        // Taking (0, 0) for 0.9 would leave nothing for 1.
        assert_eq!(assign(2, 2, &[(0, 0, 0.9), (0, 1, 0.8), (1, 0, 0.7)]), [(0, 1), (1, 0)]);
    }

    #[test]
    fn what_is_not_listed_is_not_chosen() {
        assert_eq!(assign(3, 2, &[(2, 1, 0.4)]), [(2, 1)]);
        assert_eq!(assign(2, 2, &[]), []);
    }

    #[test]
    fn agrees_with_trying_all() {
        let mut state = 7u64;
        for _ in 0..60 {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 40) as f64 / 16_777_216.0
            };
            let worth: Vec<(usize, usize, f64)> =
                (0..5).flat_map(|i| (0..4).map(move |j| (i, j))).map(|(i, j)| (i, j, next())).filter(|p| p.2 > 0.4).collect();
            let chosen = assign(5, 4, &worth);
            let value = |pairs: &[(usize, usize)]| -> f64 {
                pairs.iter().filter_map(|p| worth.iter().find(|w| (w.0, w.1) == *p)).map(|w| w.2).sum()
            };
            assert!((value(&chosen) - best(&worth, 0, 0)).abs() < 1e-9);
        }
    }

    fn best(worth: &[(usize, usize, f64)], row: usize, used: u8) -> f64 {
        if row == 5 {
            return 0.0;
        }
        let mut most = best(worth, row + 1, used);
        for &(i, j, w) in worth {
            if i == row && used & (1 << j) == 0 {
                most = most.max(w + best(worth, row + 1, used | 1 << j));
            }
        }
        most
    }
}
