//! Throughput of the pipeline on one core: end to end in cards a second, format by format in cards and in bytes a second, and
//! stage by stage.
//!
//! The cards are invented, in the sizes and layouts of real ones: a status matrix with tabs, a card as text of a PDF, a
//! management card, a card with aligned tables, and a list. Where the corpus of real reports is there (`BOGOSEO_CORPUS`, else
//! `../shared/corpus`), its text files are measured, too.
#![allow(missing_docs, clippy::print_stderr, reason = "a bench")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use bogoseo::decode::{self, Decoded};
use bogoseo::fields::{self, Context, Extracted};
use bogoseo::layout::Layout;
use bogoseo::limits::Limits;
use bogoseo::model::Document;
use bogoseo::model::DocumentKind;
use bogoseo::record::assemble::{FileFacts, Locator, assemble};
use bogoseo::record::{Converted, Source};
use bogoseo::score::{self, Circumstances};
use bogoseo::sections;
use bogoseo::sinks::jsonl;
use bogoseo::sinks::tables::{Forms, TableRows};
use bogoseo::{Settings, convert_bytes, pipeline, tables, validate};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

#[path = "../tests/it/writers/mod.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the tests use the rest")]
mod writers;

use writers::{Piece, cell};

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A report and how many pledges it holds.
struct Report {
    name: String,
    bytes: Vec<u8>,
    cards: u64,
}

const WORK: [&str; 6] =
    ["기본계획 수립 용역", "주민설명회 개최(○○동)", "실시설계 및 행정절차 이행", "토지보상 협의", "착공", "운영 프로그램 개발"];

/// Dated achievements and plans, as `bullet`ed lines.
fn timeline(out: &mut String, bullet: &str, from: usize, count: usize) {
    for i in 0..count {
        let _ = writeln!(
            out,
            "{bullet}20{}. {}. {}. {} {}차 추진 및 관계기관 협의 완료",
            22 + (from + i) / 12,
            (from + i) % 12 + 1,
            i % 27 + 1,
            WORK[i % WORK.len()],
            i + 1
        );
    }
}

/// 국비 100·k, 시비 50·k, 계 150·k over four years, parted by `gap`.
fn money(out: &mut String, gap: &str) {
    for (label, unit) in [("계", 150), ("국비", 100), ("시비", 50)] {
        let _ = writeln!(out, "{label}{gap}{}{gap}{}{gap}{}{gap}{}{gap}{}", unit * 10, unit, unit * 2, unit * 3, unit * 4);
    }
}

fn overview(out: &mut String, mark: &str) {
    for line in [
        "사업기간 : 2022. 7. ~ 2026. 6.",
        "위    치 : 가온구 나래동 123번지 일원",
        "사업규모 : 연면적 3,200㎡, 지하 1층 / 지상 4층",
        "총사업비 : 1,500백만원(국비 1,000, 시비 500)",
        "주요내용 : 노후 시설을 정비하고 주민이 함께 쓰는 공간을 마련하여 생활 여건을 개선",
        "추진근거 : 「지역문화진흥법」 제7조 및 같은 법 시행령",
    ] {
        let _ = writeln!(out, "{mark}{line}");
    }
}

/// A card whose state is a mark in a matrix, with tabs: about 5 KB.
fn status_matrix() -> String {
    let mut out = String::from(
        "7-1\n\n가온 생활문화센터 건립\n\n사업구분\t예산구분\t완료시기\t이행구분\t\t\t이행률\n\t\t\t완료\t정상추진\t일부추진\t\n신규\t예산\t임기내\t\t○\t\t65%\n주관부서\t문화과\t담당자\t김하나 (☎ 031-000-1234)\n\n□ 최종목표\n - 생활권 안에 문화시설을 갖추어 누구나 걸어서 이용\n\n□ 사업개요\n",
    );
    overview(&mut out, " - ");
    out.push_str("\n□ 연차별 추진목표\n연도\t추진목표\t추진실적\n");
    for year in 2022..2027 {
        let _ = writeln!(out, "{year}년\t{} 및 예산 확보\t{} 완료(100%)", WORK[year % 6], WORK[year % 6]);
    }
    out.push_str("\n□ 추진실적\n");
    timeline(&mut out, " - ", 6, 18);
    out.push_str("\n□ 연차별 투자계획 (단위 : 백만원)\n구분\t계\t2022\t2023\t2024\t2025\n");
    money(&mut out, "\t");
    out.push_str("\n□ 집행실적 (단위 : 백만원)\n구분\t계\t2022\t2023\t2024\t2025\n");
    money(&mut out, "\t");
    out.push_str("\n□ 향후 추진계획\n");
    timeline(&mut out, " - ", 30, 8);
    out.push_str("\n□ 문제점 및 대책\n - 문제점 : 토지 보상이 늦어짐\n - 대책 : 소유자와 협의를 계속\n");
    out
}

/// A card as text of a PDF: lines wrapped, blank lines between, cells of tables one a line. About 8 KB.
fn pdf_text() -> String {
    let mut out = String::from(
        "가온 순환도로 개설\n\n사업구분 예산구분 완료시기\n\n계속 예산 임기내\n\nⅠ. 정책목표\n\n○ 도심을 지나는 차량을 나누어 출퇴근 시간의 혼잡을 줄이고, 가온 산업단지와 나래 \n\n지구를 잇는 교통망을 갖춤 \n\nⅡ. 사업개요\n\n",
    );
    overview(&mut out, "○ ");
    out.push_str("\nⅢ. 추진실적\n\n");
    for i in 0..24 {
        let _ = writeln!(
            out,
            "○ 202{}. {}. {}. {} 및 관계기관과 협의하여 노선을 조정하고 \n\n주민의 의견을 들음 ",
            2 + i / 12,
            i % 12 + 1,
            i + 1,
            WORK[i % 6]
        );
        out.push('\n');
    }
    out.push_str("Ⅳ. 연차별 투자계획\n\n(단위 : 백만원)\n\n구분 계 2022 2023 2024 2025\n\n");
    money(&mut out, " ");
    out.push_str("\nⅤ. 향후계획\n\n");
    timeline(&mut out, "○ ", 30, 12);
    out.push_str("\n공약실명제\n\n추진부서 도로과\n\n과  장 김하나 ☎ 000-3520\n\n담당자 이두리 ☎ 000-3521\n");
    out
}

/// A management card: a form of labels and tabs.
fn management_card() -> String {
    let mut out = String::from(
        "공약사업 관리카드\n공약번호\t2-3\t공약명\t나래 청년마을 조성\n분야\t일자리\t주관부서\t청년정책과\n이행구분\t정상추진\t추진율\t40%\n사업기간\t2023. 1. ~ 2026. 6.\t총사업비\t1,500백만원\n\n1. 사업목적\n ㅇ 청년이 머무는 일터와 삶터를 마련\n\n2. 사업개요\n",
    );
    overview(&mut out, " ㅇ ");
    out.push_str("\n3. 추진실적\n");
    timeline(&mut out, " ㅇ ", 12, 10);
    out.push_str("\n4. 소요예산 (단위 : 백만원)\n구분\t합계\t2023\t2024\t2025\t2026\n");
    money(&mut out, "\t");
    out.push_str("\n5. 향후계획\n");
    timeline(&mut out, " ㅇ ", 36, 6);
    out
}

/// A card of a county whose tables are aligned by blanks.
fn aligned_card() -> String {
    let mut out = String::from("공약 12  다온 농산물 유통센터 건립\n담당부서 : 농업정책과\n추진상황 : 정상추진\n\n■ 사업개요\n");
    overview(&mut out, "  ○ ");
    out.push_str("\n■ 재원투자계획 (단위 : 백만원)\n");
    out.push_str("-----------------------------------------------------\n  구 분       계      2022     2023     2024     2025\n-----------------------------------------------------\n");
    for (label, unit) in [("  계  ", 150), ("  국비", 100), ("  군비", 50)] {
        let _ = writeln!(out, "{label}   {:>8} {:>8} {:>8} {:>8} {:>8}", unit * 10, unit, unit * 2, unit * 3, unit * 4);
    }
    out.push_str("-----------------------------------------------------\n\n■ 추진실적\n");
    timeline(&mut out, "  ○ ", 6, 14);
    out.push_str("\n■ 향후 추진계획\n");
    timeline(&mut out, "  ○ ", 24, 8);
    out
}

const LIST_ROWS: usize = 60;

/// A list: one pledge a row.
fn list() -> String {
    let mut out =
        String::from("민선8기 공약사업 이행현황 (2024. 12. 31. 기준)\n연번\t공약명\t완료\t정상추진\t일부추진\t이행률\t주관부서\n");
    for i in 0..LIST_ROWS {
        let mark = ["○\t\t", "\t○\t", "\t\t○"][i % 3];
        let _ = writeln!(out, "1-{}\t가온 {} {}\t{mark}\t{}%\t문화과", i + 1, WORK[i % 6], i + 1, i % 100);
    }
    out
}

fn invented() -> Vec<Report> {
    let report = |name: &str, text: String, cards| Report { name: name.to_owned(), bytes: text.into_bytes(), cards };
    vec![
        report("status_matrix", status_matrix(), 1),
        report("pdf_text", pdf_text(), 1),
        report("management_card", management_card(), 1),
        report("aligned_card", aligned_card(), 1),
        report("list", list(), LIST_ROWS as u64),
    ]
}

/// Text files of the corpus, where it is there.
fn corpus() -> Vec<Report> {
    let root = std::env::var_os("BOGOSEO_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    let mut paths: Vec<PathBuf> = ["dev", "synthetic"]
        .iter()
        .filter_map(|part| std::fs::read_dir(root.join(part)).ok())
        .flat_map(|folder| folder.filter_map(|entry| Some(entry.ok()?.path())))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        eprintln!("THE CORPUS IS ABSENT: no text files under {}; only invented cards are measured", root.display());
    }
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).ok()?;
        let cards = convert_bytes(&bytes, &Settings::default()).records.len() as u64;
        Some(Report { name: path.file_stem()?.to_string_lossy().into_owned(), bytes, cards })
    };
    paths.into_iter().filter_map(read).collect()
}

/// Records and evidence as `convert` writes them.
fn serialize(converted: &Converted, out: &mut Vec<u8>) {
    for (record, evidence) in converted.records.iter().zip(&converted.evidence) {
        jsonl::write_record(out, record, None);
        jsonl::write_evidence(out, evidence);
    }
}

fn end_to_end(report: &Report, settings: &Settings, out: &mut Vec<u8>) {
    out.clear();
    serialize(&convert_bytes(&report.bytes, settings), out);
    black_box(out.len());
}

fn whole(criterion: &mut Criterion) {
    let settings = Settings::default();
    let mut out = Vec::new();
    let mut group = criterion.benchmark_group("end_to_end");
    for report in invented() {
        group.throughput(Throughput::Elements(report.cards));
        group.bench_function(BenchmarkId::from_parameter(&report.name), |b| b.iter(|| end_to_end(&report, &settings, &mut out)));
    }
    let corpus = corpus();
    if !corpus.is_empty() {
        // The rows of a list are small; cards of the corpus's size are the files that hold one.
        let cards: Vec<&Report> = corpus.iter().filter(|r| r.cards == 1).collect();
        group.throughput(Throughput::Elements(cards.len() as u64));
        group.bench_function("corpus_cards", |b| b.iter(|| cards.iter().for_each(|r| end_to_end(r, &settings, &mut out))));
        group.throughput(Throughput::Elements(corpus.iter().map(|r| r.cards).sum()));
        group.bench_function("corpus", |b| b.iter(|| corpus.iter().for_each(|r| end_to_end(r, &settings, &mut out))));
    }
    group.finish();
}

/// Cards of a document of each format.
const CARDS: usize = 10;
/// Lines of a page of a PDF, as far as its height goes.
const PAGE_LINES: usize = 60;

/// The management card in pieces; lines with tabs are rows of tables. The numbers of the cards differ.
fn pieces() -> Vec<Piece> {
    let mut out = Vec::new();
    for i in 0..CARDS {
        let text: &'static str = management_card().replace("2-3", &format!("2-{}", i + 1)).leak();
        for line in text.lines() {
            let row = || line.split('\t').map(cell).collect();
            match (line.contains('\t'), out.last_mut()) {
                (true, Some(Piece::Table(rows))) => rows.push(row()),
                (true, _) => out.push(Piece::Table(vec![row()])),
                (false, _) => out.push(Piece::Line(line)),
            }
        }
    }
    out
}

/// A card of the PDF that is one page of one.
fn page() -> Vec<u8> {
    let text = management_card();
    let lines = text.lines().filter(|line| !line.is_empty()).take(PAGE_LINES);
    let place = |(i, line): (usize, &str)| (50, 780 - 12 * i as u32, line.replace('\t', "  "));
    let placed: Vec<(u32, u32, String)> = lines.enumerate().map(place).collect();
    writers::pdf::write(&placed.iter().map(|(x, y, line)| (*x, *y, line.as_str())).collect::<Vec<_>>())
}

/// One content in every format: cards a second, and bytes of the documents a second.
fn formats(criterion: &mut Criterion) {
    let pieces = pieces();
    let documents = [
        ("text", writers::text::write(&pieces)),
        ("hwp", writers::hwp5::write(&pieces)),
        ("hwpx", writers::hwpx::write(&pieces)),
        ("docx", writers::docx::write(&pieces)),
        ("html", writers::html::write(&pieces)),
        ("pdf", page()),
    ];
    let settings = Settings::default();
    let mut out = Vec::new();
    for (unit, of_bytes) in [("cards_by_format", false), ("bytes_by_format", true)] {
        let mut group = criterion.benchmark_group(unit);
        for (name, bytes) in &documents {
            let cards = convert_bytes(bytes, &settings).records.len() as u64;
            group.throughput(if of_bytes { Throughput::Bytes(bytes.len() as u64) } else { Throughput::Elements(cards) });
            let report = Report { name: (*name).to_owned(), bytes: bytes.clone(), cards };
            group.bench_function(BenchmarkId::from_parameter(name), |b| b.iter(|| end_to_end(&report, &settings, &mut out)));
        }
        group.finish();
    }
}

/// How many layout profiles of the user's are measured.
const PROFILES: usize = 100;

/// Layout profiles as users write them: each with evidence, an expression, and names of its own; no card here is of any.
fn profiles() -> Vec<(String, String)> {
    let profile = |i: usize| {
        let text = format!(
            "name = \"town-{i}\"\ntitle = \"가온시 서식 {i}\"\nextends = \"general\"\nrequired = [\"overview\"]\n\
             [evidence]\nall = [\"가온{i}과제\", \"나래{i}점검\"]\nany = [\"다온{i}부서\", \"라온{i}부서\"]\nlines = ['^가온 서식 {i}호']\n\
             [sections]\noverview = [\"{i}번사업의모습\", \"가온{i}한눈에\"]\nplans = [\"{i}번앞으로할일\"]\n\
             [labels]\ndepartment = [\"맡은부서{i}\"]\nperiod = [\"하는때{i}\"]\n[states]\n\"완료\" = [\"다함{i}\"]\n"
        );
        (format!("town-{i}.toml"), text)
    };
    (0..PROFILES).map(profile).collect()
}

/// What a hundred layout profiles cost that no document is of, against none but the built-in ones.
fn many_profiles(criterion: &mut Criterion) {
    let reports: Vec<Report> = invented().into_iter().filter(|r| r.cards == 1).collect();
    let many = sections::Profiles::with(&profiles()).expect("invented profiles have no fault");
    let mut out = Vec::new();
    let mut group = criterion.benchmark_group("profiles");
    group.throughput(Throughput::Elements(reports.len() as u64));
    for (name, profiles) in [("none", sections::Profiles::built_in()), ("a_hundred", Arc::new(many))] {
        let settings = Settings { profiles, ..Settings::default() };
        group.bench_function(name, |b| b.iter(|| reports.iter().for_each(|r| end_to_end(r, &settings, &mut out))));
    }
    group.finish();
}

/// The stages one by one over the invented cards (the list aside, whose rows go another way).
fn stages(criterion: &mut Criterion) {
    let reports: Vec<Report> = invented().into_iter().filter(|r| r.cards == 1).collect();
    let limits = Limits::default();
    let decoded: Vec<Decoded> = reports.iter().map(|r| decode::decode(&r.bytes, &limits).expect("invented text decodes")).collect();
    let layouts: Vec<Layout> = decoded.iter().map(|d| Layout::of(d.text())).collect();
    let profiles = sections::Profiles::built_in();
    let reads: Vec<pipeline::Read> = decoded.iter().map(|d| pipeline::read_layout(d, &profiles, &limits)).collect();
    let extract = |i: usize| -> Vec<Extracted> {
        let text = decoded[i].text();
        let read = &reads[i];
        let structure = sections::structure(&read.names, text, &read.layout, &read.headings, limits.max_records);
        let context = Context { metropolitan: Some(false), solver_steps: limits.solver_steps };
        structure.cards.iter().map(|card| fields::read(&read.names, text, &read.layout, &read.grids, card, context)).collect()
    };
    let all = 0..reports.len();
    let converted: Vec<Converted> = reports.iter().map(|r| convert_bytes(&r.bytes, &Settings::default())).collect();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Elements(reports.len() as u64));
    group.bench_function("decode", |b| b.iter(|| reports.iter().for_each(|r| drop(black_box(decode::decode(&r.bytes, &limits))))));
    group.bench_function("layout", |b| b.iter(|| decoded.iter().for_each(|d| drop(black_box(Layout::of(d.text()))))));
    group.bench_function("headings_and_tables", |b| {
        b.iter(|| {
            for (d, layout) in decoded.iter().zip(&layouts) {
                let headings = sections::find_headings(sections::Vocabulary::general(), d.text(), layout);
                let stop = |i: usize| headings.list.binary_search_by_key(&i, |h| h.line).is_ok();
                black_box(tables::find(d.text(), d.native.as_ref(), layout, &stop));
            }
        });
    });
    group.bench_function("cards_and_fields", |b| b.iter(|| all.clone().for_each(|i| drop(black_box(extract(i))))));
    let extracted: Vec<Vec<Extracted>> = all.clone().map(extract).collect();
    group.bench_function("validate", |b| {
        b.iter(|| {
            for (d, cards) in decoded.iter().zip(&extracted) {
                cards.iter().for_each(|card| drop(black_box(validate::check(d.text(), card, None))));
            }
        });
    });
    let mut scored: Vec<(usize, Extracted, validate::Findings)> = Vec::new();
    for i in all.clone() {
        scored.extend(extract(i).into_iter().map(|card| {
            let findings = validate::check(decoded[i].text(), &card, None);
            (i, card, findings)
        }));
    }
    group.bench_function("score", |b| {
        b.iter(|| {
            for (i, card, findings) in scored.iter_mut() {
                black_box(score::score(decoded[*i].text(), card, findings, Circumstances::default()));
            }
        });
    });
    let source = Source {
        path: "card.txt".into(),
        sha256: "0".into(),
        bytes: 0,
        format: Some("text"),
        encoding: Some("UTF-8"),
        record_index: 0,
        record_count: 1,
        span: None,
        layout: None,
    };
    let document = Document { title: None, as_of: None, administration: None, kind: DocumentKind::Card };
    let facts = FileFacts { source, document: Some(document), record_id: "0123456789abcdef".to_owned() };
    // Assembly takes its card: the cards are read anew outside the measured time.
    let scored = |i: usize, mut card: Extracted| {
        let scores = score::score(decoded[i].text(), &mut card, &validate::Findings::default(), Circumstances::default());
        (card, scores)
    };
    group.bench_function("assemble", |b| {
        b.iter_batched(
            || all.clone().map(|i| (i, extract(i).into_iter().map(|card| scored(i, card)).collect::<Vec<_>>())).collect::<Vec<_>>(),
            |cards| {
                for (i, cards) in cards {
                    let locator = Locator::new(&decoded[i]);
                    for (card, scores) in cards {
                        black_box(assemble(&locator, card, Vec::new(), &facts, scores, 0.8));
                    }
                }
            },
            criterion::BatchSize::SmallInput,
        );
    });
    let mut out = Vec::new();
    group.bench_function("serialize", |b| {
        b.iter(|| {
            out.clear();
            converted.iter().for_each(|c| serialize(c, &mut out));
            black_box(out.len());
        });
    });
    group.bench_function("csv_tables", |b| {
        b.iter(|| {
            let mut rows = TableRows::new(Forms { csv: true, typed: false });
            for c in &converted {
                c.records.iter().zip(&c.evidence).for_each(|(record, evidence)| rows.add_record(record, evidence, 0.8));
            }
            black_box(rows.into_bytes());
        });
    });
    group.finish();
}

criterion_group!(benches, whole, formats, many_profiles, stages);
criterion_main!(benches);
