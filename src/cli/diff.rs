//! `bogoseo diff`: two editions of the same reports.

use std::path::PathBuf;

use clap::Args;

use super::eval::{found, write};
use super::paint::{self, Color, Paint, Style};
use super::{Failure, print};
use crate::diff::{Change, Difference, Kind, Pair, PledgeName, Side, html};
use crate::sinks::tables::{BOM, guard};

/// Compare two editions of the same reports / 두 판의 공약 보고서 비교
///
/// Which pledges appeared, vanished, were split or renamed; what changed in the others, with the source of both sides; and what
/// should not happen: a rate or executed money that fell, 완료 that is 완료 no longer, achievements that disappear or change
/// their date, another 총사업비 or 완료시기.
///
/// 신설·삭제·분할·개명된 공약과 항목별 변화를 원문 위치와 함께 보여주고, 있어서는 안 될 변화를 따로 알립니다.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Earlier edition: an output folder of convert, or its records.jsonl / 이전 판의 결과
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// Later edition / 이후 판의 결과
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// As JSON / JSON으로 출력 [default: off]
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// As CSV, one change a row / CSV로 출력 [default: off]
    #[arg(long)]
    csv: bool,

    /// Also write a page / HTML 보고서 파일 [default: none]
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Only what should not happen / 확인이 필요한 변화만 [default: off]
    #[arg(long)]
    alarms: bool,

    /// Colour / 색
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo diff out-2023 out-2024
  bogoseo diff out-2023 out-2024 --alarms
  bogoseo diff out-2023 out-2024 --csv > changes.csv
  bogoseo diff out-2023 out-2024 --html changes.html";

/// Columns of the CSV.
const COLUMNS: [&str; 19] = [
    "what",
    "alarm",
    "old_number",
    "old_title",
    "new_number",
    "new_title",
    "section",
    "field",
    "old_value",
    "new_value",
    "old_path",
    "old_line",
    "old_page",
    "old_raw",
    "new_path",
    "new_line",
    "new_page",
    "new_raw",
    "alarm_ko",
];

/// Longest value that a line shows, in columns.
const SHOWN: usize = 60;

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let mut difference = Difference::of(&found(&arguments.old)?, &found(&arguments.new)?);
    if arguments.alarms {
        difference.pairs.iter_mut().for_each(|p| p.changes.retain(|c| c.alarm.is_some()));
    }
    if let Some(path) = &arguments.html {
        write(path, &html::page(&difference))?;
    }
    let bytes = if arguments.json {
        let mut text = serde_json::to_string_pretty(&difference).expect("the difference has string keys");
        text.push('\n');
        text.into_bytes()
    } else if arguments.csv {
        csv(&difference)
    } else {
        text(&difference, Paint { colour: arguments.color.on_stdout() }).into_bytes()
    };
    print(&bytes).map(|()| 0)
}

fn named(pledge: &PledgeName) -> String {
    paint::plain(&pledge.number.iter().chain(&pledge.title).map(String::as_str).collect::<Vec<_>>().join(" "))
}

fn place(side: &Side) -> String {
    let path = paint::plain(&side.path);
    match (side.line, side.page) {
        (_, Some(page)) => format!("{path} p.{page}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path,
    }
}

fn text(difference: &Difference, paint: Paint) -> String {
    let mut out = String::new();
    let renamed = difference.renamed();
    let summary = format!(
        "{} → {} pledges: {} matched, {} appeared, {} vanished, {} split, {renamed} renamed",
        difference.old_pledges,
        difference.new_pledges,
        difference.pairs.len(),
        difference.appeared.len(),
        difference.vanished.len(),
        difference.split.len()
    );
    out.push_str(&format!("{}\n", paint.paint(Style::Bold, &summary)));
    let mut alarms = difference.alarms().peekable();
    if alarms.peek().is_some() {
        out.push_str(&format!("\n{}\n", paint.paint(Style::Red, "확인이 필요한 변화 (what should not happen)")));
    }
    for (pair, change, alarm) in alarms {
        let (korean, english) = alarm.words();
        out.push_str(&format!("  {} {}\n", paint.paint(Style::Red, &format!("! {korean} ({english})")), named(&pair.new)));
        line(&mut out, change, paint);
    }
    for (mark, title, list) in [("+", "신설 (appeared)", &difference.appeared), ("-", "삭제 (vanished)", &difference.vanished)] {
        if !list.is_empty() {
            out.push_str(&format!("\n{}\n", paint.paint(Style::Bold, title)));
        }
        for pledge in list {
            let name = paint.paint(if mark == "+" { Style::Blue } else { Style::Yellow }, &format!("{mark} {}", named(pledge)));
            out.push_str(&format!("  {name}  {}\n", paint.paint(Style::Dim, &paint::plain(&pledge.path))));
        }
    }
    if !difference.split.is_empty() {
        out.push_str(&format!("\n{}\n", paint.paint(Style::Bold, "분할 (split)")));
    }
    for split in &difference.split {
        let parts: Vec<String> = split.new.iter().map(named).collect();
        out.push_str(&format!("  {} → {}\n", named(&split.old), parts.join(" | ")));
    }
    for pair in difference.pairs.iter().filter(|p| !p.changes.is_empty()) {
        out.push_str(&format!("\n{}\n", paint.paint(Style::Bold, &named(&pair.new))));
        if pair.renamed || pair.renumbered {
            out.push_str(&format!("  이전 이름 (formerly) {}\n", named(&pair.old)));
        }
        pair.changes.iter().for_each(|change| line(&mut out, change, paint));
    }
    out
}

/// A change and where both sides stand.
fn line(out: &mut String, change: &Change, paint: Paint) {
    let value = |side: &Option<Side>| side.as_ref().map(|s| paint::cut(&s.value, SHOWN)).unwrap_or_default();
    let (old, new) = (value(&change.old), value(&change.new));
    let field = paint::plain(&format!("{} {}", change.section, change.field));
    let shown = match change.kind {
        Kind::Changed => format!("{} → {}", paint.paint(Style::Yellow, &old), paint.paint(Style::Blue, &new)),
        Kind::Added => paint.paint(Style::Blue, &format!("+ {new}")),
        Kind::Removed => paint.paint(Style::Yellow, &format!("- {old}")),
    };
    let places: Vec<String> = change.old.iter().chain(&change.new).map(place).collect();
    out.push_str(&format!("    {}: {shown}  {}\n", field.trim_end(), paint.paint(Style::Dim, &places.join(" | "))));
}

fn csv(difference: &Difference) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
    let mut row = |cells: [&str; COLUMNS.len()]| {
        // A number may begin with a minus sign.
        let guarded = cells.map(|cell| if cell.parse::<f64>().is_ok() { cell.into() } else { guard(cell) });
        writer.write_record(guarded.iter().map(|c| c.as_bytes())).expect("memory takes every byte");
    };
    row(COLUMNS);
    let nobody = PledgeName::default();
    let pledge = |what: &'static str, old: &PledgeName, new: &PledgeName| Row { what, old: old.clone(), new: new.clone(), change: None };
    let mut rows: Vec<Row<'_>> = Vec::new();
    rows.extend(difference.appeared.iter().map(|p| pledge("appeared", &nobody, p)));
    rows.extend(difference.vanished.iter().map(|p| pledge("vanished", p, &nobody)));
    for split in &difference.split {
        rows.extend(split.new.iter().map(|part| pledge("split", &split.old, part)));
    }
    for pair in &difference.pairs {
        let Pair { old, new, renamed, renumbered, changes } = pair;
        if *renamed {
            rows.push(pledge("renamed", old, new));
        }
        if *renumbered {
            rows.push(pledge("renumbered", old, new));
        }
        rows.extend(changes.iter().map(|c| Row { what: word(c.kind), old: old.clone(), new: new.clone(), change: Some(c) }));
    }
    rows.iter().for_each(|r| r.write(&mut row));
    writer.into_inner().expect("memory takes every byte")
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Changed => "changed",
        Kind::Added => "added",
        Kind::Removed => "removed",
    }
}

/// A row of the CSV.
struct Row<'d> {
    what: &'static str,
    old: PledgeName,
    new: PledgeName,
    change: Option<&'d Change>,
}

impl Row<'_> {
    fn write(&self, row: &mut impl FnMut([&str; COLUMNS.len()])) {
        let nothing = Side::default();
        let side = |pick: fn(&Change) -> &Option<Side>, pledge: &PledgeName| {
            let side = self.change.and_then(|c| pick(c).as_ref()).unwrap_or(&nothing).clone();
            let path = if side.path.is_empty() { pledge.path.clone() } else { side.path.clone() };
            let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            [path, number(side.line), number(side.page), side.raw, side.value]
        };
        let (old, new) = (side(|c| &c.old, &self.old), side(|c| &c.new, &self.new));
        let alarm = self.change.and_then(|c| c.alarm);
        let code = alarm.map(|a| serde_json::to_value(a).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default());
        fn text(word: &Option<String>) -> &str {
            word.as_deref().unwrap_or_default()
        }
        row([
            self.what,
            text(&code),
            text(&self.old.number),
            text(&self.old.title),
            text(&self.new.number),
            text(&self.new.title),
            self.change.map_or("", |c| c.section),
            self.change.map_or("", |c| &c.field),
            &old[4],
            &new[4],
            &old[0],
            &old[1],
            &old[2],
            &old[3],
            &new[0],
            &new[1],
            &new[2],
            &new[3],
            alarm.map_or("", |a| a.words().0),
        ]);
    }
}
