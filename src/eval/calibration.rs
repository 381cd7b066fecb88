//! Whether confidences are true: of the values scored 0.9, are nine in ten right?

use serde::Serialize;

use super::tally::rounded;

/// Bins of the reliability table, of equal width.
const BINS: usize = 10;
/// Where the review curve is told: the lowest-scored share of the values, in per cent.
const CURVE: [u8; 8] = [1, 2, 5, 10, 20, 30, 50, 100];

/// A value whose truth is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Probability that it is right, as its evidence says.
    pub confidence: f64,
    /// Whether it is.
    pub right: bool,
}

/// A row of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lower border of the confidences.
    pub from: f64,
    /// Upper border.
    pub to: f64,
    /// How many values.
    pub values: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// Share of them that is right.
    pub right: f64,
}

/// A point of the review curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The lowest-scored per cent of the values …
    pub lowest_percent: u8,
    /// … hold this share of all wrong ones.
    pub wrong_found: f64,
}

/// How true a set of confidences is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// How many values were judged.
    pub values: usize,
    /// How many of them are wrong.
    pub wrong: usize,
    /// Mean confidence.
    pub mean_confidence: f64,
    /// Expected calibration error: mean distance of confidence and truth over the bins.
    pub ece: f64,
    /// Mean squared distance of confidence and truth.
    pub brier: f64,
    /// The reliability table, without empty bins.
    pub bins: Vec<Bin>,
    /// Where the wrong values lie.
    pub review_curve: Vec<CurvePoint>,
}

impl Calibration {
    /// Measures a set of judged values.
    pub fn of(judged: &[Judged]) -> Self {
        let n = judged.len().max(1) as f64;
        let mut bins = [(0usize, 0.0f64, 0usize); BINS];
        let (mut sum, mut squares) = (0.0, 0.0);
        for value in judged {
            let bin = &mut bins[((value.confidence * BINS as f64) as usize).min(BINS - 1)];
            bin.0 += 1;
            bin.1 += value.confidence;
            bin.2 += usize::from(value.right);
            sum += value.confidence;
            squares += (value.confidence - f64::from(u8::from(value.right))).powi(2);
        }
        let ece: f64 = bins.iter().map(|&(_, confidence, right)| (confidence - right as f64).abs()).sum::<f64>() / n;
        let filled = bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0);
        let curve = ReviewCurve::of(judged);
        Self {
            values: judged.len(),
            wrong: judged.iter().filter(|v| !v.right).count(),
            mean_confidence: rounded(sum / n),
            ece: rounded(ece),
            brier: rounded(squares / n),
            bins: filled
                .map(|(i, &(values, confidence, right))| Bin {
                    from: i as f64 / BINS as f64,
                    to: (i + 1) as f64 / BINS as f64,
                    values,
                    confidence: rounded(confidence / values as f64),
                    right: rounded(right as f64 / values as f64),
                })
                .collect(),
            review_curve: CURVE
                .into_iter()
                .map(|percent| CurvePoint { lowest_percent: percent, wrong_found: rounded(curve.found(f64::from(percent) / 100.0)) })
                .collect(),
        }
    }

    /// Share of the wrong values among the lowest-scored `percent`, where the curve tells it.
    pub fn wrong_found(&self, percent: u8) -> Option<f64> {
        self.review_curve.iter().find(|p| p.lowest_percent == percent).map(|p| p.wrong_found)
    }
}

/// The values in the order of their confidence. Values of equal confidence share what is wrong with them evenly, so that the
/// curve does not depend on their order.
#[derive(Debug)]
pub struct ReviewCurve {
    /// Confidence, values and wrong values of each step.
    steps: Vec<(f64, usize, usize)>,
    values: usize,
    wrong: usize,
}

impl ReviewCurve {
    /// Sorts the values.
    pub fn of(judged: &[Judged]) -> Self {
        let mut sorted = judged.to_vec();
        sorted.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let mut steps: Vec<(f64, usize, usize)> = Vec::new();
        for value in sorted {
            let wrong = usize::from(!value.right);
            match steps.last_mut() {
                Some(step) if step.0 == value.confidence => {
                    step.1 += 1;
                    step.2 += wrong;
                }
                _ => steps.push((value.confidence, 1, wrong)),
            }
        }
        Self { values: judged.len(), wrong: steps.iter().map(|s| s.2).sum(), steps }
    }

    /// Share of the wrong values within the lowest-scored `share` of all; 1 where nothing is wrong.
    pub fn found(&self, share: f64) -> f64 {
        if self.wrong == 0 {
            return 1.0;
        }
        let mut room = share * self.values as f64;
        let mut found = 0.0;
        for &(_, values, wrong) in &self.steps {
            let part = (room / values as f64).clamp(0.0, 1.0);
            found += part * wrong as f64;
            room -= values as f64;
            if room <= 0.0 {
                break;
            }
        }
        found / self.wrong as f64
    }

    /// Points of the curve for drawing: share of the values, share of the wrong ones.
    pub fn points(&self) -> Vec<(f64, f64)> {
        let (mut values, mut wrong) = (0, 0);
        let mut out = vec![(0.0, 0.0)];
        for step in &self.steps {
            values += step.1;
            wrong += step.2;
            out.push((values as f64 / self.values.max(1) as f64, wrong as f64 / self.wrong.max(1) as f64));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(confidence: f64, right: usize, wrong: usize) -> Vec<Judged> {
        let one = |right| Judged { confidence, right };
        std::iter::repeat_n(one(true), right).chain(std::iter::repeat_n(one(false), wrong)).collect()
    }

    #[test]
    fn true_confidences_have_no_calibration_error() {
        let judged = [values(0.9, 9, 1), values(0.5, 5, 5)].concat();
        let measured = Calibration::of(&judged);
        assert_eq!((measured.ece, measured.values, measured.wrong), (0.0, 20, 6));
        assert_eq!(measured.brier, 0.17);
    }

    #[test]
    fn a_promise_that_is_not_kept_is_an_error() {
        let measured = Calibration::of(&values(1.0, 6, 4));
        assert_eq!((measured.ece, measured.brier), (0.4, 0.4));
        assert_eq!(measured.bins, [Bin { from: 0.9, to: 1.0, values: 10, confidence: 1.0, right: 0.6 }]);
    }

    #[test]
    fn the_review_curve_shares_ties() {
        let judged = [values(0.3, 1, 3), values(0.9, 15, 1)].concat();
        let curve = ReviewCurve::of(&judged);
        assert_eq!(curve.found(0.2), 0.75);
        assert_eq!(curve.found(0.1), 0.375);
        assert_eq!(curve.found(1.0), 1.0);
        assert_eq!(ReviewCurve::of(&values(0.9, 4, 0)).found(0.1), 1.0);
    }
}
