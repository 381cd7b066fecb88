-- Views for usual questions. Amounts are in KRW. Sums take printed numbers as they are: rows that sum others (계, 소계) are
-- left out where their parts are there.

-- 총사업비 by department: of the projects that state one amount that is not a yearly one.
CREATE VIEW cost_by_department AS
SELECT p.jurisdiction, p.department, count(DISTINCT p.record_id) AS pledges, count(j.total_cost) AS projects_with_cost,
       sum(j.total_cost) AS total_cost
FROM pledges p
LEFT JOIN projects j ON j.record_id = p.record_id AND j.total_cost_recurrence IS NULL
WHERE p.status <> 'failed'
GROUP BY p.jurisdiction, p.department
ORDER BY total_cost DESC, p.jurisdiction, p.department;

-- 총사업비 by municipality.
CREATE VIEW cost_by_municipality AS
SELECT p.jurisdiction_code, p.jurisdiction, count(DISTINCT p.record_id) AS pledges, count(j.total_cost) AS projects_with_cost,
       sum(j.total_cost) AS total_cost
FROM pledges p
LEFT JOIN projects j ON j.record_id = p.record_id AND j.total_cost_recurrence IS NULL
WHERE p.status <> 'failed'
GROUP BY p.jurisdiction_code, p.jurisdiction
ORDER BY total_cost DESC, p.jurisdiction_code, p.jurisdiction;

-- Money of the plans by year, measure (planned, initial, revised, secured, executed) and source; `total` is the
-- printed 계, for comparison with the sum of the sources.
CREATE VIEW budget_by_year_source AS
SELECT p.jurisdiction, i.year, i.measure, i.source, count(DISTINCT i.record_id) AS pledges, sum(i.krw) AS krw
FROM investment i
JOIN pledges p ON p.record_id = i.record_id
WHERE i.section = 'investment' AND i.period = 'year' AND NOT i.subtotal
GROUP BY p.jurisdiction, i.year, i.measure, i.source
ORDER BY p.jurisdiction, i.year, i.measure, i.source;

-- How many pledges are in which state, and what the reports call it.
CREATE VIEW pledges_by_state AS
SELECT p.jurisdiction, p.state, p.state_label, count(*) AS pledges, round(avg(p.progress_percent), 1) AS mean_progress_percent
FROM pledges p
WHERE p.status <> 'failed'
GROUP BY p.jurisdiction, p.state, p.state_label
ORDER BY p.jurisdiction, pledges DESC, p.state, p.state_label;

-- What to look at, worst first.
CREATE VIEW flagged AS
SELECT r.id AS rank, r.path, coalesce(r.page, r.line) AS place, r.number, r.title, p.department, r.field, r.raw, r.value, r.suggestion,
       r.code, r.name, r.severity, r.message, r.hint, r.confidence, r.record_id, r.pointer
FROM review r
LEFT JOIN pledges p ON p.record_id = r.record_id
ORDER BY r.id;

-- What was done, by year: what took several years is there once a year. `WHERE year = 2024` asks for one.
CREATE VIEW achievements_by_year AS
WITH RECURSIVE spans (id, year, last) AS (
    SELECT id, CAST(substr(date_from, 1, 4) AS INTEGER), CAST(substr(coalesce(date_to, date_from), 1, 4) AS INTEGER)
    FROM achievements
    WHERE date_from IS NOT NULL
    UNION ALL
    SELECT id, year + 1, last FROM spans WHERE year < last
)
SELECT s.year, a.record_id, p.jurisdiction, p.department, a.number, a.title, a.date_from, a.date_to, a.date_raw, a."text"
FROM spans s
JOIN achievements a ON a.id = s.id
JOIN pledges p ON p.record_id = a.record_id
ORDER BY s.year, a.date_from, a.id;

-- Planned, secured and executed money of a pledge by year: the printed 계 where there is one, else the sum of the sources. The
-- plan is the revised one (변경) where the report prints 당초 and 변경.
CREATE VIEW plan_secured_executed AS
WITH amounts AS (
    SELECT record_id, year, measure, sum(krw) FILTER (WHERE source = 'total') AS printed,
           sum(krw) FILTER (WHERE source <> 'total') AS summed
    FROM investment
    WHERE period = 'year' AND year IS NOT NULL AND NOT subtotal
    GROUP BY record_id, year, measure, section
), best AS (
    -- A measure that both sections print counts once.
    SELECT record_id, year, measure, max(coalesce(printed, summed)) AS krw FROM amounts GROUP BY record_id, year, measure
), wide AS (
    SELECT record_id, year,
           coalesce(max(krw) FILTER (WHERE measure = 'revised'), max(krw) FILTER (WHERE measure = 'planned'),
                    max(krw) FILTER (WHERE measure = 'initial')) AS planned,
           max(krw) FILTER (WHERE measure = 'secured') AS secured,
           max(krw) FILTER (WHERE measure = 'executed') AS executed
    FROM best
    GROUP BY record_id, year
)
SELECT p.jurisdiction, p.department, p.number, p.title, w.year, w.planned, w.secured, w.executed,
       round(100.0 * w.executed / nullif(w.planned, 0), 1) AS executed_percent_of_plan, w.record_id
FROM wide w
JOIN pledges p ON p.record_id = w.record_id
ORDER BY p.id, w.year;

-- Every text, for searching: `WHERE search MATCH '산책로'` for three letters or more, `WHERE text LIKE '%공원%'` for fewer. The
-- title of a pledge is found once, in its row of `pledges`.
CREATE VIRTUAL TABLE search USING fts5 (
    record_id UNINDEXED, source UNINDEXED, source_id UNINDEXED, title UNINDEXED, text, tokenize = 'trigram'
);
INSERT INTO search (record_id, source, source_id, title, text)
SELECT record_id, 'pledges', id, title, concat_ws(' | ', title, category, department, state_label) FROM pledges
UNION ALL SELECT record_id, 'projects', id, title, concat_ws(' | ', name, location, agencies) FROM projects
UNION ALL SELECT record_id, 'annual_targets', id, title, concat_ws(' | ', "group", item, targets, results) FROM annual_targets
UNION ALL SELECT record_id, 'indicators', id, title, concat_ws(' | ', name, value) FROM indicators
UNION ALL SELECT record_id, 'plans', id, title, concat_ws(' | ', "group", "text") FROM plans
UNION ALL SELECT record_id, 'achievements', id, title, concat_ws(' | ', "group", "text") FROM achievements
UNION ALL SELECT record_id, 'schedule', id, title, concat_ws(' | ', "group", name) FROM schedule
UNION ALL SELECT record_id, 'obstacles', id, title, "text" FROM obstacles
UNION ALL SELECT record_id, 'changes', id, title, concat_ws(' | ', what, reason, procedure) FROM changes
UNION ALL SELECT record_id, 'engagement', id, title, concat_ws(' | ', channel, "text") FROM engagement
UNION ALL SELECT record_id, 'support_requests', id, title, concat_ws(' | ', body, "text") FROM support_requests
UNION ALL SELECT record_id, 'texts', id, title, concat_ws(' | ', heading, "text") FROM texts;
INSERT INTO search (search) VALUES ('optimize');
