//! Files that could not be taken in at all.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// The bytes could not be read (no permission, a broken link, a damaged container), or they are in a
    /// format that this version does not read. The message says which. Formats are told by their content,
    /// not by the file name.
    ///
    /// ## Why it matters
    /// Nothing of this file is in the figures that you compute from the output. A missing file is easily
    /// taken for a pledge that nobody reported on.
    ///
    /// ## Example
    /// ```text
    /// reports/한별시_공약이행_3-2.hwp
    ///
    /// file-unreadable: found an HWP 3 document; this format is not read
    /// ```
    ///
    /// ## Effect on the record
    /// The file gives one record with `status` `failed`: `source` says which file it was, and everything
    /// else is empty. `manifest.json` counts the file as failed, the run goes on with the next one and ends
    /// with exit code 1.
    ///
    /// ## What to do
    /// Open the file in the program that made it, save it as HWPX, DOCX or text, and convert that. If it
    /// should be readable, check the permissions and whether the copy is complete (compare its size with
    /// the original).
    ///
    /// ## 한국어 설명
    /// - 뜻: 파일을 열 권한이 없거나, 파일이 손상되었거나, 이 버전에서 읽지 않는 형식입니다. 형식은
    ///   확장자가 아니라 내용으로 판별합니다.
    /// - 예: 위의 예에서는 한글 3.x 형식의 오래된 문서여서 읽지 못하였습니다.
    /// - 조치: 원래 프로그램에서 HWPX나 텍스트로 저장한 뒤 변환하십시오. 읽혀야 하는 파일이라면 접근
    ///   권한과 파일 크기를 원본과 비교하십시오. 해당 파일은 집계에서 빠져 있으므로 반드시 확인하여야
    ///   합니다.
    ///
    /// ## See also
    /// `file-encrypted`, `file-empty`, `not-a-report`
    FILE_UNREADABLE = "IN001", "file-unreadable", Error {
        summary: "the file could not be opened, or its format is not one that this version reads",
        summary_ko: "파일을 열 수 없거나 이 버전에서 읽지 않는 형식입니다",
        hint: "Check that the file opens at all. If its format is not read, save it as HWPX, DOCX, PDF or text in the program that made it, and convert that.",
        hint_ko: "파일이 정상적으로 열리는지 확인하십시오. 읽지 않는 형식이면 원래 프로그램에서 HWPX, DOCX, PDF 또는 텍스트로 저장한 뒤 다시 변환하십시오.",
    }

    /// ## What it means
    /// The file has no bytes, or after decoding nothing remains but spaces, line breaks and a byte order
    /// mark.
    ///
    /// ## Why it matters
    /// It is mostly the trace of an export that went wrong: a download that broke off, or a scanned
    /// document “saved as text”, which has pictures of letters and no letters.
    ///
    /// ## Example
    /// ```text
    /// $ ls -l reports/
    ///    0  새봄군_공약_2-4.txt
    /// 2419  새봄군_공약_2-5.txt
    ///
    /// file-empty: the file has no bytes
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. The file is in `manifest.json` as
    /// failed, and the run ends with exit code 1.
    ///
    /// ## What to do
    /// Fetch or export the report again. If the original is a scan, run an OCR program over it and convert
    /// its text; this program does not recognise pictures of letters. If the file is a left-over, delete
    /// it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 파일 크기가 0바이트이거나, 공백과 줄바꿈 말고는 글자가 없습니다.
    /// - 예: 위의 예에서는 2-4 공약 파일이 0바이트입니다. 내려받기가 중단되었거나 스캔 문서를 텍스트로
    ///   저장한 경우가 많습니다.
    /// - 조치: 원본에서 다시 내보내십시오. 스캔 문서는 문자 인식(OCR)을 거친 텍스트를 넣어야 합니다.
    ///   불필요한 파일이면 삭제하십시오.
    ///
    /// ## See also
    /// `file-unreadable`, `not-a-report`
    FILE_EMPTY = "IN002", "file-empty", Error {
        summary: "the file has no text: no bytes, or nothing but white space",
        summary_ko: "파일에 내용이 없습니다(0바이트이거나 공백만 있음)",
        hint: "Export the report again from its source; a scanned page needs OCR first.",
        hint_ko: "원본에서 다시 내보내십시오. 스캔 문서라면 먼저 문자 인식(OCR)을 거쳐야 합니다.",
    }

    /// ## What it means
    /// The file has more bytes than one file may have (256 MiB unless `--max-bytes` says otherwise). It was
    /// not opened any further.
    ///
    /// ## Why it matters
    /// A pledge book of a thousand cards is a few megabytes of text. A file far beyond that is mostly
    /// something else: a disk image, a database dump, a folder packed into one file. Reading it could take
    /// the memory of the machine from all the other files.
    ///
    /// ## Example
    /// ```text
    /// reports/한별시_전체백업.txt   412,318,720 bytes
    ///
    /// file-too-large: 412318720 bytes, and the limit is 268435456
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. The other files of the run are not
    /// affected.
    ///
    /// ## What to do
    /// See what the file is. If it is a report, or several reports joined, split it at the first page of a
    /// pledge and convert the parts, or convert it alone with a larger `--max-bytes`.
    ///
    /// ## 한국어 설명
    /// - 뜻: 파일 크기가 한도(기본 256MiB)를 넘어 내용을 읽지 않았습니다.
    /// - 예: 위의 예에서는 약 393MiB인 백업 파일이 보고서 폴더에 섞여 있습니다.
    /// - 조치: 보고서가 맞다면 공약 단위로 나누어 변환하거나 `--max-bytes`를 늘려 그 파일만 따로
    ///   변환하십시오. 보고서가 아니면 폴더에서 빼십시오.
    ///
    /// ## See also
    /// `file-timeout`, `file-memory`
    FILE_TOO_LARGE = "IN003", "file-too-large", Error {
        summary: "the file is larger than the limit and was not read",
        summary_ko: "파일이 크기 한도를 넘어 읽지 않았습니다",
        hint: "Split the file, or raise the limit with `--max-bytes`.",
        hint_ko: "파일을 나누거나 `--max-bytes` 값을 늘려 다시 변환하십시오.",
    }

    /// ## What it means
    /// The name of the file ends as if it were of one format, and its content is of another. The content
    /// decided how it was read.
    ///
    /// ## Why it matters
    /// Portals hand out files under wrong names, and people rename them. Other programs that go by the name
    /// may refuse the file, or read nothing.
    ///
    /// ## Example
    /// ```text
    /// reports/한별시_2-3.hwp
    ///
    /// extension-mismatch: the name ends in .hwp, the content is hwpx; read as hwpx
    /// ```
    ///
    /// ## Effect on the record
    /// None. `source.format` says what the file was read as. The issue concerns the file: it stands in
    /// `manifest.json` under `files[].errors`.
    ///
    /// ## What to do
    /// Nothing for this program. Rename the file if others are to open it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 파일 이름의 확장자와 실제 내용의 형식이 다릅니다. 내용을 기준으로 읽었습니다.
    /// - 예: 위의 예는 확장자가 .hwp이지만 실제로는 HWPX 문서입니다.
    /// - 조치: 변환에는 영향이 없습니다. 다른 프로그램에서 열려면 확장자를 바꾸십시오.
    ///
    /// ## See also
    /// `file-unreadable`
    EXTENSION_MISMATCH = "IN004", "extension-mismatch", Info {
        summary: "the extension of the file name is not that of its content",
        summary_ko: "파일 이름의 확장자와 실제 형식이 다릅니다",
        hint: "The content decided; rename the file if other programs are to open it.",
        hint_ko: "내용을 기준으로 읽었습니다. 다른 프로그램에서 열려면 확장자를 바꾸십시오.",
    }
}
