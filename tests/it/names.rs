//! What municipalities call their sections, labels and states, as seen in published reports, and what each must mean to the
//! general profile. Names alone are tested here; what a section holds may still decide otherwise.

use bogoseo::model::State;
use bogoseo::sections::{LabelKey, Role, Vocabulary};

/// Headings as printed, spaces and brackets included.
const SECTIONS: &[(Role, &[&str])] = &[
    (Role::Goal, &["최종목표", "정책목표", "목표", "최종 목표", "사업목표", "4. 사업목표"]),
    (Role::GoalInTerm, &["임기내 목표", "임기 내 목표"]),
    (Role::Purpose, &["사업목적", "추진 목적", "추진목적"]),
    (Role::Promises, &["공약사항"]),
    (Role::Overview, &["사업개요", "사업개요(현황)", "공 약 개 요", "개요", "일반현황", "**사업개요**"]),
    (Role::AnnualTargets, &["연차별 목표", "연차별 추진목표(계획)", "연도별 추진계획 및 실적", "연도별 추진계획(목표)", "연차별 실행계획"]),
    (Role::Schedule, &["연차별 · 분기별 로드맵", "추진일정(로드맵)", "공약사항 실천계획 및 로드맵", "추진일정"]),
    (Role::Indicators, &["확인지표", "공약달성 확인지표", "성과지표"]),
    (Role::Achievements, &["추진실적", "추진상황", "추진현황", "추진경위", "추진경과"]),
    (Role::Assessment, &["자체 점검결과", "**자체 점검결과**", "자체평가"]),
    (Role::Strengths, &["잘된 점"]),
    (Role::Improvements, &["개선계획"]),
    (Role::Obstacles, &["쟁점사항 및 해소방안", "문제점과 대책", "부진공약 대책", "쟁점사항"]),
    (Role::FuturePlans, &["향후 추진계획", "향후계획"]),
    (Role::Plans, &["추진계획", "추진계획(일정)"]),
    (
        Role::Investment,
        &[
            "연차별 투자계획",
            "연차별 투자계획 및 집행",
            "재원투자계획",
            "소요예산",
            "사업비 규모",
            "분야 및 연도별 재원소요",
            "분야 재원별",
            "재원조달방안 등",
            "투자계획 및 확보실적",
            "국·시비 확보현황",
        ],
    ),
    (Role::Execution, &["집행실적"]),
    (
        Role::SupportRequests,
        &["중앙정부 도움 필요성", "정부(경기도) 도움 필요 여부", "도움필요성", "상급기관 도움 필요성", "중앙정부 지원"],
    ),
    (Role::CitizenEngagement, &["시민소통 실적 및 계획", "시민소통 실적", "주민소통 실적"]),
    (Role::People, &["공약실명제"]),
    (Role::Changes, &["공약명 변경", "변경내역", "변경내용"]),
];

const LABELS: &[(LabelKey, &[&str])] = &[
    (LabelKey::Number, &["관리번호", "공약번호"]),
    (LabelKey::Period, &["사업기간", "사업 기간"]),
    (LabelKey::Location, &["위    치", "위 치", "사업구간", "신축장소"]),
    (LabelKey::TotalCost, &["총사업비", "사 업 비", "총 사업비", "소요예산"]),
    (LabelKey::Agencies, &["추진기관"]),
    (LabelKey::Department, &["추진부서", "주관부서", "소관부서", "담당 부서", "담당부서", "총괄부서"]),
    (LabelKey::Cooperating, &["협조부서"]),
    (LabelKey::Authorities, &["사업주체", "사업권한", "추진주체별"]),
    (LabelKey::Continuity, &["사업구분", "신규/계속", "시작시기"]),
    (LabelKey::Budget, &["예산구분"]),
    (LabelKey::Completion, &["완료시기"]),
    (LabelKey::Horizon, &["사업시기"]),
    (LabelKey::Support, &["도움필요성"]),
    (LabelKey::State, &["추진상황"]),
    (LabelKey::StatusMatrix, &["이행구분"]),
    (LabelKey::Progress, &["이행률", "이행율", "공약이행율", "추진율(%)", "누적추진율", "추진실적(진도율)"]),
    (LabelKey::Rate, &["달성률", "평균진행률"]),
    (LabelKey::Contacts, &["담당자", "과  장", "팀장"]),
    (LabelKey::Category, &["분야", "대분류"]),
];

const STATES: &[(State, &[&str])] = &[
    (State::Completed, &["완료", "추진완료", "이행 완료", "종료", "사업완료"]),
    (
        State::CompletedContinuing,
        &["이행 후 계속추진", "이행후 계속추진", "이행 후 계속 추진", "이행 후 계속", "지속추진", "계속추진", "완료 및 지속추진"],
    ),
    (State::OnTrack, &["정상추진", "정상", "추진중"]),
    (State::Partial, &["일부추진", "일부"]),
    (State::Delayed, &["부진", "지연", "지연우려", "일정초과"]),
    (State::OnHold, &["보류"]),
    (State::Discarded, &["폐기", "통폐합", "공약 제외"]),
    (State::NotStarted, &["추진전", "미착수"]),
    (State::UnderReview, &["검토중"]),
    (State::NotDue, &["시기미도래", "기타(시기미도래)"]),
];

#[test]
fn the_sections_of_published_layouts_are_known() {
    let names = Vocabulary::general();
    let mut unlike = Vec::new();
    for (role, headings) in SECTIONS {
        for heading in *headings {
            let found = names.section_like(heading).map(|(role, _)| role);
            if found != Some(*role) {
                unlike.push(format!("{heading}: {found:?} for {role:?}"));
            }
        }
    }
    assert!(unlike.is_empty(), "{unlike:#?}");
}

#[test]
fn the_labels_of_published_layouts_are_known() {
    let names = Vocabulary::general();
    let mut unlike = Vec::new();
    for (key, labels) in LABELS {
        for label in *labels {
            let (found, _) = names.label_like(label);
            if !found.contains(key) {
                unlike.push(format!("{label}: {found:?} for {key:?}"));
            }
        }
    }
    assert!(unlike.is_empty(), "{unlike:#?}");
}

#[test]
fn the_states_of_published_layouts_are_known() {
    let names = Vocabulary::general();
    let mut unlike = Vec::new();
    for (state, words) in STATES {
        for word in *words {
            let found = names.state(word);
            if found != Some(*state) {
                unlike.push(format!("{word}: {found:?} for {state:?}"));
            }
        }
    }
    assert!(unlike.is_empty(), "{unlike:#?}");
}
