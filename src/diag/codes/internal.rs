//! Limits and failures of the program itself.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// A file in a container format (HWP, HWPX, PDF, DOCX, HTML) is read in a process of its own, which has
    /// a time limit: `--timeout`, 60 seconds by default. This file reached it. The process was killed, and
    /// the rest of the run went on. If the process had read other files before, the file was tried once
    /// more in a fresh one. What makes records of the text that was read looks at the clock by itself and
    /// gives up after the same time; so plain text has the limit, too.
    ///
    /// ## Why it matters
    /// One file that never ends would hold up a thousand others. Time limits do not depend on the content
    /// alone: on a busy machine a large book may reach one that it would not reach elsewhere.
    ///
    /// ## Example
    /// ```text
    /// reports/한별시_실천계획서_전체.hwp   184 MiB
    ///
    /// file-timeout: reading it was not done after 60 s (--timeout); the file was given up
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. No half of the file is in the output,
    /// since nobody could tell what is missing from it.
    ///
    /// ## What to do
    /// Convert the file again by itself, with a larger limit (`--timeout 600`) or none (`--timeout 0`). If
    /// an ordinary report runs into the limit, that is a fault of the program: please report it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 한글(HWP, HWPX), 워드(DOCX), 웹(HTML) 문서는 별도 프로세스에서 읽으며, 제한 시간(`--timeout`,
    ///   기본 60초)을 넘으면 그 프로세스만 끝냅니다. 나머지 파일은 계속 처리됩니다. 텍스트도 같은 시간 안에
    ///   레코드를 만들지 못하면 중단합니다.
    /// - 예: 위의 예는 184MiB인 전체 실천계획서 파일입니다. 일부만 읽은 결과는 출력하지 않습니다.
    /// - 조치: 제한 시간을 늘려(`--timeout 600`) 그 파일만 다시 변환하거나 공약 단위로 나누십시오. 보통
    ///   크기의 보고서에서 발생하면 프로그램의 결함이므로 제보하여 주십시오.
    ///
    /// ## See also
    /// `file-memory`, `file-too-large`, `file-crashed`
    FILE_TIMEOUT = "IX001", "file-timeout", Error {
        summary: "the file took longer than the time limit and was given up",
        summary_ko: "제한 시간 안에 처리하지 못하여 중단하였습니다",
        hint: "Convert the file alone with a larger --timeout, or split it.",
        hint_ko: "제한 시간(--timeout)을 늘려 그 파일만 따로 변환하거나 파일을 나누십시오.",
    }

    /// ## What it means
    /// A file in a container format (HWP, HWPX, PDF, DOCX, HTML) is read in a process of its own, whose
    /// memory is bounded: `--max-memory`, 2048 MiB by default. Reading this file took more, twice, the
    /// second time in a fresh process. Or the system itself killed the process both times, as it does when
    /// memory runs out.
    ///
    /// ## Why it matters
    /// A small file can unfold to an enormous one (a compressed container, a table with a million columns).
    /// Without a bound it takes the whole machine, and with it the rest of the run. The bound is kept by
    /// the kernel of Linux; on other systems only the budgets of the readers hold (`container-limit`).
    ///
    /// ## Example
    /// ```text
    /// reports/새봄군_공약_총괄.hwpx   96 MiB, one table of 4 million cells
    ///
    /// file-memory: reading it took more memory than 2048 MiB (--max-memory); the file was given up
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. The other files of the run are not
    /// affected.
    ///
    /// ## What to do
    /// See whether the file is what it should be. A report of pledges never needs that much; an export that
    /// went wrong does. If it is a true report, split it, or convert it alone with a larger limit
    /// (`--max-memory 8192`). With many jobs each process may take as much: `-j 1` leaves it the whole
    /// machine.
    ///
    /// ## 한국어 설명
    /// - 뜻: 문서 파일 하나를 읽는 데 허용된 메모리(`--max-memory`, 기본 2048MiB)를 두 번 모두 넘었거나
    ///   운영 체제가 메모리 부족으로 강제 종료하여 중단하였습니다. 다른 파일에는 영향이 없습니다.
    /// - 예: 위의 예는 표 하나에 칸이 400만 개 들어 있는, 잘못 내보낸 파일입니다.
    /// - 조치: 파일이 정상인지 먼저 확인하십시오. 실제 보고서라면 나누어 변환하거나 메모리 한도를
    ///   늘려(`--max-memory 8192`) 따로 변환하십시오.
    ///
    /// ## See also
    /// `file-timeout`, `file-too-large`, `container-limit`
    FILE_MEMORY = "IX002", "file-memory", Error {
        summary: "the file needed more memory than the limit and was given up",
        summary_ko: "메모리 한도를 넘어 처리를 중단하였습니다",
        hint: "Split the file, or convert it alone with a larger --max-memory.",
        hint_ko: "파일을 나누거나 메모리 한도(--max-memory)를 늘려 그 파일만 따로 변환하십시오.",
    }

    /// ## What it means
    /// An assumption of the program did not hold on this file, and its work on the file ended there. This
    /// is a fault of the program, whatever the file is like. Where the process that read a file in a
    /// container format (HWP, HWPX, DOCX, HTML) died over it, the file was tried once more in a fresh
    /// process, which died as well; the message says how.
    ///
    /// ## Why it matters
    /// Nothing of the file is in the output. The failure is caught file by file, so that one such file does
    /// not cost the run. Only where no process could be started at all, all files of these formats fail:
    /// then the system has too many processes or too little memory.
    ///
    /// ## Example
    /// ```text
    /// reports/한별시_공약이행_7-4.txt
    ///
    /// file-crashed: the program failed on this file; the other files are not affected
    /// ```
    ///
    /// ## Effect on the record
    /// One record with `status` `failed`; only `source` is filled. `manifest.json` counts the file as
    /// failed, and the run ends with exit code 1.
    ///
    /// ## What to do
    /// Report it. The file itself helps most; if it may not leave your house, the smallest part of it that
    /// still fails, with names and numbers changed, is as good. As a way round, save the document as UTF-8
    /// text anew and convert that.
    ///
    /// ## 한국어 설명
    /// - 뜻: 파일의 내용과 무관하게 프로그램의 결함입니다. 이 파일의 처리만 중단되었고 다른 파일은 계속
    ///   처리되었습니다. 문서를 읽던 별도 프로세스가 죽은 경우에는 새 프로세스에서 한 번 더 시도하였습니다.
    /// - 예: 위의 예에서는 7-4 공약 파일만 실패하였습니다.
    /// - 조치: 결함을 제보하여 주십시오. 파일을 외부로 보낼 수 없다면 이름과 숫자를 바꾼 최소한의 재현
    ///   자료로 충분합니다. 우선은 UTF-8 텍스트로 다시 저장하여 변환해 보십시오.
    ///
    /// ## See also
    /// `file-timeout`, `file-memory`
    FILE_CRASHED = "IX003", "file-crashed", Error {
        summary: "the program failed on this file; the other files are not affected",
        summary_ko: "이 파일을 처리하는 중 프로그램에 오류가 발생하였습니다. 다른 파일에는 영향이 없습니다",
        hint: "Please report it with the version of the program and, if it may be shared, the file.",
        hint_ko: "프로그램 버전과, 공유할 수 있다면 해당 파일을 함께 제보하여 주십시오.",
    }
}
