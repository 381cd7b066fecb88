//! The difference as one page that needs nothing else.

use super::{Change, Difference, Kind, Pair, PledgeName, Side};
use crate::eval::html::escaped;

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem;width:100%}th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #8884}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}h3{font-size:1rem;margin:1.2rem 0 .2rem}small{opacity:.7}\
.alarm{color:#c0392b;font-weight:600}.added{background:#2e9e5a22}.removed{background:#c0392b22}";

/// The page.
pub fn page(difference: &Difference) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\"><title>bogoseo diff</title>\n");
    out.push_str(&format!("<style>{STYLE}</style></head><body>\n<h1>두 판의 비교 <small>Two editions</small></h1>\n"));
    let renamed = difference.renamed();
    out.push_str(&format!(
        "<p>이전 old {} · 이후 new {} · 대응 matched {} · 신설 appeared {} · 삭제 vanished {} · 분할 split {} · 개명 renamed {renamed}</p>\n",
        difference.old_pledges,
        difference.new_pledges,
        difference.pairs.len(),
        difference.appeared.len(),
        difference.vanished.len(),
        difference.split.len()
    ));
    alarms(&mut out, difference);
    for (title, list) in [("신설된 공약 Appeared", &difference.appeared), ("사라진 공약 Vanished", &difference.vanished)] {
        if !list.is_empty() {
            out.push_str(&format!("<h2>{title}</h2>\n<ul>\n"));
            list.iter().for_each(|p| out.push_str(&format!("<li>{} <small>{}</small></li>\n", named(p), escaped(&p.path))));
            out.push_str("</ul>\n");
        }
    }
    if !difference.split.is_empty() {
        out.push_str("<h2>나뉜 공약 Split</h2>\n<ul>\n");
        for split in &difference.split {
            let parts: Vec<String> = split.new.iter().map(named).collect();
            out.push_str(&format!("<li>{} → {}</li>\n", named(&split.old), parts.join(" · ")));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<h2>바뀐 공약 Changed</h2>\n");
    difference.pairs.iter().filter(|p| !p.changes.is_empty()).for_each(|p| changed(&mut out, p));
    out.push_str("</body></html>\n");
    out
}

fn named(pledge: &PledgeName) -> String {
    let words: Vec<&str> = pledge.number.iter().chain(&pledge.title).map(String::as_str).collect();
    escaped(&words.join(" "))
}

fn alarms(out: &mut String, difference: &Difference) {
    if difference.alarms().next().is_none() {
        return;
    }
    out.push_str("<h2>확인이 필요한 변화 <small>What should not happen</small></h2>\n<table><tr><th>공약</th><th></th><th>이전 old</th><th>이후 new</th></tr>\n");
    for (pair, change, alarm) in difference.alarms() {
        let (korean, english) = alarm.words();
        out.push_str(&format!(
            "<tr><td>{}</td><td class=\"alarm\">{korean} <small>{english}</small></td>{}{}</tr>\n",
            named(&pair.new),
            side(change.old.as_ref(), ""),
            side(change.new.as_ref(), "")
        ));
    }
    out.push_str("</table>\n");
}

fn changed(out: &mut String, pair: &Pair) {
    out.push_str(&format!("<h3>{}</h3>\n", named(&pair.new)));
    if pair.renamed || pair.renumbered {
        out.push_str(&format!("<p><small>이전 이름 formerly: {}</small></p>\n", named(&pair.old)));
    }
    out.push_str("<table><tr><th>항목 field</th><th>이전 old</th><th>이후 new</th></tr>\n");
    for Change { section, field, kind, old, new, alarm } in &pair.changes {
        let class = match kind {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Changed => "",
        };
        let alarm = alarm.map(|a| format!("<br><span class=\"alarm\">{}</span>", a.words().0)).unwrap_or_default();
        out.push_str(&format!(
            "<tr><td>{section} {}{alarm}</td>{}{}</tr>\n",
            escaped(field),
            side(old.as_ref(), class),
            side(new.as_ref(), class)
        ));
    }
    out.push_str("</table>\n");
}

fn side(side: Option<&Side>, class: &str) -> String {
    let Some(side) = side else { return "<td></td>".to_owned() };
    let mut place = side.path.clone();
    if let Some(line) = side.line {
        place.push_str(&format!(":{line}"));
    }
    if let Some(page) = side.page {
        place.push_str(&format!(" ({page}쪽)"));
    }
    format!("<td class=\"{class}\">{}<br><small title=\"{}\">{}</small></td>", escaped(&side.value), escaped(&side.raw), escaped(&place))
}
