"use strict";
(() => {
  // ---- words -------------------------------------------------------------------------------------------------------
  const WORDS = {
    ko: {
      title: "보고서 검토", skip: "레코드로 건너뛰기", queue: "검토 목록", dashboard: "현황", list: "목록", help: "도움말 ?", facets: "조건으로 좁히기",
      withDone: "끝난 항목도 보기", more: "더 보기", earlier: "앞 항목 보기", search: "공약, 부서, 원문 찾기 ( / )", save: "수정 내역 저장", load: "수정 내역 불러오기",
      issue: "문제", section: "절", field: "항목", file: "파일", place: "자치단체", department: "부서", status: "상태", all: "전체",
      done: "완료", left: "남음", items: "건", accept: "맞음", change: "수정", notInSource: "원문에 없음", comment: "의견", undo: "되돌리기",
      raw: "원문", value: "읽은 값", confidence: "신뢰도", because: "사유", old: "이전 값", reviewed: "검토함", gone: "해소됨", source: "원문",
      noSource: "원본 문서를 찾지 못했거나 변환 뒤에 바뀌어 보기만 할 수 있습니다. bogoseo convert를 다시 실행하거나 --input으로 원본 폴더를 지정하십시오.",
      offlineNote: "이 파일에는 보고서 원문이 들어 있습니다. 수정한 뒤 ‘수정 내역 저장’으로 corrections.jsonl을 내려받아 결과 폴더에 넣으십시오. 합계는 이 화면에서 다시 검산하고, 전체 검증은 다음 변환에서 합니다.",
      nothing: "해당하는 항목이 없습니다.", allDone: "남은 항목이 없습니다.", ok: "저장", cancel: "취소", close: "닫기", unit: "단위", amount: "금액", number: "수", approximate: "어림값(약)",
      from: "시작일", to: "종료일", open: "비워 두면 미정", recurrence: "반복", text: "글", none: "(없음)", saved: "저장했습니다", undone: "되돌렸습니다", nothingToUndo: "되돌릴 것이 없습니다",
      emptyFields: "비어 있는 항목", pick: "먼저 값을 고르십시오", useSelection: "선택한 글을 값으로", addSelection: "선택한 글로 추가", selected: "선택한 글", table: "표", page: "쪽", printed: "인쇄된 값", expected: "내역의 합", difference: "차이", sumHolds: "합계가 맞습니다",
      light: "밝게", dark: "어둡게", records: "레코드", byStatus: "상태별 레코드", byIssue: "문제별 건수", histogram: "레코드 신뢰도 분포", coverage: "수록률", budgets: "연도·재원별 투자계획", won: "억원", files: "파일", failed: "실패했습니다", suggestion: "제안값",
      "low-confidence": "신뢰도 낮음", calibration: "신뢰도는 값이 맞을 확률의 추정치입니다. 0.8 미만이면 검토 대상이 됩니다.", who: "검토자", needed: "도움 필요", code: "코드", name: "이름", kinds: "종류", unsaved: "저장하지 않은 수정",
      split: "여기서 나누기", merge: "앞 카드와 합치기", splitAt: "새 카드가 시작되는 줄", before: "앞 카드", after: "다음 카드", mergeAsk: "이 카드를 앞 카드의 일부로 읽습니다.", wasSplit: "검토자가 나눈 카드입니다", wasMerged: "검토자가 합친 카드입니다",
      bordersOffline: "카드 나누기와 합치기는 bogoseo review로 연 화면에서만 할 수 있습니다", bordersList: "표의 한 행이 한 공약인 파일이어서 나누거나 합칠 수 없습니다", noBefore: "앞에 합칠 카드가 없습니다",
      noPicture: "이 쪽의 그림은 파일에 들어 있지 않습니다.", removed: "--redact로 지운 값이어서 이 화면에서 고칠 수 없습니다",
      redacted: "이 결과는 --redact로 연락처를 지운 것이어서 원문에서도 가렸고, PDF 쪽 그림은 보이지 않습니다. 본문에만 있는 이름은 남을 수 있습니다.",
      st: { ok: "정상", review: "검토 필요", failed: "실패", file: "파일 전체" },
      keys: [["j / k", "다음 / 이전 항목"], ["Enter", "맞음 (다음으로)"], ["e", "수정"], ["x", "원문에 없음"], ["c", "의견"], ["s", "여기서 나누기 (원문 줄 번호를 눌러도 됩니다)"], ["m", "앞 카드와 합치기"], ["u", "되돌리기"], ["/", "찾기"], ["d", "현황 / 목록"], ["?", "이 도움말"], ["Esc", "닫기"]],
    },
    en: {
      title: "Review", skip: "Skip to the record", queue: "Queue", dashboard: "Dashboard", list: "List", help: "Help ?", facets: "Narrow down",
      withDone: "Show finished items", more: "More", earlier: "Earlier items", search: "Search pledges, departments, source ( / )", save: "Save corrections", load: "Load corrections",
      issue: "Issue", section: "Section", field: "Field", file: "File", place: "Municipality", department: "Department", status: "Status", all: "all",
      done: "done", left: "left", items: "items", accept: "Accept", change: "Change", notInSource: "Not in source", comment: "Comment", undo: "Undo",
      raw: "Source text", value: "Value read", confidence: "Confidence", because: "Because", old: "Before", reviewed: "reviewed", gone: "resolved", source: "Source",
      noSource: "The source document was not found or has changed since the conversion: read only. Run bogoseo convert again, or name its folder with --input.",
      offlineNote: "This file holds the text of the reports. When done, save corrections.jsonl and put it into the output folder. Sums are checked again here; everything else by the next conversion.",
      nothing: "No item fits.", allDone: "Nothing left.", ok: "Save", cancel: "Cancel", close: "Close", unit: "Unit", amount: "Amount", number: "Number", approximate: "approximate",
      from: "From", to: "To", open: "empty: open", recurrence: "Recurrence", text: "Text", none: "(none)", saved: "Saved", undone: "Taken back", nothingToUndo: "Nothing to undo",
      emptyFields: "Empty fields", pick: "Choose a value first", useSelection: "Use the selection as the value", addSelection: "Add the selection", selected: "Selected", table: "Table", page: "Page", printed: "Printed", expected: "Sum of parts", difference: "Difference", sumHolds: "the sum holds",
      light: "Light", dark: "Dark", records: "records", byStatus: "Records by status", byIssue: "Issues by kind", histogram: "Confidence of records", coverage: "Coverage", budgets: "Planned budgets by year and source", won: "100 M KRW", files: "files", failed: "That failed", suggestion: "Suggestion",
      "low-confidence": "low confidence", calibration: "Confidence estimates the probability that the values are right; under 0.8 a record goes to review.", who: "Reviewer", needed: "help needed", code: "Code", name: "Name", kinds: "Kinds", unsaved: "unsaved corrections",
      split: "Split here", merge: "Join to the card before", splitAt: "Line at which the new card begins", before: "Card before", after: "Next card", mergeAsk: "This card is read as part of the card before.", wasSplit: "a reviewer has split this card", wasMerged: "a reviewer has joined this card",
      bordersOffline: "Cards can be split and joined only on the page that bogoseo review serves", bordersList: "Each record of this file is a row of a table; rows are not split or joined", noBefore: "No card is before this one",
      noPicture: "The picture of this page is not in the file.", removed: "This was removed from the output (--redact) and cannot be corrected here",
      redacted: "Contacts were removed from this output (--redact): they are covered in the sources too, and pages of PDFs are not shown as pictures. A name that stands in body text alone may remain.",
      st: { ok: "ok", review: "review", failed: "failed", file: "whole file" },
      keys: [["j / k", "next / previous item"], ["Enter", "accept (and go on)"], ["e", "change"], ["x", "not in source"], ["c", "comment"], ["s", "split here (or click a line number of the source)"], ["m", "join to the card before"], ["u", "undo"], ["/", "search"], ["d", "dashboard / queue"], ["?", "this help"], ["Esc", "close"]],
    },
  };
  const CHOICES_KO = {
    new: "신규", continuing: "계속", within: "임기내", beyond: "임기후", short: "단기", medium: "중기", long: "장기", budget: "예산", non_budget: "비예산",
    completed: "완료", completed_continuing: "이행 후 계속추진", on_track: "정상 추진", partial: "일부 추진", delayed: "부진·지연", under_review: "검토 중", not_due: "시기 미도래",
    not_started: "착수 전", on_hold: "보류", discarded: "폐기·제외", national: "국가·국비", provincial: "시·도비", own: "자체", private: "민간", other: "기타", municipal: "시·군·구비",
    local: "지방비", fund: "기금", grant: "특별교부세", bond: "지방채", education: "교육", total: "계", fiscal: "재정", legal: "제도·법령", administrative: "행정", authority: "권한",
    year_round: "연중", yearly: "매년", always: "상시·계속", as_needed: "수시",
  };
  const MEASURES = { planned: "계획", initial: "당초", revised: "변경", secured: "확보", executed: "집행" };
  const UNITS = [["원", 1], ["천원", 1e3], ["만원", 1e4], ["백만원", 1e6], ["억원", 1e8], ["조원", 1e12]];
  const RECURRENCES = ["", "year_round", "yearly", "always", "as_needed"];
  const SUMS = ["total-mismatch", "period-total-mismatch", "rounding-difference", "funding-conflict", "cost-conflict"];
  // The smallest share of a won by which sums may differ: numbers have at most six decimals.
  const EXACT = 1e-6;
  // Points to pixels, as the server draws pages.
  const PAGE_SCALE = 1.5;
  // Items of a page of the queue, as the server counts them.
  const PAGE = 200;

  const recall = (key, otherwise) => { try { return localStorage.getItem("bogoseo-" + key) || otherwise; } catch { return otherwise; } };
  const remember = (key, value) => { try { localStorage.setItem("bogoseo-" + key, value); } catch { /* a file page may have no storage */ } };

  const S = { lang: recall("lang", "ko"), start: null, items: [], page: null, filter: {}, q: "", withDone: false, from: 0, two: false, item: null, view: null, pointer: null, made: [], ahead: new Map(), selection: null, tab: "review" };
  const t = (key) => WORDS[S.lang][key] ?? key;
  const word = (code) => (S.lang === "ko" ? CHOICES_KO[code] || code : code.replaceAll("_", " "));

  // ---- elements: text is only ever put in as text ---------------------------------------------------------------------
  const $ = (id) => document.getElementById(id);
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    fill(element, attributes, children);
    return element;
  }
  function svg(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(element, attributes, children);
    return element;
  }
  function fill(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value == null || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat(9).filter((c) => c != null && c !== false).map((c) => (c instanceof Node ? c : document.createTextNode(String(c)))));
  }
  const clear = (element, ...children) => { element.replaceChildren(); fill(element, {}, children); };

  let toastTimer;
  function toast(text) {
    $("toast").textContent = text;
    $("toast").classList.add("shown");
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 2600);
  }

  // ---- where data comes from ------------------------------------------------------------------------------------------
  class Refused extends Error {}
  const embedded = $("data");
  const online = {
    async get(path, query) {
      const answer = await fetch(path + (query ? "?" + new URLSearchParams(query) : ""));
      if (!answer.ok) throw new Refused(t("failed") + " (" + answer.status + ")");
      return answer.json();
    },
    async post(path, body) {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Refused(told[S.lang] || t("failed") + " (" + answer.status + ")");
      return told;
    },
    start() { return this.get("api/start"); },
    queue(query) { return this.get("api/queue", query); },
    record(index) { return this.get("api/record", { index }); },
    correct(asked) { return this.post("api/correct", asked); },
    undo(id) { return this.post("api/undo", { id }); },
  };

  const get = (value, pointer) => pointer.split("/").slice(1).reduce((v, key) => (v == null ? undefined : v[key]), value);
  function put(root, pointer, value) {
    const keys = pointer.split("/").slice(1);
    const last = keys.pop();
    const holder = keys.reduce((v, key) => (v == null ? undefined : v[key]), root);
    if (holder != null) holder[last === "-" ? holder.length : last] = value;
  }
  const facetOf = (item, name) => String(({ issue: item.issue, section: item.section, field: item.fieldKind, file: item.path, place: item.place, department: item.department, status: item.record == null ? "file" : item.status })[name] ?? "");

  // The offline page does here what the server does there, as far as that goes without the program.
  const offline = {
    data: null, lines: [], dirty: false,
    start() { this.data = JSON.parse(embedded.textContent); this.replayAll(); return this.data.start; },
    held() {
      const undone = new Set(this.lines.filter((l) => l.action === "undo").map((l) => l.undoes));
      return this.lines.filter((l) => l.action !== "undo" && !undone.has(l.id));
    },
    replayAll() { for (const index of Object.keys(this.data.views)) this.build(index); },
    build(index) {
      const view = structuredClone(this.data.views[index]);
      const source = view.record.source;
      const own = this.held().filter((l) => l.path === source.path && l.record_index === source.record_index);
      for (const line of own) {
        view.corrections.push({ ...line, raw: line.raw });
        if (!line.pointer || line.action === "comment") continue;
        const entry = view.evidence.find((e) => e.pointer === line.pointer);
        if (line.action === "change") put(view.record, line.pointer, line.new);
        if (line.action === "not-in-source") put(view.record, line.pointer, null);
        if (entry) Object.assign(entry, { by: "reviewer", confidence: 0.99, because: [] });
      }
      view.record.errors = view.record.errors.filter((issue) => !holds(view.record, issue));
      view.items = this.data.items.filter((i) => String(i.record) === String(index));
      for (const item of view.items) {
        const raised = view.record.errors.some((e) => e.name === item.issue && e.pointer === item.pointer);
        const looked = own.some((l) => l.action !== "comment" && (l.issue == null || l.issue === item.issue) && (l.pointer ? l.pointer === item.pointer : l.comment === item.message));
        item.done = looked ? "reviewed" : item.issue !== "low-confidence" && !raised ? "gone" : "no";
      }
      return view;
    },
    queue(query) {
      const found = (item) => !query.q || [item.path, item.field, item.raw, item.value, item.message, item.number, item.title, item.department].some((x) => String(x ?? "").toLowerCase().includes(query.q.toLowerCase()));
      const counts = Object.fromEntries(this.data.start.facets.map((f) => [f, new Map()]));
      const fitting = [];
      let left = 0;
      for (const item of this.data.items.filter(found)) {
        const open = item.done === "no";
        const misses = this.data.start.facets.filter((f) => query[f] && facetOf(item, f) !== query[f]);
        if (open || query.done === "1") for (const f of this.data.start.facets) if (!misses.length || (misses.length === 1 && misses[0] === f)) counts[f].set(facetOf(item, f), (counts[f].get(facetOf(item, f)) || 0) + 1);
        if (misses.length) continue;
        left += open ? 1 : 0;
        if (open || query.done === "1") fitting.push(item);
      }
      const facets = Object.fromEntries(Object.entries(counts).map(([f, m]) => [f, [...m].sort((a, b) => b[1] - a[1])]));
      const offset = Number(query.offset || 0);
      const items = this.data.items;
      return { items: fitting.slice(offset, offset + PAGE), offset, total: fitting.length, left, facets, pending: 0, all: items.filter((i) => i.done !== "gone").length, open: items.filter((i) => i.done === "no").length, reviewed: items.filter((i) => i.done !== "no").length };
    },
    record(index) { return this.build(index); },
    correct(asked) {
      const item = this.data.items[asked.item];
      const view = asked.record == null ? null : this.data.views[asked.record];
      const entry = view?.evidence.find((e) => e.pointer === asked.pointer);
      if (asked.pointer && !entry) throw new Refused(t("failed"));
      if (entry && !entry.anchor) throw new Refused(t("removed"));
      const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
      const anchor = entry?.anchor || { raw: asked.raw || [], before: "", after: "", nth: 0 };
      this.lines.push({
        id, action: asked.action, undoes: null, path: view ? view.record.source.path : item.path, record_id: view ? view.record.record_id.replace(/-\d+$/, "") : "", record_index: view ? view.record.source.record_index : 0,
        pledge: view ? view.pledge : { number: null, title: null }, pointer: asked.pointer ?? null, issue: asked.issue === "low-confidence" ? null : asked.issue ?? null, spans: entry?.spans || [], ...anchor,
        old: asked.pointer ? get(view.record, asked.pointer) ?? null : null, new: asked.action === "change" ? asked.new : null, comment: asked.comment || (asked.pointer ? null : item?.message ?? null), when: new Date().toISOString().replace(/\.\d+Z/, "Z"), who: null,
      });
      this.dirty = true;
      if (!view) { item.done = "reviewed"; return { written: id }; }
      return { ...this.build(asked.record), written: id };
    },
    undo(id) {
      const line = this.lines.find((l) => l.id === id);
      if (!line) throw new Refused(t("nothingToUndo"));
      this.lines.push({ ...line, id: id + "-undo", action: "undo", undoes: id, new: null, old: null, spans: [], raw: [], before: "", after: "", when: new Date().toISOString() });
      this.dirty = true;
      const index = this.indexOf(line);
      return index == null ? {} : this.build(index);
    },
    indexOf(line) {
      return Object.keys(this.data.views).find((i) => this.data.views[i].record.source.path === line.path && this.data.views[i].record.source.record_index === line.record_index);
    },
    save() {
      const text = this.lines.map((l) => JSON.stringify(l) + "\n").join("");
      const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/jsonl" })), download: "corrections.jsonl" });
      document.body.append(link);
      link.click();
      link.remove();
      this.dirty = false;
    },
    load(text) {
      for (const row of text.split("\n").filter((r) => r.trim())) {
        try { const line = JSON.parse(row); if (line.id && !this.lines.some((l) => l.id === line.id)) this.lines.push(line); } catch { toast(t("failed")); }
      }
      this.replayAll();
    },
  };
  const api = embedded ? offline : online;

  /** Whether the sum that an issue is about adds up with the values that the record has now. */
  function holds(record, issue) {
    if (!issue.proof || !SUMS.includes(issue.name) || !issue.pointer || issue.proof.cells.some((c) => !c.pointer)) return false;
    const won = issue.proof.unit === "원" && issue.name === "cost-conflict";
    const amount = (value) => (value == null ? 0 : typeof value === "object" ? (won || value.number == null ? value.krw : value.number) : Number(value));
    const total = amount(get(record, issue.pointer));
    return Math.abs(issue.proof.cells.reduce((sum, c) => sum + amount(get(record, c.pointer)), 0) - total) < EXACT;
  }

  // ---- the queue ---------------------------------------------------------------------------------------------------
  const query = (offset) => ({ ...S.filter, q: S.q, done: S.withDone ? "1" : "0", offset: String(offset) });
  async function loadQueue(keep, asked) {
    if (!keep) [S.from, S.two] = [0, false];
    let page = await (asked ?? api.queue(query(S.from)));
    if (S.from && !page.items.length) { S.from = 0; page = await api.queue(query(0)); }
    S.items = page.items;
    if (S.two && S.from + page.items.length < page.total) {
      page = await api.queue(query(S.from + page.items.length));
      S.items = S.items.concat(page.items);
    }
    S.page = page;
    // The item in hand stays in sight, also when it is done.
    if (keep && S.item && !S.items.some((i) => i.id === S.item.id)) {
      const at = Math.min(Math.max(keep.at, 0), S.items.length);
      S.items.splice(at, 0, S.item);
    }
    drawQueue();
    if (page.pending) setTimeout(() => loadQueue({ at: position() }), 700);
  }
  const position = () => S.items.findIndex((i) => S.item && i.id === S.item.id);
  function issueName(name) {
    const entry = S.start.catalogue[name];
    return name === "low-confidence" || !entry ? t(name) : S.lang === "ko" ? short(entry.ko) : name;
  }
  const short = (text) => (text.length > 26 ? text.slice(0, 25) + "…" : text);
  const percent = (p) => (p == null ? "" : (100 * p).toFixed(p > 0.995 || p < 0.1 ? 1 : 0) + "%");
  const fieldTitle = (item) => {
    if (S.lang === "ko" && item.field) return item.field;
    const keys = (item.pointer || "").slice(1).split("/");
    // The place of a cell among all cells tells a reader nothing; its row and column do.
    const shown = keys[1] === "cells" && item.field ? [keys[0], ...item.field.split(" › ").slice(1)] : keys;
    return shown.join(" › ") || issueName(item.issue);
  };

  function drawQueue() {
    const { page } = S;
    const share = page.all ? page.reviewed / Math.max(page.reviewed + page.open, 1) : 1;
    clear($("progress"),
      svg("svg", { viewBox: "0 0 110 8", "aria-hidden": "true", class: "bars" }, svg("rect", { class: "base", width: 110, height: 8, rx: 4 }), svg("rect", { width: 110 * share, height: 8, rx: 4 })),
      h("span", { id: "left" }, `${page.reviewed} ${t("done")} · ${page.open} ${t("left")}`));
    clear($("count"), `${page.total} ${t("items")} · ${page.left} ${t("left")}`);
    const facets = S.start.facets.map((name) => {
      const values = page.facets[name] || [];
      const label = (value) => (name === "issue" ? issueName(value) : name === "status" ? WORDS[S.lang].st[value] || value : name === "section" ? sectionTitle(value) : value || t("none"));
      const options = values.map(([value, n]) => h("option", { value: value || "\u0000", selected: S.filter[name] === value }, `${label(value)} (${n})`));
      const select = h("select", { id: "facet-" + name, onchange: (e) => { narrow(name, e.target.value); } }, h("option", { value: "" }, t("all")), options);
      return h("label", {}, t(name), select);
    });
    clear($("facet-list"), facets);
    const rows = S.items.map((item) => {
      const current = S.item && item.id === S.item.id;
      const state = item.done === "no" ? percent(item.confidence) : "✓ " + t(item.done);
      const whose = item.record == null ? item.path : [item.number, item.title].filter(Boolean).join(" ") || item.path;
      return h("li", {}, h("button", { type: "button", class: `${item.severity} ${item.done === "no" ? "" : "finished"}`, "data-item": item.id, "aria-current": String(Boolean(current)), onclick: () => open(item) },
        h("span", { class: "what" }, h("span", {}, fieldTitle(item)), h("span", { class: "sure" }, state)),
        h("span", { class: "where" }, whose),
        h("span", { class: "where" }, item.issue === "low-confidence" ? [t("low-confidence"), /^-?\d+$/.test(item.value) ? thousands(Number(item.value)) : item.value].filter(Boolean).join(" · ") : S.lang === "ko" ? item.message : item.issue)));
    });
    clear($("items"), rows.length ? rows : h("li", {}, S.q || Object.keys(S.filter).length ? t("nothing") : t("allDone")));
    $("earlier").hidden = !S.from;
    $("more").hidden = S.page.offset + S.page.items.length >= page.total;
  }
  function narrow(name, value) {
    if (value === "") delete S.filter[name];
    else S.filter[name] = value === "\u0000" ? "" : value;
    loadQueue().then(() => openFirst());
  }
  /** Two pages of the queue are held at most: going on lets the first one go, and the other way round. */
  async function more() {
    const page = await api.queue(query(S.page.offset + S.page.items.length));
    if (S.two) S.from = S.page.offset;
    const kept = S.two ? S.page.items : S.items;
    const known = new Set(page.items.map((i) => i.id));
    S.items = [...kept.filter((i) => !known.has(i.id)), ...page.items];
    S.page = page;
    S.two = true;
    drawQueue();
  }
  async function earlier() {
    S.from = Math.max(S.from - PAGE, 0);
    S.two = true;
    await loadQueue({ at: PAGE });
  }
  const openFirst = () => { if (S.items.length) return open(S.items[0]); S.item = null; S.view = null; drawRecord(); drawSource(); };
  async function step(by) {
    const at = position();
    const here = S.items[at];
    if (at + by >= S.items.length && !$("more").hidden) await more();
    if (at + by < 0 && !$("earlier").hidden) await earlier();
    const now = here ? Math.max(S.items.findIndex((i) => i.id === here.id), 0) : at;
    const next = S.items[Math.min(Math.max(now + by, 0), S.items.length - 1)];
    if (next && next !== S.item) await open(next);
  }
  async function open(item) {
    S.item = item;
    S.selection = null;
    if (item.record == null) S.view = null;
    else if (!S.view || S.view.index !== item.record) {
      const view = await (S.ahead.get(item.record) || api.record(item.record));
      // Somebody may have gone on while the record was on its way.
      if (S.item !== item) return;
      S.view = view;
    }
    S.pointer = item.pointer;
    document.body.classList.remove("listed");
    // All changes first, then what needs to know where things are: one layout.
    const button = $("items").querySelector(`[data-item="${item.id}"]`);
    $("items").querySelector('[aria-current="true"]')?.setAttribute("aria-current", "false");
    button?.setAttribute("aria-current", "true");
    drawRecord();
    drawSource();
    const following = S.items[position() + 1]?.record;
    S.ahead.clear();
    if (following != null && following !== item.record) S.ahead.set(following, Promise.resolve(api.record(following)).catch(() => api.record(following)));
    if (button) { button.scrollIntoView({ block: "nearest" }); button.focus({ preventScroll: true }); }
    $("record").querySelector('.leaf[aria-pressed="true"]')?.scrollIntoView({ block: "center" });
  }

  // ---- the record ----------------------------------------------------------------------------------------------------
  const isSum = (issue) => issue.proof && SUMS.includes(issue.name);
  const evidenceOf = (pointer) => S.evidence?.get(pointer);
  function indexView() {
    S.evidence = new Map(S.view.evidence.map((e) => [e.pointer, e]));
    S.bad = new Map();
    S.flagged = new Map();
    for (const issue of S.view.record.errors) {
      if (issue.severity === "info" || !issue.pointer) continue;
      (isSum(issue) ? S.bad : S.flagged).set(issue.pointer, issue);
      if (isSum(issue)) for (const c of issue.proof.cells) if (c.pointer && !S.bad.has(c.pointer)) S.bad.set(c.pointer, { part: issue });
    }
    S.struck = new Set(S.view.corrections.filter((c) => c.action === "not-in-source").map((c) => c.pointer));
  }
  const message = (issue) => (S.lang === "ko" ? issue.message_ko : issue.message);
  const grouped = new Intl.NumberFormat("ko-KR", { maximumFractionDigits: 6 });
  const thousands = (n) => (typeof n === "number" ? grouped.format(n) : String(n));
  function proof(issue) {
    const p = issue.proof;
    if (!p) return message(issue);
    const unit = p.unit ? ` ${p.unit}` : "";
    return [message(issue), "", ...p.cells.map((c) => `${c.label}: ${thousands(c.number)}`), `${t("expected")}: ${thousands(p.expected)}${unit}`, `${t("printed")}: ${thousands(p.found)}${unit}`, `${t("difference")}: ${thousands(p.difference)}${unit}`].join("\n");
  }
  function show(value, pointer) {
    if (value == null) return t("none");
    if (typeof value === "string") return S.start.choices[pattern(pointer)] ? word(value) : value || t("none");
    if (typeof value === "number") return pointer.endsWith("/year") ? String(value) : thousands(value) + (pointer.includes("percent") ? "%" : "");
    if (typeof value === "boolean") return value ? "✓" : "✗";
    if ("edtf" in value) return value.raw || value.edtf || word(value.recurrence || "");
    if ("krw_min" in value) return value.raw || (value.krw == null ? `${thousands(value.krw_min)}~${thousands(value.krw_max)}` : thousands(value.krw) + "원");
    if ("period_label" in value && "number" in value) return thousands(value.number);
    if ("percent" in value) return `${value.name} ${value.percent}%`;
    if ("channel" in value) return `${value.channel} ${value.count ?? ""}`;
    if ("measure" in value) return `${value.name} ${value.year ?? ""} ${value.value}`;
    if ("label" in value) return `${value.label} ${value.krw == null ? "" : thousands(value.krw) + "원"}`;
    if ("needed" in value) return `${value.needed ? t("needed") : "—"} ${(value.kinds || []).map(word).join(", ")}`;
    if ("basis" in value) return `${value.name} ${value.code ?? ""}`;
    return JSON.stringify(value);
  }
  const pattern = (pointer) => pointer.replace(/\/\d+/g, "/*");
  const sectionTitle = (key) => (S.lang === "ko" && key && S.start.titles["/" + key]) || key || t("none");
  function titleOf(pointer) {
    const title = S.view.titles[pointer] || S.start.titles[pointer];
    if (S.lang === "ko" && title) return title;
    const keys = pointer.slice(1).split("/");
    return (keys[1] === "cells" && title ? [keys[0], ...title.split(" › ").slice(1)] : keys).join(" › ");
  }
  /** Reasons are written "한국어 (English)". */
  const reason = (text) => { const both = /^(.*) \(([^()]*)\)$/.exec(text); return both ? both[S.lang === "ko" ? 1 : 2] : text; };

  function leaf(pointer, { total } = {}) {
    const value = get(S.view.record, pointer);
    const evidence = evidenceOf(pointer);
    const bad = S.bad.get(pointer);
    const classes = ["leaf"];
    let title = titleOf(pointer) + (evidence ? ` · ${percent(evidence.confidence)}` : "");
    if (bad && !bad.part) { classes.push("bad"); title = proof(bad); }
    else if (S.flagged.has(pointer)) { classes.push("flagged"); title = message(S.flagged.get(pointer)); }
    else if (bad) { classes.push("flagged"); title = proof(bad.part); }
    else if (total) { classes.push("sum-ok"); title += " · " + t("sumHolds"); }
    if (evidence?.by === "reviewer") classes.push("reviewed");
    if (S.struck.has(pointer)) classes.push("struck");
    if (value == null) classes.push("empty");
    return h("button", { type: "button", class: classes.join(" "), title, "data-pointer": pointer, "aria-pressed": String(pointer === S.pointer), onclick: () => choose(pointer) }, show(value, pointer));
  }
  function choose(pointer) {
    S.pointer = pointer;
    for (const button of $("record").querySelectorAll(".leaf")) button.setAttribute("aria-pressed", String(button.dataset.pointer === pointer));
    drawBar();
    drawSource();
  }

  function drawRecord() {
    const box = $("record");
    if (!S.view) {
      const item = S.item;
      clear(box, item ? [h("div", { id: "bar", class: "bar" }), h("h2", {}, item.path), h("p", {}, S.lang === "ko" ? item.message : item.issue)] : h("p", {}, t("allDone")));
      if (item) drawBar();
      return;
    }
    indexView();
    const { record } = S.view;
    const parts = [h("div", { id: "bar", class: "bar" })];
    if (!S.view.source) parts.push(h("p", { class: "issue" }, t("noSource")));
    for (const [action, told] of [["split", "wasSplit"], ["merge", "wasMerged"]]) if (S.view.corrections.some((c) => c.action === action)) parts.push(h("p", { class: "issue info" }, t(told)));
    parts.push(h("h2", {}, [record.pledge.number, record.pledge.title].filter(Boolean).join("  ")),
      h("p", { class: "row" }, `${WORDS[S.lang].st[record.status] || record.status} · ${t("confidence")} ${percent(record.confidence)} · ${record.source.path}`));
    const beside = ["before", "after"].filter((side) => S.view[side] && api === online);
    const borders = [["split", "s", () => split()], ["merge", "m", merge]];
    if (!embedded) {
      parts.push(h("p", { class: "row small" }, beside.map((side) => h("button", { type: "button", id: "go-" + side, onclick: () => openRecord(S.view[side].index) }, `${t(side)}: ${named(S.view[side])}`)),
        !S.view.list && borders.map(([key, shortcut, action]) => h("button", { type: "button", id: "do-" + key, disabled: !S.view.source || (key === "merge" && !S.view.before), onclick: action }, t(key), " ", h("kbd", {}, shortcut)))));
    }
    for (const issue of record.errors) {
      parts.push(h("button", { type: "button", class: `issue ${issue.severity}`, title: proof(issue), onclick: () => pickIssue(issue) }, h("b", {}, issue.name), message(issue)));
    }
    for (const key of Object.keys(record)) {
      if (!S.start.titles["/" + key] || record[key] == null || (Array.isArray(record[key]) && !record[key].length)) continue;
      parts.push(h("section", { "aria-label": sectionTitle(key) }, h("h3", {}, sectionTitle(key)), drawSection(key, record[key])));
    }
    const remarks = S.view.corrections.filter((c) => c.comment && (c.action === "comment" || c.pointer));
    if (remarks.length) parts.push(h("h3", {}, t("comment")), h("ul", { class: "plain" }, remarks.map((c) => h("li", {}, `${c.comment} (${[c.who, c.when].filter(Boolean).join(", ")})`))));
    clear(box, parts);
    drawBar();
  }
  const named = (card) => short([card.number, card.title].filter(Boolean).join(" ") || t("none"));
  /** Shows a record, whatever of it is in the queue. */
  async function openRecord(index) {
    S.view = await api.record(index);
    S.item = S.view.items.find((i) => i.done === "no") ?? S.view.items[0] ?? null;
    S.pointer = S.item?.pointer ?? null;
    S.selection = null;
    await loadQueue({ at: 0 });
    drawRecord();
    drawSource();
    $("record").scrollTop = 0;
  }
  function pickIssue(issue) {
    const item = S.view.items.find((i) => i.issue === issue.name && i.message === issue.message_ko);
    if (item) { S.item = item; drawQueue(); }
    S.pointer = issue.pointer;
    S.issueShown = issue;
    drawRecord();
    drawSource();
    $("record").querySelector('.leaf[aria-pressed="true"]')?.scrollIntoView({ block: "center" });
  }
  const isLeaf = (pointer) => S.evidence.has(pointer);

  function drawSection(key, value) {
    const at = "/" + key;
    if (key === "investment" || key === "execution") return drawMoney(at, value);
    if (["achievements", "plans", "future_plans"].includes(key)) return drawTimeline(at, value);
    if (key === "schedule") return drawSchedule(at, value);
    if (key === "pledge") return drawPledge(at, value);
    return drawAny(at, value);
  }
  function drawPledge(at, pledge) {
    const rows = [];
    const empty = [];
    for (const [key, value] of Object.entries(pledge)) {
      const pointer = `${at}/${key}`;
      if (key === "header") continue;
      if (Array.isArray(value)) {
        if (value.length) rows.push(h("dt", {}, titleOf(pointer).split(" › ").pop()), h("dd", {}, key === "contacts" ? value.map((c, i) => h("div", {}, ["role", "name", "phone"].filter((k) => c?.[k] != null).map((k) => leaf(`${pointer}/${i}/${k}`)))) : value.map((_, i) => leaf(`${pointer}/${i}`))));
      } else if (value != null || S.start.titles[pointer]) {
        (value == null ? empty : rows).push(h("dt", {}, titleOf(pointer).split(" › ").pop()), h("dd", {}, leaf(pointer)));
      }
    }
    const chosen = S.pointer?.startsWith(at + "/") && get(S.view.record, S.pointer) == null;
    return [h("dl", { class: "fields" }, rows), empty.length ? h("details", { open: chosen }, h("summary", {}, `${t("emptyFields")} (${empty.length / 2})`), h("dl", { class: "fields" }, empty)) : null];
  }
  function drawAny(at, value) {
    if (isLeaf(at) || value == null || typeof value !== "object") return isLeaf(at) ? leaf(at) : h("span", {}, value == null ? "" : String(value));
    if (Array.isArray(value)) {
      if (value.every((v) => Array.isArray(v))) return h("div", { class: "scroll" }, h("table", {}, value.map((row, r) => h("tr", {}, row.map((_, c) => h("td", {}, leaf(`${at}/${r}/${c}`)))))));
      return h("ul", { class: "plain" }, value.map((v, i) => h("li", {}, drawAny(`${at}/${i}`, v))));
    }
    if ("header" in value && "rows" in value) {
      const cells = (name, tag) => value[name].map((row, r) => h("tr", {}, row.map((_, c) => h(tag, {}, leaf(`${at}/${name}/${r}/${c}`)))));
      return h("div", { class: "scroll" }, h("table", {}, value.caption != null && h("caption", {}, leaf(`${at}/caption`)), h("thead", {}, cells("header", "th")), h("tbody", {}, cells("rows", "td"))));
    }
    if ("items" in value && "label" in value && "text" in value) {
      return h("span", {}, value.label != null && leaf(`${at}/label`), value.label != null && value.text != null && " : ", value.text != null && leaf(`${at}/text`), value.items?.length ? drawAny(`${at}/items`, value.items) : null);
    }
    const rows = [];
    for (const [key, inner] of Object.entries(value)) {
      if (inner == null || (Array.isArray(inner) && !inner.length)) continue;
      const pointer = `${at}/${key}`;
      const name = S.view.titles[pointer] || S.view.titles[pointer + "/0"] || key;
      rows.push(h("dt", {}, S.lang === "ko" ? name.split(" › ").pop().replace(/ \d+$/, "") : key), h("dd", {}, drawAny(pointer, inner)));
    }
    return h("dl", { class: "fields" }, rows);
  }
  function drawTimeline(at, list) {
    let group = null;
    return h("ol", { class: "timeline" }, list.map((entry, i) => {
      if (!entry) return null;
      const head = entry.group != null && entry.group !== group ? h("span", { class: "group" }, leaf(`${at}/${i}/group`)) : null;
      group = entry.group;
      return h("li", {}, head, entry.date != null ? leaf(`${at}/${i}/date`) : h("span", {}), leaf(`${at}/${i}/text`));
    }));
  }
  function drawSchedule(at, schedule) {
    const day = (text) => (text ? Date.parse(text) / 864e5 : null);
    const all = schedule.tasks.flatMap((task) => task.spans).filter((s) => s && s.from && s.to);
    const [from, to] = [Math.min(...all.map((s) => day(s.from))), Math.max(...all.map((s) => day(s.to)))];
    const x = (d) => (200 * (d - from)) / Math.max(to - from, 1);
    return h("div", { class: "scroll" }, h("table", {}, schedule.tasks.map((task, i) => h("tr", {},
      h("td", {}, leaf(`${at}/tasks/${i}/name`)),
      h("td", {}, task.spans.map((_, k) => leaf(`${at}/tasks/${i}/spans/${k}`))),
      all.length ? h("td", {}, svg("svg", { viewBox: "0 0 200 12", width: 200, height: 12, class: "bars", "aria-hidden": "true" }, task.spans.filter((s) => s?.from && s.to).map((s) => svg("rect", { x: x(day(s.from)), width: Math.max(x(day(s.to)) - x(day(s.from)), 2), y: 2, height: 8 })))) : null))));
  }
  function drawMoney(at, money) {
    const parts = [];
    if (money.total_cost != null) parts.push(h("p", {}, leaf(`${at}/total_cost`)));
    if (money.funding.length) parts.push(h("p", {}, money.funding.map((_, i) => leaf(`${at}/funding/${i}`))));
    if (money.items.length) parts.push(drawAny(`${at}/items`, money.items));
    const groups = new Map();
    money.cells.forEach((cell, i) => {
      if (!cell) return;
      const key = `${cell.table}|${cell.project ?? ""}`;
      if (!groups.has(key)) groups.set(key, { project: cell.project, rows: new Map(), columns: new Map(), measures: new Set(), labels: new Set(), sources: new Set() });
      const group = groups.get(key);
      group.measures.add(cell.measure);
      group.sources.add(cell.source);
      const row = `${cell.label}|${cell.measure}`;
      const column = `${cell.period}|${cell.year}|${cell.year_to}|${cell.period_label}`;
      if (!group.rows.has(row)) group.rows.set(row, { label: cell.label, measure: cell.measure, cells: new Map() });
      group.columns.set(column, cell.period_label);
      group.rows.get(row).cells.set(column, i);
    });
    for (const group of groups.values()) {
      const several = group.measures.size > 1;
      parts.push(h("div", { class: "scroll" }, h("table", {},
        h("caption", {}, [group.project, money.unit].filter(Boolean).join(" · ")),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""), [...group.columns.values()].map((label) => h("th", { scope: "col" }, label)))),
        h("tbody", {}, [...group.rows.values()].map((row) => h("tr", {}, h("th", { scope: "row" }, row.label, several ? ` ${S.lang === "ko" ? MEASURES[row.measure] : row.measure}` : ""), [...group.columns.keys()].map((column) => {
          const index = row.cells.get(column);
          if (index == null) return h("td", {});
          const cell = money.cells[index];
          const total = (cell.source === "total" && group.sources.size > 1) || (cell.period === "total" && group.columns.size > 1);
          return h("td", { class: "number" }, leaf(`${at}/cells/${index}`, { total }));
        })))))));
    }
    return h("div", {}, parts);
  }

  /** The issue that the item in hand is about, as the record has it now. */
  const issueInHand = () => (S.item && S.view ? S.view.record.errors.find((e) => e.name === S.item.issue && e.message_ko === S.item.message) || S.view.record.errors.find((e) => e.name === S.item.issue && e.pointer === S.item.pointer) : null);
  const lastOf = (pointer) => [...S.view.corrections].reverse().find((c) => c.pointer === pointer && c.action !== "comment");

  function drawBar() {
    const bar = $("bar");
    if (!bar) return;
    const can = !S.view ? Boolean(S.item) : Boolean(S.view.source);
    const chosen = S.view && S.pointer && (isLeaf(S.pointer) || get(S.view.record, S.pointer) == null);
    const evidence = chosen && evidenceOf(S.pointer);
    const button = (key, label, action, main) => h("button", { type: "button", class: main ? "main" : null, id: "do-" + label, disabled: !can, onclick: action }, t(label), " ", h("kbd", {}, key));
    const parts = [h("div", { class: "actions" },
      button("Enter", "accept", accept, true),
      S.view && button("e", "change", () => edit()),
      S.view && button("x", "notInSource", notInSource),
      S.view && button("c", "comment", remark),
      h("button", { type: "button", id: "do-undo", onclick: undo }, t("undo"), " ", h("kbd", {}, "u")))];
    if (chosen) {
      const value = get(S.view.record, S.pointer);
      const last = lastOf(S.pointer);
      const rows = [[t("value"), show(value, S.pointer) + (value && value.krw != null && value.number != null ? `  (${thousands(value.krw)}원)` : "")]];
      if (evidence) {
        rows.push([t("raw"), evidence.raw.join(" ⏎ ")]);
        rows.push([t("confidence"), percent(evidence.confidence) + (evidence.by === "reviewer" ? ` · ${t("reviewed")}` : "")]);
        if (evidence.because.length) rows.push([t("because"), evidence.because.map(reason).join("; ")]);
      }
      if (last && last.action === "change") rows.push([t("old"), show(last.old, S.pointer)]);
      const issue = S.bad.get(S.pointer)?.part || S.bad.get(S.pointer) || S.flagged.get(S.pointer);
      if (issue?.suggestion) rows.push([t("suggestion"), suggested(issue)]);
      parts.push(h("div", { class: "chosen-value" }, h("b", {}, titleOf(S.pointer)), h("dl", {}, rows.map(([a, b]) => [h("dt", {}, a), h("dd", {}, b)]))));
    }
    clear(bar, parts);
  }

  /** The suggestion of a sum, as a button that opens the cell with it. */
  function suggested(issue) {
    const parts = /^(.*) = (-?[\d.]+)$/.exec(issue.suggestion);
    const table = "/" + S.pointer.split("/")[1];
    const cells = get(S.view.record, `${table}/cells`) || [];
    const fitting = parts ? cells.map((c, i) => [c, i]).filter(([c]) => c && `${c.label} ${c.period_label}` === parts[1]) : [];
    if (fitting.length !== 1) return issue.suggestion;
    return h("button", { type: "button", id: "do-suggestion", onclick: () => { choose(`${table}/cells/${fitting[0][1]}`); edit(); $("in-value").value = parts[2]; } }, issue.suggestion);
  }

  // ---- the source ----------------------------------------------------------------------------------------------------
  function spansInHand() {
    if (!S.view) return [];
    const evidence = S.pointer && evidenceOf(S.pointer);
    if (evidence?.spans.length) return evidence.spans;
    const issue = S.issueShown && S.view.record.errors.includes(S.issueShown) ? S.issueShown : issueInHand();
    return issue ? issue.spans : [];
  }
  function drawSource() {
    const box = $("source");
    const source = S.view?.source;
    if (!source) return clear(box, h("h2", {}, t("source")), h("p", {}, S.item ? S.item.raw : ""));
    const spans = spansInHand();
    const related = (issueInHand()?.related || []).map((r) => r.span).concat((issueInHand()?.proof?.cells || []).map((c) => c.span).filter(Boolean));
    const parts = [h("h2", {}, `${t("source")} · ${S.view.record.source.path}`)];
    const paged = spans.filter((s) => s.page);
    const picture = paged.length && S.view.pages ? pictureOf(paged[0].page) : null;
    if (picture) parts.push(drawPage(paged, picture));
    else if (embedded && S.view.pages && paged.length) parts.push(h("p", { class: "row" }, t("noPicture")));
    const at = spans[0]?.start;
    const grid = at == null ? null : source.grids.filter((g) => g.start <= at && at < Math.max(g.end, g.start + 1)).pop();
    if (grid) parts.push(drawGrid(grid, spans, related));
    parts.push(h("div", { class: "lines" }, source.lines.map(([start, text], i) => drawLine(source.first + i, start, text, spans, related, source))));
    parts.push(h("div", { id: "selection", hidden: true }));
    clear(box, parts);
    const first = box.querySelector("td.marked") || box.querySelector("mark.current");
    const mark = box.querySelector("mark.current");
    if (mark && !grid && !S.view.pages) mark.scrollIntoView({ block: "center" });
    else if (first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function drawLine(number, start, text, spans, related, source) {
    const characters = Array.from(text);
    const cuts = new Set([0, characters.length]);
    const near = [...spans, ...related].filter((s) => s.start < start + characters.length && s.end > start);
    for (const s of near) { cuts.add(Math.max(s.start - start, 0)); cuts.add(Math.min(s.end - start, characters.length)); }
    const places = [...cuts].sort((a, b) => a - b);
    const pieces = places.slice(0, -1).map((from, i) => {
      const piece = characters.slice(from, places[i + 1]).join("");
      const inside = (s) => s.start - start <= from && from < s.end - start;
      if (spans.some(inside)) return h("mark", { class: "current" }, piece);
      return related.some(inside) ? h("mark", { class: "related" }, piece) : piece;
    });
    return h("div", { class: number < source.from || number > source.to ? "outside" : null }, h("span", { class: "no", "aria-hidden": "true", title: embedded ? null : t("split"), onclick: embedded ? null : () => split(number) }, number), h("span", { class: "tx", "data-start": start }, pieces));
  }
  function drawGrid(grid, spans, related) {
    const rows = Array.from({ length: grid.rows }, () => []);
    const on = (list, from, to) => list.some((s) => s.start < Math.max(to, from + 1) && s.end > from);
    for (const [r, c, rowSpan, colSpan, from, to, text] of grid.cells) {
      const marked = from < to && on(spans, from, to);
      rows[r].push([c, h("td", { rowspan: rowSpan > 1 ? rowSpan : null, colspan: colSpan > 1 ? colSpan : null, class: marked ? "marked" : null }, text)]);
    }
    return h("details", { open: true }, h("summary", {}, t("table")), h("div", { class: "scroll" }, h("table", {}, rows.map((row) => h("tr", {}, row.sort((a, b) => a[0] - b[0]).map((cell) => cell[1]))))));
  }
  function pictureOf(page) {
    if (S.start.redacted) return null;
    if (!embedded) return `api/page?index=${S.view.index}&page=${page}`;
    const png = offline.data.pictures[`${S.view.record.source.path}#${page}`];
    return png ? "data:image/png;base64," + png : null;
  }
  function drawPage(spans, picture) {
    const page = spans[0].page;
    const image = h("img", { src: picture, alt: `${t("page")} ${page}` });
    const box = h("div", { class: "page" }, image);
    image.addEventListener("load", () => {
      for (const span of spans.filter((s) => s.page === page && s.bbox)) {
        const [x0, y0, x1, y1] = span.bbox.map((n) => n * PAGE_SCALE);
        const mark = h("div", { class: "box" });
        mark.style.left = `${(100 * x0) / image.naturalWidth}%`;
        mark.style.top = `${(100 * y0) / image.naturalHeight}%`;
        mark.style.width = `${(100 * (x1 - x0)) / image.naturalWidth}%`;
        mark.style.height = `${(100 * (y1 - y0)) / image.naturalHeight}%`;
        box.append(mark);
      }
      box.querySelector(".box")?.scrollIntoView({ block: "center", inline: "center" });
    });
    const sheet = h("div", { class: "sheet" }, box);
    image.addEventListener("error", () => sheet.remove());
    return sheet;
  }
  /** The characters of the source that are selected. */
  function selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const place = (node, offset) => {
      const line = (node.nodeType === 3 ? node.parentElement : node).closest?.(".tx");
      if (!line || !$("source").contains(line)) return null;
      const before = document.createRange();
      before.setStart(line, 0);
      before.setEnd(node, offset);
      return Number(line.dataset.start) + Array.from(before.toString()).length;
    };
    const [from, to] = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
    const lines = [...$("source").querySelectorAll(".tx")];
    const text = lines.map((l) => { const s = Number(l.dataset.start); return Array.from(l.textContent).slice(Math.max(from - s, 0), Math.max(to - s, 0)).join(""); }).filter(Boolean).join(" ").trim();
    return from != null && to != null && to > from && text ? { from, to, text } : null;
  }
  document.addEventListener("selectionchange", () => {
    const box = $("selection");
    if (!box || !S.view?.source) return;
    S.selection = selected() || (document.activeElement?.closest?.("#selection") ? S.selection : null);
    box.hidden = !S.selection;
    if (!S.selection) return;
    const { text } = S.selection;
    const list = S.pointer && /\/\d+$/.test(S.pointer) && typeof get(S.view.record, S.pointer) === "string" ? S.pointer.replace(/\d+$/, "-") : null;
    clear(box, h("div", {}, `${t("selected")}: ${short(text)}`), h("div", { class: "actions" },
      h("button", { type: "button", class: "main", onmousedown: (e) => e.preventDefault(), onclick: () => (S.pointer ? edit(S.selection) : toast(t("pick"))) }, `${t("useSelection")}${S.pointer ? ` (${titleOf(S.pointer)})` : ""}`),
      list && api === online && h("button", { type: "button", onmousedown: (e) => e.preventDefault(), onclick: () => edit(S.selection, list) }, t("addSelection"))));
  });

  // ---- corrections -----------------------------------------------------------------------------------------------------
  async function send(asked, then) {
    try {
      const at = position();
      const view = await api.correct({ record: S.view ? S.view.index : null, item: S.item?.id ?? null, seen: (S.view && asked.pointer && lastOf(asked.pointer)?.id) || null, ...asked });
      S.made.push(view.written);
      await after(view, at);
      toast(t("saved"));
      if (then) await then();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
      if (S.view && api === online) { S.view = await api.record(S.view.index); drawRecord(); drawSource(); }
      return false;
    }
  }
  async function after(view, at) {
    S.ahead.clear();
    if (view.record) S.view = view.index == null ? { ...view, index: S.view?.index } : view;
    const now = view.items?.find((i) => i.id === S.item?.id);
    if (now) S.item = now;
    else if (S.item && S.item.record == null && view.written) S.item = { ...S.item, done: "reviewed" };
    const scroll = $("record").scrollTop;
    await loadQueue({ at });
    drawRecord();
    drawSource();
    $("record").scrollTop = scroll;
  }
  const next = async () => {
    const at = position();
    const following = [...S.items.slice(at + 1), ...S.items.slice(0, Math.max(at, 0))].find((i) => i.done === "no");
    if (following) { await open(following); await loadQueue({ at: position() }); }
    else if (S.item) drawQueue();
  };
  function target() {
    const leafChosen = S.view && S.pointer && isLeaf(S.pointer);
    const issue = issueInHand();
    const own = S.item && S.item.pointer === S.pointer ? S.item.issue : null;
    return leafChosen ? { pointer: S.pointer, issue: own } : { pointer: null, issue: S.item?.issue, raw: issue?.raw.length ? issue.raw : [S.item?.message || ""] };
  }
  async function accept() {
    if (S.item && S.item.done !== "no" && (S.item.pointer === S.pointer || !S.pointer)) return next();
    if (S.view && !S.view.source) return toast(t("noSource"));
    if (S.item || S.pointer) await send({ action: "accept", ...target() }, next);
  }
  async function notInSource() {
    if (!S.view || !S.pointer || !isLeaf(S.pointer)) return toast(t("pick"));
    await send({ action: "not-in-source", pointer: S.pointer });
  }
  function remark() {
    if (!S.view?.source) return toast(t(S.view ? "noSource" : "pick"));
    dialog(t("comment"), [h("label", {}, t("comment"), h("textarea", { id: "in-comment", required: true }))], () => ({ action: "comment", ...target(), comment: $("in-comment").value }));
  }
  /** Why borders of cards cannot be changed here. */
  const fixed = () => (embedded ? "bordersOffline" : !S.view ? "pick" : !S.view.source ? "noSource" : S.view.list ? "bordersList" : null);
  function split(clicked) {
    const why = fixed();
    if (why) return toast(t(why));
    const { source } = S.view;
    const [least, most] = [source.from + 1, source.to];
    if (least > most) return toast(t("failed"));
    const at = S.selection && source.lines.findLastIndex((l) => l[0] <= S.selection.from);
    const wanted = clicked ?? (at != null ? source.first + at : spansInHand()[0]?.line ?? least);
    const shown = h("div", { class: "lines", "aria-live": "polite" });
    const line = h("input", { id: "in-line", type: "number", min: least, max: most, required: true, value: Math.min(Math.max(wanted, least), most) });
    const draw = () => clear(shown, source.lines.map(([, text], i) => [source.first + i, text]).filter(([n]) => Math.abs(n - line.value) <= 3).map(([n, text]) => h("div", { class: n === Number(line.value) ? "cut" : null }, h("span", { class: "no" }, n), h("span", { class: "tx" }, text))));
    line.addEventListener("input", draw);
    draw();
    dialog(t("split"), [h("label", {}, t("splitAt"), line), shown], () => ({ action: "split", at: source.lines[Number(line.value) - source.first]?.[0] }), () => S.view.after && openRecord(S.view.after.index));
  }
  function merge() {
    const why = fixed() || (!S.view.before && "noBefore");
    if (why) return toast(t(why));
    dialog(t("merge"), [h("p", {}, t("mergeAsk")), h("dl", { class: "fields" }, h("dt", {}, t("before")), h("dd", {}, named(S.view.before)))], () => ({ action: "merge" }), () => openRecord(S.view.index));
  }
  async function undo() {
    const id = S.made.pop() ?? S.view?.corrections.at(-1)?.id;
    if (!id) return toast(t("nothingToUndo"));
    try {
      const at = position();
      const view = await api.undo(id);
      if (view.record && S.view && view.index != null && view.index !== S.view.index) { S.item = view.items[0] || S.item; S.pointer = S.item.pointer; }
      await after(view, at);
      if (S.item && S.item.record == null && !view.record) { S.item = { ...S.item, done: "no" }; drawQueue(); }
      toast(t("undone"));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
    }
  }

  /** A dialog with inputs; `read` gives what is asked when it is saved. */
  function dialog(title, inputs, read, then) {
    const box = $("edit");
    box.setAttribute("aria-label", title);
    const form = h("form", { method: "dialog" }, h("h2", {}, title), inputs, h("div", { class: "actions" }, h("button", { type: "button", onclick: () => box.close() }, t("cancel")), h("button", { type: "submit", class: "main", id: "edit-save" }, t("ok"))));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const asked = read();
      if (asked && (await send(asked, then))) { box.close(); $("record").querySelector('.leaf[aria-pressed="true"]')?.focus({ preventScroll: true }); }
    });
    clear(box, form);
    box.showModal();
    form.querySelector("input, textarea, select")?.select?.();
  }
  const number = (text) => { const n = Number(String(text).replace(/[,\s]/g, "").replace(/^[△▲-]/, "-")); return Number.isFinite(n) && String(text).trim() !== "" ? n : null; };
  const input = (id, label, value, more) => h("label", {}, label, h("input", { id, value: value ?? "", autocomplete: "off", ...more }));
  const choice = (id, label, words, value, name = word) => h("label", {}, label, h("select", { id }, words.map((w) => h("option", { value: w, selected: w === value }, w === "" ? t("none") : name(w)))));
  const dateOf = (text) => { const m = /(\d{4})\s*[.\-년]\s*(\d{1,2})(?:\s*[.\-월]\s*(\d{1,2}))?/.exec(text); return m ? `${m[1]}-${m[2].padStart(2, "0")}-${(m[3] || "1").padStart(2, "0")}` : null; };

  function edit(selection, at) {
    const pointer = at || S.pointer;
    if (!S.view?.source) return toast(t("noSource"));
    const old = get(S.view.record, pointer);
    if (!pointer || (!isLeaf(pointer) && old != null)) return toast(t("pick"));
    const taken = selection ? selection.text : null;
    const form = editor(pointer, old, taken);
    dialog(`${t("change")} · ${titleOf(pointer)}`, [taken && h("p", { class: "row" }, `${t("selected")}: ${taken}`), form.inputs], () => {
      const value = form.read();
      if (value === undefined) { toast(t("failed")); return null; }
      const own = S.item && S.item.pointer === pointer ? S.item.issue : null;
      return { action: "change", pointer, issue: own, new: value, selection: selection ? [selection.from, selection.to] : null };
    });
  }
  /** Typed inputs for a value: `{inputs, read}`. */
  function editor(pointer, old, taken) {
    const words = S.start.choices[pattern(pointer)];
    if (words) return { inputs: choice("in-value", t("value"), words, old), read: () => $("in-value").value };
    const empty = old == null;
    if (typeof old === "number" || (empty && pointer.endsWith("percent"))) {
      return { inputs: input("in-value", t("number"), taken ? number(taken.replace("%", "")) : old, { inputmode: "decimal" }), read: () => number($("in-value").value) ?? undefined };
    }
    if (typeof old === "boolean") return { inputs: choice("in-value", t("value"), ["true", "false"], String(old)), read: () => $("in-value").value === "true" };
    if ((empty && pointer.endsWith("completion")) || (old && typeof old === "object" && "edtf" in old)) {
      const was = old || {};
      const found = taken && dateOf(taken);
      return {
        inputs: [input("in-from", `${t("from")} (${t("open")})`, found || was.from, { type: "date" }), input("in-to", `${t("to")} (${t("open")})`, found || was.to, { type: "date" }), choice("in-recurrence", t("recurrence"), RECURRENCES, was.recurrence || "")],
        read: () => {
          const [from, to, recurrence] = [$("in-from").value || null, $("in-to").value || null, $("in-recurrence").value || null];
          const edtf = from && to ? (from === to ? from : `${from}/${to}`) : from ? `${from}/..` : to ? `../${to}` : null;
          return { from, to, edtf, recurrence, raw: taken || was.raw || "" };
        },
      };
    }
    const amount = (krw, shown, label) => {
      const factor = krw != null && shown ? krw / shown : UNITS.find(([name]) => name === label)?.[1] ?? 1e6;
      const unit = UNITS.find(([, f]) => f === factor)?.[0] || "원";
      return { unit, shown: shown ?? (krw == null ? "" : krw / (UNITS.find(([name]) => name === unit)[1])) };
    };
    const factor = () => UNITS.find(([name]) => name === $("in-unit").value)[1];
    const units = (unit) => choice("in-unit", t("unit"), UNITS.map(([name]) => name), unit, (w) => w);
    if (old && typeof old === "object" && "period_label" in old && "number" in old) {
      const table = get(S.view.record, "/" + pointer.split("/")[1]);
      const is = amount(old.krw, old.number, table.unit);
      return {
        inputs: [h("p", { class: "row" }, [old.project, old.label, old.period_label, S.lang === "ko" ? MEASURES[old.measure] : old.measure].filter(Boolean).join(" · ")), input("in-value", t("number"), taken ? number(taken) : is.shown, { inputmode: "decimal", required: true }), units(is.unit)],
        read: () => { const n = number($("in-value").value); return n == null ? undefined : { ...old, number: n, krw: Math.round(n * factor()) }; },
      };
    }
    if ((empty && pointer.endsWith("total_cost")) || (old && typeof old === "object" && "krw_min" in old)) {
      const was = old || { krw: null, krw_min: null, krw_max: null, recurrence: null, approximate: false, raw: "" };
      const unit = was.krw != null && was.krw % 1e8 === 0 ? "억원" : "백만원";
      const shown = was.krw == null ? "" : was.krw / UNITS.find(([name]) => name === unit)[1];
      return {
        inputs: [input("in-value", t("amount"), taken ? number(taken.replace(/[^\d.,-]/g, "")) : shown, { inputmode: "decimal", required: true }), units(unit), choice("in-recurrence", t("recurrence"), RECURRENCES, was.recurrence || ""), h("label", { class: "check" }, h("input", { type: "checkbox", id: "in-approximate", checked: was.approximate }), t("approximate"))],
        read: () => { const n = number($("in-value").value); return n == null ? undefined : { krw: Math.round(n * factor()), krw_min: null, krw_max: null, recurrence: $("in-recurrence").value || null, approximate: $("in-approximate").checked, raw: taken || was.raw }; },
      };
    }
    if (old && typeof old === "object") {
      const keys = Object.keys(old);
      return {
        inputs: keys.map((key) => input("in-" + key, key, taken && key === "label" ? taken : Array.isArray(old[key]) ? old[key].join(", ") : old[key])),
        read: () => Object.fromEntries(keys.map((key) => {
          const text = $("in-" + key).value.trim();
          const was = old[key];
          if (Array.isArray(was)) return [key, text.split(",").map((x) => x.trim()).filter(Boolean)];
          if (typeof was === "boolean") return [key, text === "true"];
          if (typeof was === "number" || ["krw", "count", "year", "percent"].includes(key)) return [key, number(text)];
          return [key, text === "" && was == null ? null : text];
        })),
      };
    }
    return { inputs: h("label", {}, t("text"), h("textarea", { id: "in-value" }, taken ?? old ?? "")), read: () => $("in-value").value };
  }

  // ---- the dashboard ---------------------------------------------------------------------------------------------------
  function drawDashboard() {
    const { sums, records } = S.start;
    const bars = (entries, label, go) => {
      const most = Math.max(...entries.map((e) => e[1]), 1);
      return h("div", { class: "chart" }, entries.map(([key, n]) => h("button", { type: "button", title: key, onclick: () => go(key) }, h("span", {}, label(key)),
        svg("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", class: "bars", "aria-hidden": "true" }, svg("rect", { class: "base", width: 100, height: 14 }), svg("rect", { width: (100 * n) / most, height: 14 })), h("span", { class: "n" }, thousands(n)))));
    };
    const to = (filter) => { S.filter = filter; S.q = ""; $("search").value = ""; tab("review"); loadQueue().then(openFirst); };
    const share = sums.coverage.characters ? sums.coverage.assigned / sums.coverage.characters : 1;
    const most = Math.max(...sums.confidence, 1);
    const histogram = svg("svg", { viewBox: "0 0 430 130", class: "histogram bars", role: "img", "aria-label": t("histogram") },
      sums.confidence.map((n, i) => svg("rect", { x: 10 + i * 20, y: 108 - (100 * n) / most, width: 18, height: (100 * n) / most }, svg("title", {}, `${i * 5}–${i * 5 + 5}%: ${n}`))),
      [0, 20, 40, 60, 80, 100].map((p) => svg("text", { x: 10 + p * 4, y: 124, "text-anchor": "middle" }, `${p}%`)));
    clear($("dashboard"), h("div", { class: "cards" },
      h("section", { class: "card" }, h("h2", {}, t("byStatus")), h("p", {}, `${thousands(records)} ${t("records")} · ${thousands(sums.files.files_seen)} ${t("files")}`), bars(Object.entries(sums.status), (k) => WORDS[S.lang].st[k] || k, (status) => to({ status }))),
      h("section", { class: "card" }, h("h2", {}, `${t("coverage")} ${(100 * share).toFixed(2)}%`), bars([["assigned", sums.coverage.assigned], ["characters", sums.coverage.characters]], (k) => ({ ko: { assigned: "수록된 글자", characters: "전체 글자" }, en: { assigned: "assigned", characters: "characters" } })[S.lang][k], () => to({ issue: "text-unassigned" }))),
      h("section", { class: "card" }, h("h2", {}, t("byIssue")), bars(Object.entries(sums.issues).sort((a, b) => b[1] - a[1]), (k) => (S.lang === "ko" ? issueName(k) : k), (issue) => to({ issue }))),
      h("section", { class: "card" }, h("h2", {}, t("histogram")), histogram, h("p", {}, t("calibration")), h("button", { type: "button", onclick: () => to({ issue: "low-confidence" }) }, t("low-confidence")))),
      h("section", { class: "card" }, h("h2", {}, `${t("budgets")} (${t("won")})`), drawBudgets(sums.budgets, to)));
  }
  function drawBudgets(budgets, to) {
    const years = [...new Set(budgets.map((b) => b[0]))].sort();
    const totals = new Map();
    for (const [, source, krw] of budgets) totals.set(source, (totals.get(source) || 0) + krw);
    const sources = [...totals].sort((a, b) => b[1] - a[1]).map((e) => e[0]);
    const amount = (year, source) => budgets.find((b) => b[0] === year && b[1] === source)?.[2] || 0;
    const most = Math.max(...years.map((y) => sources.reduce((sum, s) => sum + Math.max(amount(y, s), 0), 0)), 1);
    if (!years.length) return h("p", {}, t("nothing"));
    const won = (krw) => thousands(Math.round(krw / 1e7) / 10);
    const rows = years.map((year) => {
      let x = 0;
      const parts = sources.map((source, i) => { const width = (600 * Math.max(amount(year, source), 0)) / most; x += width; return svg("rect", { class: "s" + (i % 8), x: x - width, width, height: 16 }, svg("title", {}, `${year} ${word(source)}: ${won(amount(year, source))}`)); });
      return h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", onclick: () => to({ section: "investment" }) }, year)), h("td", {}, svg("svg", { viewBox: "0 0 600 16", width: "100%", height: 16, preserveAspectRatio: "none" }, parts)), sources.slice(0, 6).map((s) => h("td", { class: "number" }, won(amount(year, s)))), h("td", { class: "number" }, won(sources.reduce((sum, s) => sum + amount(year, s), 0))));
    });
    return h("div", { class: "scroll" }, h("p", {}, sources.map((s, i) => h("span", { class: "key" }, svg("svg", { viewBox: "0 0 11 11" }, svg("rect", { class: "s" + (i % 8), width: 11, height: 11 })), word(s)))),
      h("table", {}, h("thead", {}, h("tr", {}, h("th", {}), h("th", {}), sources.slice(0, 6).map((s) => h("th", { scope: "col" }, word(s))), h("th", { scope: "col" }, word("total")))), h("tbody", {}, rows)));
  }

  // ---- the frame -------------------------------------------------------------------------------------------------------
  function tab(name) {
    S.tab = name;
    $("review").hidden = name !== "review";
    $("dashboard").hidden = name !== "dashboard";
    for (const other of ["review", "dashboard"]) $("tab-" + other).setAttribute("aria-pressed", String(other === name));
    if (name === "dashboard") drawDashboard();
  }
  function drawFrame() {
    document.documentElement.lang = S.lang;
    document.title = `${t("title")} · ${S.start.out ?? ""}`;
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
    $("search").placeholder = t("search");
    $("search").setAttribute("aria-label", t("search"));
    for (const [id, key] of [["queue", "queue"], ["record", "records"], ["source", "source"]]) $(id).setAttribute("aria-label", t(key));
    $("lang").textContent = S.lang === "ko" ? "English" : "한국어";
    $("lang").lang = S.lang === "ko" ? "en" : "ko";
    $("theme").textContent = document.documentElement.dataset.theme === "dark" ? t("light") : t("dark");
    $("notice").hidden = !embedded && !S.start.redacted;
    $("notice").textContent = [embedded && t("offlineNote"), S.start.redacted && t("redacted")].filter(Boolean).join(" ");
    $("help").setAttribute("aria-label", t("help"));
    clear($("help"), h("h2", {}, t("help")), h("dl", { class: "fields" }, t("keys").map(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])), h("form", { method: "dialog" }, h("div", { class: "actions" }, h("button", { class: "main" }, t("close")))));
  }
  function theme(name) {
    document.documentElement.dataset.theme = name;
    if (S.start) drawFrame();
  }
  theme(recall("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));

  $("tab-review").onclick = () => tab("review");
  $("tab-dashboard").onclick = () => tab("dashboard");
  $("drawer").onclick = () => document.body.classList.toggle("listed");
  $("help-open").onclick = () => $("help").showModal();
  $("theme").onclick = () => { theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"); remember("theme", document.documentElement.dataset.theme); };
  $("lang").onclick = () => { S.lang = S.lang === "ko" ? "en" : "ko"; remember("lang", S.lang); drawFrame(); drawQueue(); drawRecord(); drawSource(); if (S.tab === "dashboard") drawDashboard(); };
  $("narrow").onsubmit = (event) => event.preventDefault();
  let typing;
  $("search").oninput = () => { clearTimeout(typing); typing = setTimeout(() => { S.q = $("search").value.trim(); loadQueue(); }, 200); };
  $("with-done").onchange = () => { S.withDone = $("with-done").checked; loadQueue({ at: position() }); };
  $("more").onclick = more;
  $("earlier").onclick = earlier;
  $("save").onclick = () => offline.save();
  $("load").onchange = async () => { const [file] = $("load").files; if (file) { offline.load(await file.text()); S.view = null; await loadQueue(); openFirst(); } };
  addEventListener("beforeunload", (event) => { if (embedded && offline.dirty) event.preventDefault(); });

  const KEYS = { j: () => step(1), k: () => step(-1), e: () => edit(S.selection), x: notInSource, c: remark, s: () => split(), m: merge, u: undo, d: () => tab(S.tab === "review" ? "dashboard" : "review"), "?": () => $("help").showModal(), "/": () => { document.body.classList.add("listed"); $("search").focus(); } };
  addEventListener("keydown", (event) => {
    const element = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && element.closest?.("#narrow")) { element.blur(); document.body.classList.remove("listed"); return; }
    if (element.matches?.("input, textarea, select")) return;
    if (event.key === "Enter") {
      const row = element.closest?.("#items button");
      const value = element.closest?.(".leaf");
      const inHand = (row && row.getAttribute("aria-current") === "true") || (value && value.getAttribute("aria-pressed") === "true") || element === document.body || element.id === "record";
      if (S.tab !== "review" || !inHand) return;
      event.preventDefault();
      accept();
      return;
    }
    const action = KEYS[event.key] || KEYS[{ ㅓ: "j", ㅏ: "k", ㄷ: "e", ㅌ: "x", ㅊ: "c", ㄴ: "s", ㅡ: "m", ㅕ: "u", ㅇ: "d" }[event.key]];
    if (action && (S.tab === "review" || event.key === "d" || event.key === "?")) { event.preventDefault(); action(); }
  });

  (async () => {
    // Both at once; the offline page has all that it needs.
    const queue = embedded ? null : online.queue(query(0));
    S.start = await api.start();
    $("offline").hidden = !embedded;
    drawFrame();
    tab("review");
    await loadQueue(null, queue);
    performance.mark("queue");
    await openFirst();
    performance.mark("record");
  })();
})();
