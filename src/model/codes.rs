//! The enumerations of the contract. They are open: consumers accept unknown values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sourced::Show;

/// Declares an enumeration of wire words.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $title:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        $(#[$doc])*
        #[schemars(title = $title)]
        pub enum $name { $( $(#[$vdoc])* #[serde(rename = $word)] $variant ),* }
        impl $name {
            /// All values, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl Show for $name {
            fn show(&self) -> String { self.word().to_owned() }
        }
    };
}

codes! {
    /// What became of a record.
    RecordStatus, "상태" {
        /// Nothing to look at.
        Ok = "ok",
        /// An error, or a key value under the threshold.
        Review = "review",
        /// No usable record.
        Failed = "failed",
    }
}
codes! {
    /// What kind of file it is.
    DocumentKind, "문서 종류" {
        /// One pledge.
        Card = "card",
        /// Many pledges, one after the other.
        Book = "book",
        /// A table with one pledge a row.
        List = "list",
        /// Another kind of report.
        Other = "other",
    }
}
codes! {
    /// 신규 or 계속.
    Continuity, "신규·계속" {
        /// 신규.
        New = "new",
        /// 계속.
        Continuing = "continuing",
    }
}
codes! {
    /// 임기내 or 임기후.
    Term, "임기 구분" {
        /// 임기내.
        Within = "within",
        /// 임기후.
        Beyond = "beyond",
    }
}
codes! {
    /// 단기, 중기, 장기.
    Horizon, "사업시기" {
        /// 단기.
        Short = "short",
        /// 중기.
        Medium = "medium",
        /// 장기.
        Long = "long",
    }
}
codes! {
    /// 예산 or 비예산.
    Budget, "예산 구분" {
        /// 예산.
        Budget = "budget",
        /// 비예산.
        NonBudget = "non_budget",
    }
}
codes! {
    /// Who acts: 사업주체, 사업권한.
    Authority, "사업주체" {
        /// 국가.
        National = "national",
        /// 시·도 (the metropolitan or provincial government).
        Provincial = "provincial",
        /// 자체.
        Own = "own",
        /// 민간.
        Private = "private",
        /// 공사·공단·대학 and the like.
        Other = "other",
    }
}
codes! {
    /// The pledge's state in its scheme.
    State, "이행 상태" {
        /// 완료·종료.
        Completed = "completed",
        /// 이행 후 계속추진·지속추진.
        CompletedContinuing = "completed_continuing",
        /// 정상(추진), 추진중.
        OnTrack = "on_track",
        /// 일부추진.
        Partial = "partial",
        /// 부진·지연.
        Delayed = "delayed",
        /// 검토중.
        UnderReview = "under_review",
        /// 시기미도래.
        NotDue = "not_due",
        /// 추진전·미착수.
        NotStarted = "not_started",
        /// 보류.
        OnHold = "on_hold",
        /// 폐기·제외·통폐합.
        Discarded = "discarded",
    }
}
codes! {
    /// Class of the Manifesto evaluation.
    Manifesto, "매니페스토 분류" {
        /// 완료.
        Completed = "completed",
        /// 이행 후 계속추진.
        CompletedContinuing = "completed_continuing",
        /// 정상추진.
        OnTrack = "on_track",
        /// 일부추진.
        Partial = "partial",
        /// 보류.
        OnHold = "on_hold",
        /// 폐기.
        Discarded = "discarded",
    }
}
codes! {
    /// What the pledge needs of the central government.
    SupportKind, "도움 종류" {
        /// 재정.
        Fiscal = "fiscal",
        /// 제도·법령.
        Legal = "legal",
        /// 행정.
        Administrative = "administrative",
        /// 권한.
        Authority = "authority",
    }
}
codes! {
    /// Who pays.
    FundingSource, "재원" {
        /// 계.
        Total = "total",
        /// 국비.
        National = "national",
        /// 시·도비.
        Provincial = "provincial",
        /// 시·군·구비.
        Municipal = "municipal",
        /// 지방비, not split.
        Local = "local",
        /// 민자·민간.
        Private = "private",
        /// 기금.
        Fund = "fund",
        /// 특별교부세·특별조정교부금.
        Grant = "grant",
        /// 지방채.
        Bond = "bond",
        /// 교육청·교육비.
        Education = "education",
        /// 기타.
        Other = "other",
    }
}
codes! {
    /// The period that a money cell stands for.
    Period, "기간" {
        /// 계 over all periods.
        Total = "total",
        /// 임기내 계.
        InTerm = "in_term",
        /// 기투자.
        Prior = "prior",
        /// One year.
        Year = "year",
        /// Several years.
        Range = "range",
        /// 임기후.
        AfterTerm = "after_term",
        /// 향후.
        Beyond = "beyond",
    }
}
codes! {
    /// What a money cell measures.
    Measure, "구분" {
        /// 계획.
        Planned = "planned",
        /// 당초.
        Initial = "initial",
        /// 변경.
        Revised = "revised",
        /// 확보.
        Secured = "secured",
        /// 집행.
        Executed = "executed",
    }
}
codes! {
    /// What an indicator's value measures.
    IndicatorMeasure, "지표값 구분" {
        /// 기준값.
        Baseline = "baseline",
        /// 목표값.
        Target = "target",
        /// 실적값.
        Actual = "actual",
    }
}
codes! {
    /// How often.
    Recurrence, "반복" {
        /// 연중.
        YearRound = "year_round",
        /// 매년.
        Yearly = "yearly",
        /// 상시·계속.
        Always = "always",
        /// 수시.
        AsNeeded = "as_needed",
    }
}
codes! {
    /// Level of a jurisdiction.
    JurisdictionLevel, "자치단체 수준" {
        /// 시·도.
        Province = "province",
        /// 시·군·구.
        Municipality = "municipality",
    }
}
codes! {
    /// Where the jurisdiction was taken from.
    JurisdictionBasis, "근거" {
        /// Title, cover, running head, publisher, contacts.
        Document = "document",
        /// Folder or file name.
        Path = "path",
        /// An option of the user's.
        Option = "option",
    }
}
