// bench/crash_checks.ts – questions to the database whose answers show an act that was half done.
import { ask } from "./county";

interface Wrong {
  what: string;
  id: string;
}

// Each gives the ids of what is wrong among the matters touched since `mark`.
const CHECKS: Record<string, string> = {
  "an entry without its matter": `SELECT e.id FROM journal_entry e
    WHERE e.id > :mark AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.id = e.matter_id)`,
  "an entry neither waiting for the tree nor in it, or both": `SELECT e.id FROM journal_entry e
    WHERE e.id > :mark AND 1 <> (SELECT count(*) FROM journal_queue q WHERE q.id = e.id)
      + (SELECT count(*) FROM journal_leaf l WHERE l.entry_id = e.id)`,
  "an entry that follows no other of its matter": `SELECT e.id FROM journal_entry e
    WHERE e.id > :mark AND e.act <> 'request.file' AND NOT EXISTS
      (SELECT 1 FROM journal_entry p WHERE p.id = e.previous_id AND p.matter_id = e.matter_id)`,
  "a matter that does not name its newest entry": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND m.last_entry IS NOT (SELECT max(e.id) FROM journal_entry e
      WHERE e.matter_id = m.id AND NOT EXISTS
        (SELECT 1 FROM journal_entry n WHERE n.previous_id = e.id))`,
  "a matter changed more or less often than it has entries": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND m.version <>
      (SELECT count(*) FROM journal_entry e WHERE e.matter_id = m.id)`,
  "a matter without one open stay at its desk and step": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND (1 <> (SELECT count(*) FROM stay s
        WHERE s.matter_id = m.id AND s.until_at = 0)
      OR 1 <> (SELECT count(*) FROM stay s WHERE s.matter_id = m.id AND s.until_at = 0
        AND s.position_id = m.holder_position AND s.step = m.step))`,
  "a matter without one first receiver": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND 1 <> (SELECT count(*) FROM participant p
      WHERE p.matter_id = m.id AND p.role = 'first')`,
  "a matter at work without its desk as the one lead": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND m.step IN ('self_help', 'handling', 'joint') AND m.holder_position
      IS NOT (SELECT CASE count(*) WHEN 1 THEN max(p.position_id) END FROM participant p
        WHERE p.matter_id = m.id AND p.role = 'lead' AND p.ended_at = 0)`,
  "an offer without its timer, or the other way round": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND (m.offered_position IS NOT NULL) <>
      (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'offer')`,
  "a matter with the wrong number of deadlines": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND CASE
      WHEN m.ended_at > 0 THEN 0 < (SELECT count(*) FROM timer t WHERE t.matter_id = m.id)
      WHEN EXISTS (SELECT 1 FROM journal_entry e
                       WHERE e.matter_id = m.id AND e.act = 'request.late')
        THEN 1 < (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'late')
      ELSE 1 <> (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'late') END`,
  "a matter without its texts": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND (NOT EXISTS (SELECT 1 FROM vault_text v WHERE v.id = m.title_text)
      OR NOT EXISTS (SELECT 1 FROM vault_text v WHERE v.id = m.detail_text))`,
  "a filing whose filer was not told once": `SELECT m.id FROM matter m
    WHERE m.id IN touched AND 1 <> (SELECT count(*) FROM delivery_message d
      WHERE d.matter_id = m.id AND d.code = 'message.filed')`,
};

// The newest entry of the record: what comes later was touched since.
export function newest_entry(data: string): string {
  return ask<{ id: string }>(
    data,
    "SELECT CAST(coalesce(max(id), 0) AS TEXT) AS id FROM journal_entry",
  )[0]!.id;
}

// What is half done among the matters touched since `mark`; "0" looks at all.
export function half_done(data: string, mark: string): Wrong[] {
  const all = Object.entries(CHECKS).map(
    ([what, sql]) => `SELECT '${what}' AS what, CAST(id AS TEXT) AS id FROM (${sql})`,
  );
  const touched = `WITH touched(id) AS MATERIALIZED
    (SELECT DISTINCT matter_id FROM journal_entry WHERE id > :mark)`;
  return ask<Wrong>(data, `${touched} ${all.join("\nUNION ALL ")}`.replaceAll(":mark", mark));
}

// Keys whose receipt is in the database, among those asked for.
export function kept_keys(data: string, keys: string[]): Set<string> {
  const list = keys.map((key) => `'${key}'`).join(",");
  const rows = ask<{ key: string }>(
    data,
    `SELECT idempotency_key AS key FROM receipt WHERE idempotency_key IN (${list})`,
  );
  return new Set(rows.map((row) => row.key));
}

// What clients did, by act: how many receipts there are and how many entries. They must agree,
// or an act was written without its receipt or a receipt without its act.
export function receipts_against_entries(data: string): Wrong[] {
  const receipts = ask<{ scope: string; n: number }>(
    data,
    "SELECT substr(scope, instr(scope, ' ') + 1) AS scope, count(*) AS n FROM receipt GROUP BY 1",
  );
  const entries = ask<{ scope: string; n: number }>(
    data,
    `SELECT CASE act WHEN 'request.file' THEN 'request_file'
       ELSE 'matter_act/' || matter_id || '/' || substr(act, 9) END AS scope, count(*) AS n
     FROM journal_entry WHERE act NOT IN ('request.late', 'request.offer_lapsed') GROUP BY 1`,
  );
  const count = new Map(receipts.map((row) => [row.scope, row.n]));
  for (const row of entries) count.set(row.scope, (count.get(row.scope) ?? 0) - row.n);
  return [...count]
    .filter(([, n]) => n !== 0)
    .map(([scope, n]) => ({ what: `${n} more receipts than entries`, id: scope }));
}
