//! The catalogue: every code, with its page, one file per stage.
//!
//! Nothing comes in; out go the statics (`codes::TOTAL_MISMATCH`) and [`ALL`]. Promises: ids and names are unique and never
//! reused, every page has the same headings in the same order, every text exists in English and in Korean (tests hold this).
//! A page is the doc comment of its static, so `cargo doc` and `bogoseo explain` show one text. It does not decide when a code
//! is raised: that is the business of the stage whose letters the id begins with.
//!
//! | letters | stage | file |
//! |---|---|---|
//! | `IN` | reading the file | `source.rs` |
//! | `DE` | decoding bytes to text | `decode.rs` |
//! | `TB` | tables | `tables.rs` |
//! | `SE` | headings, sections, borders of a card | `sections.rs` |
//! | `FI` | single values | `fields.rs` |
//! | `NO` | dates, money, rates as values | `normalize.rs` |
//! | `VA` | what a report says against itself | `validate.rs` |
//! | `RV` | corrections of reviewers | `review.rs` |
//! | `IX` | limits and failures of the program itself | `internal.rs` |

use super::Code;

/// Declares codes; the doc comment of each becomes its page.
macro_rules! declare_codes {
    ($(
        $(#[doc = $page:literal])+
        $name:ident = $id:literal, $wire:literal, $severity:ident {
            summary: $summary:literal,
            summary_ko: $summary_ko:literal,
            hint: $hint:literal,
            hint_ko: $hint_ko:literal,
        }
    )+) => {
        $( $(#[doc = $page])+
        pub static $name: Code = Code {
            id: $id, name: $wire, severity: Severity::$severity,
            summary: $summary, summary_ko: $summary_ko, hint: $hint, hint_ko: $hint_ko,
            page: concat!($($page, "\n"),+),
        }; )+
        /// The codes of this family, in order.
        pub(super) static FAMILY: &[&Code] = &[$(&$name),+];
    };
}

mod decode;
mod fields;
mod internal;
mod normalize;
mod review;
mod sections;
mod source;
mod tables;
mod validate;

pub use decode::*;
pub use fields::*;
pub use internal::*;
pub use normalize::*;
pub use review::*;
pub use sections::*;
pub use source::*;
pub use tables::*;
pub use validate::*;

/// The families, in the order of the stages.
const FAMILIES: [&[&Code]; 9] = [
    source::FAMILY,
    decode::FAMILY,
    tables::FAMILY,
    sections::FAMILY,
    fields::FAMILY,
    normalize::FAMILY,
    validate::FAMILY,
    review::FAMILY,
    internal::FAMILY,
];

/// How many codes there are.
const COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// All codes, in the order of the stages and, within a stage, of the ids.
pub static ALL: &[&Code] = &{
    let mut all = [FAMILIES[0][0]; COUNT];
    let (mut at, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut code = 0;
        while code < FAMILIES[family].len() {
            all[at] = FAMILIES[family][code];
            at += 1;
            code += 1;
        }
        family += 1;
    }
    all
};
