//! The report as one page that needs nothing else: tables, the reliability diagram and the review curve.

use std::collections::BTreeMap;

use super::calibration::Calibration;
use super::report::{Confidences, Report};
use super::tally::Row;

/// Side of a diagram's square, in pixels.
const SIDE: f64 = 300.0;
/// Room for the axes around it.
const MARGIN: f64 = 42.0;

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{padding:.15rem .6rem;text-align:right;border-bottom:1px solid #8884}th:first-child,td:first-child{text-align:left}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}.figures{display:flex;flex-wrap:wrap;gap:2rem}figure{margin:0}figcaption{max-width:24rem;font-size:.9rem;opacity:.8}\
svg text{font-size:11px;fill:currentColor}svg .axis{stroke:currentColor;fill:none;opacity:.5}svg .even{stroke:currentColor;stroke-dasharray:4 4;opacity:.5}svg .bar{fill:#4a7fb5;opacity:.75}svg .line{stroke:#b5524a;stroke-width:2;fill:none}svg .dot{fill:#b5524a}\
.low{color:#c0392b}details{margin:.5rem 0}summary{cursor:pointer}";

/// The page.
pub fn page(report: &Report) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\"><title>bogoseo eval</title>\n");
    out.push_str(&format!("<style>{STYLE}</style></head><body>\n<h1>평가 결과 <small>Evaluation</small></h1>\n"));
    let Row { precision, recall, f1, strict_f1, support, .. } = report.overall;
    out.push_str(&format!(
        "<p>정밀도 precision <b>{precision:.4}</b> · 재현율 recall <b>{recall:.4}</b> · F1 <b>{f1:.4}</b> · 엄격 strict F1 <b>{strict_f1:.4}</b> · 사실 facts {support}</p>\n"
    ));
    let records = &report.records;
    out.push_str(&format!(
        "<p>레코드 records {} · 완전히 맞음 wholly right {} · 없음 absent {} · 남음 surplus {}</p>\n",
        records.gold,
        records.wholly_right,
        records.absent.len(),
        records.surplus.len()
    ));
    if let Some(confidences) = &report.calibration {
        calibration(&mut out, confidences);
    }
    rows(&mut out, "절 Sections", &report.sections);
    rows(&mut out, "서식 Layouts", &report.layouts);
    rows(&mut out, "형식 Formats", &report.formats);
    out.push_str("<details><summary>항목 Fields</summary>\n");
    rows(&mut out, "항목 Fields", &report.fields);
    out.push_str("</details>\n");
    issues(&mut out, report);
    out.push_str("</body></html>\n");
    out
}

/// Text that HTML shows as it is.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn rows(out: &mut String, title: &str, rows: &BTreeMap<String, Row>) {
    out.push_str(&format!(
        "<h2>{title}</h2>\n<table><tr><th></th><th>P</th><th>R</th><th>F1</th><th>strict F1</th><th>support</th><th>맞음 right</th><th>틀림 wrong</th><th>빠짐 missed</th></tr>\n"
    ));
    for (name, row) in rows {
        let [right, wrong, missed] = row.lenient;
        out.push_str(&format!(
            "<tr><td>{}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{}</td><td>{right}</td><td>{wrong}</td><td>{missed}</td></tr>\n",
            escaped(name),
            row.precision,
            row.recall,
            row.f1,
            row.strict_f1,
            row.support
        ));
    }
    out.push_str("</table>\n");
}

fn issues(out: &mut String, report: &Report) {
    let issues = &report.issues;
    out.push_str(&format!(
        "<h2>문제 Issues</h2>\n<p>제기 raised {} / 기대 expected {} · 잘못된 경보 false alarms {} / {}</p>\n<table><tr><th></th><th>raised</th><th>expected</th><th>false alarms</th><th>of</th></tr>\n",
        issues.raised, issues.expected, issues.false_alarms, issues.unexpected
    ));
    for (name, row) in &issues.names {
        out.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(name),
            row.raised,
            row.expected,
            row.false_alarms,
            row.unexpected
        ));
    }
    out.push_str("</table>\n");
}

fn calibration(out: &mut String, confidences: &Confidences) {
    let all = &confidences.values;
    out.push_str(&format!(
        "<h2>신뢰도 Calibration</h2>\n<p>값 values {} · 틀림 wrong {} · ECE <b>{:.4}</b> · Brier <b>{:.4}</b></p>\n<div class=\"figures\">\n",
        all.values, all.wrong, all.ece, all.brier
    ));
    reliability(out, all);
    review_curve(out, confidences);
    out.push_str("</div>\n");
    out.push_str("<table><tr><th>신뢰도 confidence</th><th>값 values</th><th>평균 mean</th><th>맞음 right</th></tr>\n");
    for bin in &all.bins {
        out.push_str(&format!(
            "<tr><td>{:.1}–{:.1}</td><td>{}</td><td>{:.3}</td><td>{:.3}</td></tr>\n",
            bin.from, bin.to, bin.values, bin.confidence, bin.right
        ));
    }
    out.push_str("</table>\n");
    for (title, groups) in [("절별 신뢰도 By section", &confidences.sections), ("서식별 신뢰도 By layout", &confidences.layouts)]
    {
        out.push_str(&format!(
            "<details open><summary>{title}</summary><table><tr><th></th><th>values</th><th>wrong</th><th>mean</th><th>right</th><th>ECE</th><th>Brier</th></tr>\n"
        ));
        for (name, c) in groups {
            out.push_str(&format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td></tr>\n",
                escaped(name),
                c.values,
                c.wrong,
                c.mean_confidence,
                1.0 - c.wrong as f64 / c.values.max(1) as f64,
                c.ece,
                c.brier
            ));
        }
        out.push_str("</table></details>\n");
    }
    let records = &confidences.records;
    out.push_str(&format!(
        "<p>레코드 신뢰도 records (all key values right): {} · mean {:.3} · wrong {} · ECE {:.4} · Brier {:.4}</p>\n",
        records.values, records.mean_confidence, records.wrong, records.ece, records.brier
    ));
}

/// A square with axes from 0 to 1; `inner` draws in pixels from the lower left.
fn diagram(out: &mut String, across: &str, up: &str, caption: &str, inner: &str) {
    let size = SIDE + 2.0 * MARGIN;
    out.push_str(&format!("<figure><svg width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {size} {size}\" role=\"img\">\n"));
    for step in 0..=5 {
        let share = f64::from(step) / 5.0;
        let (x, y) = place(share, share);
        out.push_str(&format!("<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{share:.1}</text>", MARGIN + SIDE + 15.0));
        out.push_str(&format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{share:.1}</text>\n", MARGIN - 6.0, y + 4.0));
    }
    out.push_str(&format!("<rect class=\"axis\" x=\"{MARGIN}\" y=\"{MARGIN}\" width=\"{SIDE}\" height=\"{SIDE}\"/>\n{inner}"));
    let middle = MARGIN + SIDE / 2.0;
    out.push_str(&format!("<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{across}</text>\n", size - 8.0));
    out.push_str(&format!("<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{up}</text>\n", MARGIN - 12.0));
    out.push_str(&format!("</svg><figcaption>{caption}</figcaption></figure>\n"));
}

/// Where a point of the unit square is drawn.
fn place(x: f64, y: f64) -> (f64, f64) {
    (MARGIN + x * SIDE, MARGIN + (1.0 - y) * SIDE)
}

fn reliability(out: &mut String, all: &Calibration) {
    let mut inner = String::new();
    for bin in &all.bins {
        let (x, y) = place(bin.from, bin.right);
        inner.push_str(&format!(
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}: {:.3} → {:.3}</title></rect>\n",
            x + 1.0,
            (bin.to - bin.from) * SIDE - 2.0,
            bin.right * SIDE,
            bin.values,
            bin.confidence,
            bin.right
        ));
        let (x, y) = place(bin.confidence, bin.right);
        inner.push_str(&format!("<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>\n"));
    }
    let ((x0, y0), (x1, y1)) = (place(0.0, 0.0), place(1.0, 1.0));
    inner.push_str(&format!("<line class=\"even\" x1=\"{x0}\" y1=\"{y0}\" x2=\"{x1}\" y2=\"{y1}\"/>\n"));
    diagram(
        out,
        "신뢰도 confidence",
        "맞는 비율 share of right values",
        "신뢰도 도표: 막대가 점선에 가까울수록 신뢰도를 믿을 수 있습니다. Reliability diagram: bars on the dashed line keep their promise.",
        &inner,
    );
}

fn review_curve(out: &mut String, confidences: &Confidences) {
    let points: Vec<String> = confidences
        .curve
        .iter()
        .map(|&(x, y)| {
            let (x, y) = place(x, y);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let ((x0, y0), (x1, y1)) = (place(0.0, 0.0), place(1.0, 1.0));
    let inner = format!(
        "<line class=\"even\" x1=\"{x0}\" y1=\"{y0}\" x2=\"{x1}\" y2=\"{y1}\"/>\n<polyline class=\"line\" points=\"{}\"/>\n",
        points.join(" ")
    );
    diagram(
        out,
        "낮은 순으로 검토한 비율 share of values, lowest first",
        "찾은 오류의 비율 share of wrong values",
        "검토 곡선: 신뢰도가 낮은 값부터 검토할 때 찾는 오류. Review curve: wrong values found when the lowest-scored are looked at first.",
        &inner,
    );
}
