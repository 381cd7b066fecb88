//! Damage whose truth is known: a text with gold is changed the way that scans, conversions and unknown layouts change one, and
//! its gold stays what it was.
//!
//! Everything is drawn from a seed, so that a corpus can be made again byte for byte.

/// A small generator of numbers (SplitMix64): the same in every build.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From a seed and a name, so that each document has a course of its own.
    pub fn of(seed: u64, name: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ seed;
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, p: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= p
    }
}

/// A way to damage a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Long lines are broken at a fixed width, also within words.
    Wraps,
    /// Cells of tables are lost.
    LostCells,
    /// Empty cells are dropped, so that the others move up.
    DroppedEmpties,
    /// Characters become U+FFFD.
    Glyphs,
    /// Characters become others, as a bad recognition has them.
    Misread,
    /// The unit of tables is another one.
    WrongUnit,
    /// The unit of tables is gone.
    NoUnit,
    /// Headings have names that nobody knows.
    UnknownHeadings,
    /// Headings lose their mark.
    PlainHeadings,
    /// Labels have names that nobody knows.
    UnknownLabels,
    /// Tabs become blanks.
    BlanksForTabs,
    /// Lines are joined with the next one.
    GluedLines,
    /// Lines are lost.
    LostLines,
    /// Bullets are lost or changed.
    Bullets,
    /// A digit of a number is another one.
    Digits,
    /// Sources of money have names that nobody knows.
    UnknownSources,
    /// Lines of a page's foot and head stand amid the text.
    Furniture,
    /// Cells of a table stand one a line.
    CellsAsLines,
    /// Two columns of a table have changed places, but not in its header.
    SwappedColumns,
    /// What stands over the first heading of a card is one line.
    GluedHead,
    /// Numbers of pledges are gone.
    LostNumbers,
}

/// All of them.
pub const DAMAGES: [Damage; 21] = [
    Damage::Wraps,
    Damage::LostCells,
    Damage::DroppedEmpties,
    Damage::Glyphs,
    Damage::Misread,
    Damage::WrongUnit,
    Damage::NoUnit,
    Damage::UnknownHeadings,
    Damage::PlainHeadings,
    Damage::UnknownLabels,
    Damage::BlanksForTabs,
    Damage::GluedLines,
    Damage::LostLines,
    Damage::Bullets,
    Damage::Digits,
    Damage::UnknownSources,
    Damage::Furniture,
    Damage::CellsAsLines,
    Damage::SwappedColumns,
    Damage::GluedHead,
    Damage::LostNumbers,
];

/// Damage that leaves no trace is rarer than its share of the list: it comes once where it is drawn this often.
const RARE: usize = 4;

/// Most kinds of damage in one text.
const MOST: usize = 3;

/// Names that no report uses, for headings and labels.
const INVENTED: [&str; 8] = ["가름 내용", "나아갈 바", "한눈에 보기", "걸어온 길", "살림 나눔", "맡은 이", "돌봄 자리", "모둠 이름"];
const UNITS: [&str; 5] = ["천원", "만원", "백만원", "억원", "원"];
const SOURCES: [&str; 5] = ["국비", "도비", "시비", "군비", "구비"];
const HEADING_MARKS: &str = "□■◎▣◆◇ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ";
const BULLETS: &str = "○◦❍●-·▸▪*";

/// The text with one to three kinds of damage.
pub fn corrupt(text: &str, random: &mut Random) -> String {
    let mut out = text.to_owned();
    for _ in 0..=random.below(MOST) {
        let damage = DAMAGES[random.below(DAMAGES.len())];
        let traceless = matches!(damage, Damage::WrongUnit | Damage::SwappedColumns | Damage::Misread);
        if !traceless || random.below(RARE) == 0 {
            out = apply(damage, &out, random);
        }
    }
    out
}

/// The text with one kind of damage, of a strength that is drawn.
pub fn apply(damage: Damage, text: &str, random: &mut Random) -> String {
    let strength = [0.03, 0.1, 0.3, 1.0][random.below(4)];
    let width = 36 + random.below(50);
    let hanging = random.below(2) == 0;
    let joint = ["", " ", "  ", "    "][random.below(4)];
    let invented = random.below(INVENTED.len());
    let unit = UNITS[random.below(UNITS.len())];
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    match damage {
        Damage::Wraps => lines = lines.iter().flat_map(|l| wrapped(l, width, hanging)).collect(),
        Damage::LostCells => each_row(&mut lines, |cells| {
            if cells.len() > 2 && random.happens(strength * 0.5) {
                let at = 1 + random.below(cells.len() - 1);
                cells.remove(at);
            }
        }),
        Damage::DroppedEmpties => each_row(&mut lines, |cells| {
            let kept: Vec<String> = cells.iter().filter(|c| !c.trim().is_empty() && c.trim() != "-").cloned().collect();
            if kept.len() > 1 {
                *cells = kept;
            }
        }),
        Damage::Glyphs => return letters(text, strength * 0.02, random, |_, _| '\u{fffd}'),
        Damage::Misread => {
            return letters(text, strength * 0.02, random, |c, random| {
                // Another final consonant, or another vowel.
                let step = [1, 2, 28, 56][random.below(4)];
                char::from_u32((c as u32).saturating_add(step)).filter(|c| ('가'..='힣').contains(c)).unwrap_or('가')
            });
        }
        Damage::WrongUnit => units(&mut lines, |_| format!("단위: {unit}")),
        Damage::NoUnit => units(&mut lines, |_| "비고".to_owned()),
        Damage::UnknownHeadings => headings(&mut lines, |mark, _, at| {
            random.happens(strength.max(0.2)).then(|| format!("{mark} {}", INVENTED[(invented + at) % INVENTED.len()]))
        }),
        Damage::PlainHeadings => {
            headings(&mut lines, |_, name, _| random.happens(strength.max(0.2)).then(|| name.to_owned()));
        }
        Damage::UnknownLabels => {
            let mut at = invented;
            each_row(&mut lines, |cells| {
                // Header cards have pairs; what has digits is a value.
                if cells.len() % 2 == 0
                    && cells.len() <= 6
                    && !cells[0].contains(|c: char| c.is_ascii_digit())
                    && random.happens(strength * 0.5)
                {
                    at += 1;
                    cells[0] = INVENTED[at % INVENTED.len()].to_owned();
                }
            });
        }
        Damage::BlanksForTabs => return text.replace('\t', if joint.is_empty() { " " } else { joint }),
        Damage::GluedLines => {
            let mut out: Vec<String> = Vec::new();
            for line in lines {
                match out.last_mut() {
                    Some(last) if !line.trim().is_empty() && !last.trim().is_empty() && random.happens(strength * 0.2) => {
                        last.push_str(joint);
                        last.push_str(line.trim_start());
                    }
                    _ => out.push(line),
                }
            }
            lines = out;
        }
        Damage::LostLines => lines.retain(|_| !random.happens(strength * 0.1)),
        Damage::Bullets => {
            let other = ["", "◈", "➔", "가.", "-"][random.below(5)];
            for line in &mut lines {
                let trimmed = line.trim_start();
                if let Some(rest) = trimmed.strip_prefix(|c| BULLETS.contains(c)).filter(|r| r.starts_with(' '))
                    && random.happens(strength)
                {
                    let indent = &line[..line.len() - trimmed.len()];
                    *line = format!("{indent}{other}{rest}");
                }
            }
        }
        Damage::Digits => {
            let p = strength * 0.03;
            let changed = |c: char, random: &mut Random| {
                let digit = char::from(b'0' + random.below(10) as u8);
                if c.is_ascii_digit() && random.happens(p) { digit } else { c }
            };
            return text.chars().map(|c| changed(c, random)).collect();
        }
        Damage::UnknownSources => {
            let source = SOURCES[random.below(SOURCES.len())];
            return text.replace(source, ["나랏돈", "자체", "보조", "기타재원"][random.below(4)]);
        }
        Damage::Furniture => {
            let mut page = 1;
            lines = lines
                .into_iter()
                .flat_map(|line| {
                    let mut out = vec![line];
                    if random.happens(strength * 0.08) {
                        page += 1;
                        out.push(["공약사항 관리카드", "누리집 게시용", "◁ 앞면"][page % 3].to_owned());
                        out.push(format!("{page} / 88"));
                    }
                    out
                })
                .collect();
        }
        Damage::CellsAsLines => {
            lines = lines.iter().flat_map(|l| cells_of(l).map_or_else(|| vec![l.clone()], |(_, cells)| cells)).collect();
        }
        Damage::GluedHead => {
            // From the number or the labels of a card to its first heading.
            let head = |l: &str| {
                let labelled = ["부서", "공약번호", "공약명", "추진상"].iter().any(|w| l.contains(w));
                labelled || l.split([' ', '\t', '.', '|']).take(2).any(is_number)
            };
            let mut out: Vec<String> = Vec::new();
            let mut gluing = false;
            for line in lines {
                let section = line.trim().chars().next().is_some_and(|c| HEADING_MARKS.contains(c));
                match out.last_mut() {
                    Some(last) if gluing && !section => {
                        let line = line.replace(['\t', '|'], " ");
                        if !line.trim().is_empty() {
                            last.push_str(" / ");
                            last.push_str(line.trim());
                        }
                    }
                    _ => {
                        gluing = !section && head(&line);
                        out.push(line);
                    }
                }
            }
            lines = out;
        }
        Damage::LostNumbers => {
            for line in &mut lines {
                let without = |cell: &str| cell.split(' ').filter(|w| !is_number(w)).collect::<Vec<_>>().join(" ");
                *line = line.split('\t').map(without).collect::<Vec<_>>().join("\t");
            }
        }
        Damage::SwappedColumns => {
            let mut inside = false;
            let (a, b) = (1 + random.below(4), 1 + random.below(4));
            for line in &mut lines {
                let Some((mark, mut cells)) = cells_of(line) else {
                    inside = false;
                    continue;
                };
                if inside && a.max(b) < cells.len() && cells.len() > 3 {
                    cells.swap(a, b);
                    *line = cells.join(mark);
                }
                inside = true;
            }
        }
    }
    lines.join("\n")
}

/// `7-1`.
fn is_number(word: &str) -> bool {
    let digits = |n: &str| (1..3).contains(&n.len()) && n.bytes().all(|c| c.is_ascii_digit());
    word.split_once('-').is_some_and(|(a, b)| digits(a) && digits(b))
}

/// The cells of a row with tabs or pipes, and what stands between them.
fn cells_of(line: &str) -> Option<(&'static str, Vec<String>)> {
    let mark = ["\t", "|"].into_iter().find(|m| line.contains(m))?;
    Some((mark, line.split(mark).map(str::to_owned).collect()))
}

fn each_row(lines: &mut [String], mut change: impl FnMut(&mut Vec<String>)) {
    for line in lines {
        if let Some((mark, mut cells)) = cells_of(line) {
            change(&mut cells);
            *line = cells.join(mark);
        }
    }
}

fn wrapped(line: &str, width: usize, hanging: bool) -> Vec<String> {
    if line.contains(['\t', '|']) {
        return vec![line.to_owned()];
    }
    let chars: Vec<char> = line.chars().collect();
    if chars.is_empty() {
        return vec![String::new()];
    }
    let indent = if hanging { "   " } else { "" };
    let part = |(at, part): (usize, &[char])| format!("{}{}", if at == 0 { "" } else { indent }, part.iter().collect::<String>());
    chars.chunks(width).enumerate().map(part).collect()
}

/// Changes Hangul syllables, each with probability `p`.
fn letters(text: &str, p: f64, random: &mut Random, mut other: impl FnMut(char, &mut Random) -> char) -> String {
    let change = |c: char| if ('가'..='힣').contains(&c) && random.happens(p) { other(c, random) } else { c };
    text.chars().map(change).collect()
}

/// Changes `단위: …` of captions.
fn units(lines: &mut [String], other: impl Fn(&str) -> String) {
    for line in lines {
        let Some(at) = line.find("단위") else { continue };
        let rest = &line[at..];
        let end = rest.find([')', ']', '>', '\t', '|']).unwrap_or(rest.len());
        *line = format!("{}{}{}", &line[..at], other(&rest[..end]), &rest[end..]);
    }
}

/// Changes lines that look like headings: `mark name`, short.
fn headings(lines: &mut [String], mut other: impl FnMut(&str, &str, usize) -> Option<String>) {
    for (at, line) in lines.iter_mut().enumerate() {
        let trimmed = line.trim();
        let marked = trimmed.chars().next().is_some_and(|c| HEADING_MARKS.contains(c));
        let numbered = trimmed.split_once(". ").is_some_and(|(n, _)| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
        if (marked || numbered)
            && trimmed.chars().count() < 24
            && let Some((mark, name)) = trimmed.split_once(' ')
            && let Some(new) = other(mark, name.trim(), at)
        {
            *line = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "공약번호\t1-1\n담당부서\t문화과\n□ 추진실적\n ○ 2023. 3. 2. 설계 용역 착수와 주민 설명회 개최 및 관계 기관 협의\n□ 투자계획\n(단위: 백만원)\n구분\t계\t2023\t2024\n계\t300\t100\t200\n국비\t\t100\t200\n";

    #[test]
    fn a_seed_gives_the_same_damage() {
        for seed in 0..50 {
            assert_eq!(corrupt(TEXT, &mut Random::new(seed)), corrupt(TEXT, &mut Random::new(seed)));
        }
        assert_ne!(Random::of(1, "가").next(), Random::of(1, "나").next());
    }

    #[test]
    fn every_damage_changes_something() {
        for damage in DAMAGES {
            let changed = (0..200).any(|seed| apply(damage, TEXT, &mut Random::new(seed)) != TEXT);
            assert!(changed, "{damage:?}");
        }
    }

    #[test]
    fn damage_is_what_it_is_called() {
        let with = |damage| apply(damage, TEXT, &mut Random::new(3));
        assert!(with(Damage::DroppedEmpties).contains("국비\t100\t200"));
        assert!(!with(Damage::NoUnit).contains("백만원"));
        assert!(with(Damage::CellsAsLines).contains("\n계\n300\n100\n200\n"));
        assert!(with(Damage::BlanksForTabs).lines().all(|l| !l.contains('\t')));
    }
}
