//! Boxes on a page.
//!
//! Lengths are points (1/72 inch), from the top left corner of the page as it is read: x to the right, y down, the page's
//! rotation applied.

/// A rectangle: x0 ≤ x1, y0 ≤ y1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Area {
    /// The rectangle between two corners, in any order.
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// Width.
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    /// Width times height.
    pub fn size(self) -> f32 {
        self.width() * self.height()
    }

    /// Centre.
    pub fn centre(self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// Whether a point lies inside.
    pub fn holds(self, (x, y): (f32, f32)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }

    /// Whether another rectangle lies inside, but for `slack` points.
    pub fn contains(self, other: Area, slack: f32) -> bool {
        self.x0 - slack <= other.x0 && other.x1 <= self.x1 + slack && self.y0 - slack <= other.y0 && other.y1 <= self.y1 + slack
    }

    /// The smallest rectangle over both.
    pub fn cover(self, other: Area) -> Self {
        Self { x0: self.x0.min(other.x0), y0: self.y0.min(other.y0), x1: self.x1.max(other.x1), y1: self.y1.max(other.y1) }
    }

    /// What both have in common; `None` where they lie apart.
    pub fn common(self, other: Area) -> Option<Self> {
        let both = Self { x0: self.x0.max(other.x0), y0: self.y0.max(other.y0), x1: self.x1.min(other.x1), y1: self.y1.min(other.y1) };
        (both.x0 <= both.x1 && both.y0 <= both.y1).then_some(both)
    }

    /// Whether all edges are numbers that a page may have.
    pub fn is_sound(self) -> bool {
        [self.x0, self.y0, self.x1, self.y1].iter().all(|v| v.is_finite() && v.abs() < FARTHEST)
    }

    /// As the wire has it.
    pub fn edges(self) -> [f32; 4] {
        [self.x0, self.y0, self.x1, self.y1]
    }
}

/// No page reaches farther (ISO 32000-1, annex C: 14 400 units, times a user unit).
const FARTHEST: f32 = 1e6;

/// Groups values that lie within `reach` of the group's first: gives the mean of each group, in order.
pub fn clusters(mut values: Vec<f32>, reach: f32) -> Vec<f32> {
    values.sort_unstable_by(f32::total_cmp);
    let mut out = Vec::new();
    let mut group: Vec<f32> = Vec::new();
    for value in values {
        if group.first().is_some_and(|first| value - first > reach) {
            out.push(group.iter().sum::<f32>() / group.len() as f32);
            group.clear();
        }
        group.push(value);
    }
    if !group.is_empty() {
        out.push(group.iter().sum::<f32>() / group.len() as f32);
    }
    out
}

/// Index of the value nearest to `at` in a list in order.
pub fn nearest(values: &[f32], at: f32) -> usize {
    let i = values.partition_point(|&v| v < at);
    if i == 0 {
        0
    } else if i == values.len() || at - values[i - 1] <= values[i] - at {
        i - 1
    } else {
        i
    }
}

/// The middle one of some values; 0 for none.
pub fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}
