// bench/crash_checks.ts – asks the database whether an act was half done (bench/invariants.sql).
import { readFileSync } from "node:fs";
import { ask } from "./county";

interface Wrong {
  what: string;
  id: string;
}

// What is wrong → the question that finds it.
function checks(): Map<string, string> {
  const text = readFileSync("bench/invariants.sql", "utf8");
  const found = [...text.matchAll(/^-- (.+)\n(SELECT[^;]*);$/gm)];
  return new Map(found.map(([, what, sql]) => [what!, sql!]));
}

// The newest entry of the record: what comes later was touched since.
export function newest_entry(data: string): string {
  return ask<{ id: string }>(
    data,
    "SELECT CAST(coalesce(max(id), 0) AS TEXT) AS id FROM journal_entry",
  )[0]!.id;
}

// What is half done among the matters touched since `mark`; "0" looks at all.
export function half_done(data: string, mark: string): Wrong[] {
  const all = [...checks()].map(
    ([what, sql]) => `SELECT '${what}' AS what, CAST(id AS TEXT) AS id FROM (${sql}) AS found`,
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
