//! Boxes with a title beside them or on their frame.
//!
//! In: the lattices of a page, its level rulings, and the areas of its glyphs. Out: the lattices, those of such boxes with cells for
//! both. Word processors have no other means to set them than tables whose cells are ruled in part:
//!
//! - a box with a number, and from its foot on a ruling, on which the title stands;
//! - a frame whose upper ruling is open where its title stands.

use super::device::Rule;
use super::geometry::Area;
use super::rulings::{Lattice, Slot};

/// A ruling lies at an edge within this.
const REACH: f32 = 3.0;
/// A ruling that goes on from a box begins so far from it at most.
const BESIDE: f32 = 20.0;
/// And is longer than the box is wide by so many times.
const LONGER: f32 = 3.0;
/// A box with a number is at most so high, in points: a line, not a paragraph.
const HIGHEST: f32 = 60.0;
/// The opening for a title is at least so wide.
const OPENING: f32 = 20.0;

/// Gives boxes of one cell, whose title stands beside them, a second box for it; frames that their title interrupts get its cell.
pub fn complete(found: &mut Vec<Lattice>, level: &[Rule], ink: &[Area]) {
    let areas: Vec<Area> = found.iter().map(Lattice::area).collect();
    let free = |area: Area| !areas.iter().any(|a| a.common(area).is_some_and(|c| c.width() > REACH && c.height() > REACH));
    let mut more = Vec::new();
    for lattice in found.iter_mut().filter(|l| l.slots.len() == 1) {
        let own = lattice.area();
        if let Some(titled) = titled(own, level, ink) {
            *lattice = titled;
        } else if let Some(beside) = title_beside(own, level, ink).filter(|&a| free(a)) {
            more.push(Lattice::of(vec![beside.x0, beside.x1], vec![beside.y0, beside.y1], vec![WHOLE]));
        }
    }
    found.append(&mut more);
}

/// The only cell.
const WHOLE: Slot = Slot { row: 0, column: 0, rows: 1, columns: 1 };

/// Where the title beside a box stands: on a ruling that begins at its foot.
fn title_beside(own: Area, level: &[Rule], ink: &[Area]) -> Option<Area> {
    let goes_on = |r: &&Rule| {
        (r.at - own.y1).abs() <= REACH
            && (-REACH..=BESIDE).contains(&(r.from - own.x1))
            && r.to - own.x1 >= own.width() * LONGER
            && own.height() <= HIGHEST
    };
    let rule = level.iter().find(goes_on)?;
    let area = Area::new(rule.from.max(own.x1 + f32::EPSILON), own.y0, rule.to, own.y1);
    let stands = |a: &&Area| (area.y0..=area.y1).contains(&a.centre().1) && a.centre().0 > own.x1;
    let title: Vec<&Area> = ink.iter().filter(stands).collect();
    let within = |a: &&Area| area.contains(**a, REACH);
    (!title.is_empty() && title.iter().all(within) && ink.iter().any(|a| own.holds(a.centre()))).then_some(area)
}

/// A frame whose upper ruling leaves room for a title, cut as word processors make it: the title over two rows, with the ruling
/// between them on its sides, and the rest below.
fn titled(own: Area, level: &[Rule], ink: &[Area]) -> Option<Lattice> {
    let mut upper: Vec<(f32, f32)> = level
        .iter()
        .filter(|r| (r.at - own.y0).abs() <= REACH && r.from >= own.x0 - REACH && r.to <= own.x1 + REACH)
        .map(|r| (r.from, r.to))
        .collect();
    upper.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let [left, right] = upper[..] else { return None };
    let ends = (left.0 - own.x0).abs() <= REACH && (right.1 - own.x1).abs() <= REACH;
    if !ends || right.0 - left.1 < OPENING {
        return None;
    }
    let on_ruling = |a: &&Area| a.y0 < own.y0 && own.y0 < a.y1 && (left.1 - REACH..=right.0 + REACH).contains(&a.centre().0);
    let title = ink.iter().filter(on_ruling).copied().reduce(Area::cover)?;
    let foot = title.y1.min(own.y1);
    // Whatever else stands in the frame stands below.
    let below = |a: &&Area| own.holds(a.centre()) && !on_ruling(a);
    if ink.iter().filter(below).any(|a| a.centre().1 < foot) || !ink.iter().any(|a| own.holds(a.centre()) && a.centre().1 > foot) {
        return None;
    }
    let slot = |row, column, rows, columns| Slot { row, column, rows, columns };
    let slots = vec![slot(0, 0, 1, 1), slot(0, 1, 2, 1), slot(0, 2, 1, 1), slot(1, 0, 1, 1), slot(1, 2, 1, 1), slot(2, 0, 1, 3)];
    Some(Lattice::of(vec![own.x0, left.1, right.0, own.x1], vec![title.y0, own.y0, foot, own.y1], slots))
}

#[cfg(test)]
mod tests {
    use super::super::lines::typed;
    use super::super::rulings::drawn::{level, upright};
    use super::super::rulings::lattices;
    use super::*;

    fn completed(rules: &[Rule], texts: &[(&str, f32, f32)]) -> Vec<Lattice> {
        let ink: Vec<Area> =
            texts.iter().flat_map(|&(t, x, y)| typed(t, x, y, 10.0)).filter(|g| !g.text.is_blank()).map(|g| g.area).collect();
        let mut found = lattices(rules, &ink.iter().map(|a| a.centre()).collect::<Vec<_>>());
        complete(&mut found, &super::super::rulings::level(rules), &ink);
        super::super::rulings::bridged(found)
    }

    fn slots(lattice: &Lattice) -> Vec<(usize, usize, usize, usize)> {
        lattice.slots.iter().map(|s| (s.row, s.column, s.rows, s.columns)).collect()
    }

    #[test]
    fn a_title_on_the_ruling_of_its_number_is_its_cell() {
        let rules = [
            level(100.0, 50.0, 70.0),
            level(120.0, 50.0, 70.0),
            upright(50.0, 100.0, 120.0),
            upright(70.0, 100.0, 120.0),
            level(120.0, 74.0, 350.0),
        ];
        let found = completed(&rules, &[("Ⅱ", 55.0, 114.0), ("추진 계획", 80.0, 114.0), ("누리동", 50.0, 150.0)]);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!(slots(one), [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]);
        // Without a ruling it is text beside a box.
        assert_eq!(completed(&rules[..4], &[("Ⅱ", 55.0, 114.0), ("추진 계획", 80.0, 114.0)])[0].slots.len(), 1);
    }

    #[test]
    fn a_frame_that_its_title_interrupts_has_a_cell_for_it() {
        let frame = |gap: (f32, f32)| {
            [
                level(100.0, 50.0, gap.0),
                level(100.0, gap.1, 350.0),
                level(180.0, 50.0, 350.0),
                upright(50.0, 100.0, 180.0),
                upright(350.0, 100.0, 180.0),
            ]
        };
        let texts = [("관계 법령", 180.0, 103.0), ("누리동 조례", 60.0, 140.0)];
        let found = completed(&frame((160.0, 240.0)), &texts);
        assert_eq!(slots(&found[0]), [(0, 0, 1, 1), (0, 1, 2, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 2, 1, 1), (2, 0, 1, 3)]);
        let closed = completed(&frame((200.0, 202.0)), &texts);
        assert_eq!(closed[0].slots.len(), 1);
    }
}
