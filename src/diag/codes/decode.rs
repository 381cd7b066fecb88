//! Bytes, characters, and whether the text is a report.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// A text file does not say how its bytes stand for characters. Korean reports come as UTF-8, as CP949
    /// (the encoding of Korean Windows, on the wire `EUC-KR`) and as UTF-16. For this file the evidence was
    /// thin, or two encodings fit almost equally well.
    ///
    /// ## Why it matters
    /// A wrong guess does not look empty. It gives syllables that exist but are not the words of the
    /// report, and names and headings that match nothing.
    ///
    /// ## Example
    /// ```text
    /// bytes            C7 D1 BA B0 BD C3 20 FF FE
    /// read as EUC-KR   한별시 ??      (the last two bytes are no character of EUC-KR)
    ///
    /// encoding-uncertain: chose EUC-KR; 2 of 9 bytes do not fit it
    /// ```
    ///
    /// ## Effect on the record
    /// The text is read in the likelier encoding, which `source.encoding` names. The issue concerns the
    /// file: it stands in `manifest.json` under `files[].errors` and in `tables/errors.csv` without a
    /// `record_id`.
    ///
    /// ## What to do
    /// Print the decoded text with `bogoseo inspect FILE --stage text`. If it reads well, nothing is wrong.
    /// If not, open the file in the program that wrote it and save it as UTF-8.
    ///
    /// ## 한국어 설명
    /// - 뜻: 텍스트 파일에는 인코딩이 적혀 있지 않습니다. 이 파일은 UTF-8, CP949(한국어 윈도우), UTF-16 중
    ///   어느 것인지 근거가 부족합니다.
    /// - 예: 위의 예에서는 CP949로 읽었으나 9바이트 가운데 2바이트가 맞지 않습니다.
    /// - 조치: `inspect --stage text`로 본문을 확인하십시오. 글자가 바르면 그대로 쓰셔도 됩니다. 깨져
    ///   있으면 메모장 등에서 인코딩을 UTF-8로 지정하여 저장한 뒤 다시 변환하십시오.
    ///
    /// ## See also
    /// `text-damaged`
    ENCODING_UNCERTAIN = "DE001", "encoding-uncertain", Warning {
        summary: "the character encoding of the file was guessed with doubt",
        summary_ko: "파일의 문자 인코딩을 확실하게 판별하지 못하였습니다",
        hint: "Look at `bogoseo inspect FILE --stage text`; if the Hangul is wrong, save the file as UTF-8 and convert it again.",
        hint_ko: "`bogoseo inspect 파일 --stage text`로 글자가 바른지 확인하고, 깨져 있으면 UTF-8로 저장한 뒤 다시 변환하십시오.",
    }

    /// ## What it means
    /// In the text of this record stand characters that no author typed: U+FFFD (�), Hangul read in a wrong
    /// encoding (`À̹ø`), or private-use characters of a symbol font whose picture the text has lost.
    ///
    /// ## Why it matters
    /// What stood there is gone. Often it was only a bullet; but it may have been a digit, a unit or a
    /// name.
    ///
    /// ## Example
    /// ```text
    /// □ 사업개요
    ///  ○ 위    치 : 한별시 누리동 12-3 ��대
    ///  ○ 총사업비 : 1�0억원
    ///
    /// text-damaged: 3 damaged characters in 2 places; kept as they are
    /// ```
    ///
    /// ## Effect on the record
    /// The text stays as it is, in the field where it belongs; nothing is repaired by guessing. A value
    /// with damaged characters in it has a lower confidence, and one that cannot be read because of them is
    /// null with an issue of its own.
    ///
    /// ## What to do
    /// Follow `spans` to the places. If they are bullets, go on. If values are hit, correct them from the
    /// original, or export the text again (from a word processor as text in UTF-8; from PDF with another
    /// extractor).
    ///
    /// ## 한국어 설명
    /// - 뜻: 작성자가 입력하지 않은 글자가 본문에 있습니다. 대체 문자(�), 인코딩이 잘못된 한글, 기호 글꼴의
    ///   사용자 정의 문자가 해당합니다.
    /// - 예: 위의 예에서는 총사업비 ‘1�0억원’의 가운데 숫자가 사라져 금액을 알 수 없습니다.
    /// - 조치: 글머리표만 깨졌다면 그대로 두어도 됩니다. 숫자나 이름이 깨졌다면 원본과 대조하여 바로잡거나,
    ///   원본 프로그램에서 UTF-8 텍스트로 다시 저장하십시오.
    ///
    /// ## See also
    /// `encoding-uncertain`, `value-unreadable`, `cell-unreadable`
    TEXT_DAMAGED = "DE002", "text-damaged", Warning {
        summary: "the text has replacement characters, mojibake or private-use characters without a meaning",
        summary_ko: "본문에 깨진 글자(�, 잘못 변환된 글자, 사용자 정의 영역 문자)가 있습니다",
        hint: "Compare the marked places with the original document; if there are many, export the text again.",
        hint_ko: "표시된 곳을 원본과 대조하십시오. 깨진 글자가 많으면 원본에서 텍스트를 다시 내보내십시오.",
    }

    /// ## What it means
    /// The bytes are readable as text, but there is no section heading, no label with a value, no table and
    /// no title from which a record could be made. Binary data with a text-like beginning and program
    /// source or logs end here too.
    ///
    /// ## Why it matters
    /// Folders that people collect over years hold readme files, logs and lists of links. An almost empty
    /// record for each of them would count as a pledge in every statistic.
    ///
    /// ## Example
    /// ```text
    /// reports/download.log
    ///
    /// 2024-03-02 10:11:42 GET /pledge/3-2 200
    /// 2024-03-02 10:11:44 GET /pledge/3-3 200
    ///
    /// not-a-report: no heading, label or table of a report was found
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. `manifest.json` counts the file as
    /// failed.
    ///
    /// ## What to do
    /// Take the file out of the folder if it does not belong there. If it is a report, look at its decoded
    /// text: the text may be one picture, the encoding may be wrong, or the file may hold only the cover.
    ///
    /// ## 한국어 설명
    /// - 뜻: 글자는 읽히지만 절 제목, 항목명과 값, 표, 제목이 하나도 없어 레코드를 만들 수 없습니다.
    /// - 예: 위의 예는 보고서 폴더에 섞여 있던 내려받기 기록입니다.
    /// - 조치: 보고서가 아니면 폴더에서 빼십시오. 보고서가 맞다면 본문이 그림으로만 되어 있는지, 인코딩이
    ///   잘못되었는지, 표지만 들어 있는지 확인하십시오.
    ///
    /// ## See also
    /// `file-unreadable`, `file-empty`, `encoding-uncertain`
    NOT_A_REPORT = "DE003", "not-a-report", Error {
        summary: "the file was read, but nothing in it looks like a report",
        summary_ko: "파일은 읽었으나 보고서로 볼 만한 내용이 없습니다",
        hint: "Check that it is the right file. If it is a report, look at its text with `bogoseo inspect FILE --stage text`.",
        hint_ko: "올바른 파일인지 확인하십시오. 보고서가 맞다면 `bogoseo inspect 파일 --stage text`로 본문이 정상인지 살펴보십시오.",
    }

    /// ## What it means
    /// A part of the document could not be read: a section whose compressed bytes are damaged, a chain of
    /// sectors that leads nowhere, a part that the package names and does not hold. What could be read was
    /// kept, and is in the output.
    ///
    /// ## Why it matters
    /// The records look whole and are not. A pledge, a table or the last years of a plan may be missing,
    /// and sums over the output would be too small.
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약실천계획서.hwp
    ///
    /// document-incomplete: section 3 of 5 is damaged after 41230 bytes; kept what was read
    /// ```
    ///
    /// ## Effect on the record
    /// The last record of the file carries the issue and goes to review; it stands in `manifest.json` under
    /// `files[].errors` too.
    ///
    /// ## What to do
    /// Open the document in the program that made it. If it opens, save it anew and convert the copy; if it
    /// does not, ask the publishing office for a sound file.
    ///
    /// ## 한국어 설명
    /// - 뜻: 문서의 일부가 손상되어 읽지 못하였습니다. 읽은 부분은 결과에 들어 있습니다.
    /// - 예: 위의 예에서는 다섯 구역 가운데 세 번째 구역이 중간에서 끊겼습니다.
    /// - 조치: 한글 등 작성 프로그램에서 열어 다시 저장한 뒤 변환하십시오. 열리지 않으면 발행 부서에 정상
    ///   파일을 요청하십시오.
    ///
    /// ## See also
    /// `file-unreadable`, `container-limit`
    DOCUMENT_INCOMPLETE = "DE004", "document-incomplete", Error {
        summary: "a part of the document is damaged and was not read; the rest was kept",
        summary_ko: "문서의 일부가 손상되어 읽지 못하였고, 나머지만 변환하였습니다",
        hint: "Open the document in the program that made it, save it anew and convert the copy.",
        hint_ko: "작성 프로그램에서 문서를 열어 다시 저장한 뒤 그 사본을 변환하십시오.",
    }

    /// ## What it means
    /// A container (HWP, HWPX, DOCX, a web page) claims more than any report holds: it unfolds to too many
    /// bytes, has too many entries, is nested too deep, or has too many table cells. The message names the
    /// limit that was reached. The document was given up.
    ///
    /// ## Why it matters
    /// A file of a few kilobytes can be built to unfold to gigabytes. Limits keep one such file from taking
    /// the machine from all the others.
    ///
    /// ## Example
    /// ```text
    /// reports/download(3).hwpx   612 KB
    ///
    /// container-limit: Contents/section0.xml unfolds to more than 134217728 bytes (max_part_bytes)
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. The other files of the run are not
    /// affected.
    ///
    /// ## What to do
    /// See whether the file is what it should be. If a true report reaches a limit, split it in the program
    /// that made it and convert the parts.
    ///
    /// ## 한국어 설명
    /// - 뜻: 압축을 풀었을 때의 크기, 항목 수, 중첩 깊이, 표의 칸 수 가운데 하나가 한도를 넘어 읽기를
    ///   중단하였습니다. 어느 한도인지는 메시지에 적혀 있습니다.
    /// - 예: 위의 예는 612KB 파일의 본문이 128MiB를 넘게 풀립니다.
    /// - 조치: 파일이 정상인지 확인하십시오. 실제 보고서라면 작성 프로그램에서 나누어 저장하십시오.
    ///
    /// ## See also
    /// `file-too-large`, `file-memory`
    CONTAINER_LIMIT = "DE005", "container-limit", Error {
        summary: "the document unfolds beyond a limit and was given up",
        summary_ko: "문서를 풀었을 때의 크기나 깊이가 한도를 넘어 읽기를 중단하였습니다",
        hint: "Check that the file is what it should be; split a true report in the program that made it.",
        hint_ko: "파일이 정상인지 확인하고, 실제 보고서라면 작성 프로그램에서 나누어 저장하십시오.",
    }

    /// ## What it means
    /// On a page of a PDF there is something to read, but the file does not hold its text: the page is a
    /// picture (a scan), or its fonts do not say which characters their glyphs are. The message names the
    /// pages; with `--ocr`, it says why they were not recognised.
    ///
    /// ## Why it matters
    /// The page looks whole on the screen, and is missing from the output. Characters are never guessed
    /// from the shapes of glyphs, unless `--ocr` asks for it: a wrong amount would be worse than none.
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약실천계획서.pdf
    ///
    /// page-no-text: no text on page 3, 4 of 12: pictures without text; they were not read
    /// ```
    ///
    /// ## Effect on the record
    /// The last record of the file carries the issue and goes to review; it stands in `manifest.json` under
    /// `files[].errors` too. The text of all other pages is in the records. Where no page has text, the
    /// record has `status` `failed`.
    ///
    /// ## What to do
    /// Ask the publishing office for the original (HWP, HWPX, DOCX), or for a PDF that was saved from it.
    /// For a scan, convert it with `--ocr`, or run it through another character recognition first.
    ///
    /// ## 한국어 설명
    /// - 뜻: PDF의 어떤 쪽이 스캔한 그림이거나, 글꼴에 문자 정보가 없어 글자를 읽을 수 없습니다. 몇
    ///   쪽인지는 메시지에 적혀 있습니다.
    /// - 예: 위의 예는 12쪽 가운데 3쪽과 4쪽이 스캔한 그림입니다.
    /// - 조치: 원본(HWP, HWPX, DOCX)이나 원본에서 저장한 PDF를 요청하십시오. 스캔한 문서는 `--ocr`로
    ///   변환하거나 다른 문자 인식(OCR)을 거친 뒤 변환하십시오.
    ///
    /// ## See also
    /// `page-recognised`, `document-incomplete`, `text-damaged`
    PAGE_NO_TEXT = "DE006", "page-no-text", Error {
        summary: "a page of the PDF holds no readable text: it is a picture, or its fonts name no characters",
        summary_ko: "PDF의 어떤 쪽이 그림이거나 문자 정보가 없어 읽지 못하였습니다",
        hint: "Convert the original document, or a PDF saved from it. For scans use --ocr, which needs tesseract with Korean data: Debian/Ubuntu `apt install tesseract-ocr tesseract-ocr-kor`; macOS `brew install tesseract tesseract-lang`; Windows `winget install UB-Mannheim.TesseractOCR`, choosing Korean, with its folder in PATH.",
        hint_ko: "원본 문서나 원본에서 저장한 PDF를 변환하십시오. 스캔한 문서는 --ocr를 쓰십시오. 한국어 데이터를 갖춘 tesseract가 필요합니다. Debian/Ubuntu `apt install tesseract-ocr tesseract-ocr-kor`, macOS `brew install tesseract tesseract-lang`, Windows `winget install UB-Mannheim.TesseractOCR`(설치할 때 한국어 선택, 설치 폴더를 PATH에 추가).",
    }

    /// ## What it means
    /// A page of a PDF was read by two readers that share no code, and they do not agree: words of the text
    /// are not in the second reading, or it has text that the first one lacks. Pages are read twice where
    /// characters are in doubt or a sum fails, and all of them with `--second-reading`. Compared are Hangul
    /// and digits; blanks and order are not.
    ///
    /// ## Why it matters
    /// A font that misstates its characters gives a plausible wrong number. Two readers seldom make the
    /// same mistake.
    ///
    /// ## Example
    /// ```text
    /// page 4, first reading     총사업비 1,284백만원
    /// page 4, second reading    총사업비 1,234백만원
    ///
    /// readings-differ: 1 words are not in the second, as ‘1,284백만원’
    /// ```
    ///
    /// ## Effect on the record
    /// The first reading stands. Values that hold such a word have a lower confidence, and say so in
    /// `because`. On pages where both agree, confidence is higher.
    ///
    /// ## What to do
    /// Look at the page. If the first reading is wrong, correct the value, or convert the original
    /// document.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 PDF 쪽을 서로 다른 두 판독기로 읽은 결과가 다릅니다. 글자가 의심스럽거나 합계가 맞지 않는
    ///   쪽을 두 번 읽으며, `--second-reading`을 쓰면 모든 쪽을 두 번 읽습니다. 한글과 숫자만 비교합니다.
    /// - 예: 위의 예에서는 총사업비가 1,284백만원과 1,234백만원으로 다르게 읽혔습니다.
    /// - 조치: 해당 쪽을 눈으로 확인하십시오. 첫 번째로 읽은 값이 틀렸다면 바로잡거나 원본을 변환하십시오.
    ///
    /// ## See also
    /// `no-second-reading`, `text-damaged`, `total-mismatch`
    READINGS_DIFFER = "DE007", "readings-differ", Warning {
        summary: "two independent readings of a PDF page do not agree",
        summary_ko: "같은 PDF 쪽을 두 판독기로 읽은 결과가 서로 다릅니다",
        hint: "Compare the marked words with the page.",
        hint_ko: "표시된 낱말을 해당 쪽과 대조하십시오.",
    }

    /// ## What it means
    /// Pages of a PDF were to be read by a second reader, and it could not read them: it knows fewer fonts
    /// than the first one, or its process was lost.
    ///
    /// ## Why it matters
    /// Nothing was found wrong; but the values of these pages have one reading alone to rest on.
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약실천계획서.pdf
    ///
    /// no-second-reading: page 3, 4: the second reader could not read them
    /// ```
    ///
    /// ## Effect on the record
    /// None. The issue concerns the file: it stands in `manifest.json` under `files[].errors` and in
    /// `tables/errors.csv` without a `record_id`.
    ///
    /// ## What to do
    /// Nothing. Where these pages have other issues, look at them yourself.
    ///
    /// ## 한국어 설명
    /// - 뜻: 두 번째 판독기가 해당 쪽의 글꼴을 읽지 못하였거나 그 프로세스가 중단되어 비교하지
    ///   못하였습니다.
    /// - 예: 위의 예는 3쪽과 4쪽을 비교하지 못한 경우입니다.
    /// - 조치: 따로 하실 일은 없습니다. 그 쪽에 다른 문제가 있으면 원문을 확인하십시오.
    ///
    /// ## See also
    /// `readings-differ`
    NO_SECOND_READING = "DE008", "no-second-reading", Info {
        summary: "pages of the PDF could not be read a second time for comparison",
        summary_ko: "PDF의 일부 쪽을 두 번째로 읽어 비교하지 못하였습니다",
        hint: "Nothing has to be done; look at these pages yourself where they have other issues.",
        hint_ko: "따로 조치할 것은 없으며, 다른 문제가 있는 쪽은 원문을 확인하십시오.",
    }

    /// ## What it means
    /// Pages of the PDF hold no text. With `--ocr` they were rendered, and the program `tesseract`
    /// recognised the letters in the pictures. The message names the pages.
    ///
    /// ## Why it matters
    /// Recognition mistakes letters for others that look alike: 8 and 3, 비 and 버. It does so in numbers
    /// too, and nothing about the result looks odd.
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약실천계획서.pdf
    ///
    /// page-recognised: page 3, 4 of 12 holds no text; it was recognised in the picture
    /// ```
    ///
    /// ## Effect on the record
    /// Every value out of such a page says so in `because`, and its confidence holds the certainty that
    /// `tesseract` gave for its least certain word. Most such records go to review. The issue stands in
    /// `manifest.json` under `files[].errors`.
    ///
    /// ## What to do
    /// Check the values of these pages against the picture; better, convert the original document.
    ///
    /// ## 한국어 설명
    /// - 뜻: 글자 정보가 없는 쪽을 그림으로 그려 tesseract로 문자를 인식하였습니다(`--ocr`).
    /// - 예: 위의 예에서는 3쪽과 4쪽이 스캔한 그림입니다.
    /// - 조치: 인식한 값은 숫자까지 틀릴 수 있으므로 그림과 대조하십시오. 가능하면 원본 문서를
    ///   변환하십시오.
    ///
    /// ## See also
    /// `page-no-text`
    PAGE_RECOGNISED = "DE009", "page-recognised", Warning {
        summary: "pages of the PDF hold no text; it was recognised in their pictures",
        summary_ko: "글자 정보가 없는 PDF 쪽을 그림에서 문자 인식(OCR)으로 읽었습니다",
        hint: "Check the values of these pages against the picture, or convert the original document.",
        hint_ko: "해당 쪽의 값을 그림과 대조하거나 원본 문서를 변환하십시오.",
    }

    /// ## What it means
    /// The file is a document whose content is encrypted: it needs a password, or the document security of
    /// an office network (DRM). It is raised only for formats whose encryption this version recognises;
    /// another format gives `file-unreadable`.
    ///
    /// ## Why it matters
    /// Nothing of the document can be read, however plainly it opens on the screen of the office that made
    /// it. The program never tries passwords.
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약실천계획서(내부).hwp
    ///
    /// file-encrypted: the document needs a password
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. The other files of the run are not
    /// affected.
    ///
    /// ## What to do
    /// Open the document where you may, remove the protection, save a copy and convert that; or ask the
    /// publishing office for an open copy. Published pledge reports are public documents.
    ///
    /// ## 한국어 설명
    /// - 뜻: 문서가 암호나 문서보안(DRM)으로 암호화되어 내용을 읽을 수 없습니다. 이 프로그램은 암호를
    ///   추측하지 않습니다.
    /// - 예: 위의 예는 암호가 설정된 내부용 한글 문서입니다. 사내망에서는 열리더라도 외부에서는 읽히지
    ///   않습니다.
    /// - 조치: 권한이 있는 컴퓨터에서 보호를 해제하여 사본을 저장하거나, 담당 부서에 공개용 파일을
    ///   요청하십시오.
    ///
    /// ## See also
    /// `file-unreadable`
    FILE_ENCRYPTED = "DE010", "file-encrypted", Error {
        summary: "the document is protected by a password or by document security (DRM)",
        summary_ko: "암호 또는 문서보안(DRM)이 걸린 문서입니다",
        hint: "Save an unprotected copy in the program that made it, and convert the copy.",
        hint_ko: "작성 프로그램에서 암호나 문서보안을 해제하여 저장한 사본을 변환하십시오.",
    }
}
