-- bench/invariants.sql – questions that show an act that was half done, in words that SQLite and
-- PostgreSQL share: each gives the ids of what is wrong, and no row when all is well. Read by
-- bench/crash_checks.ts and faults/invariants.cc. `touched` are the requests to look at, `:mark` is
-- the newest entry before.

-- an entry without its matter
SELECT e.id FROM journal_entry e
  WHERE e.id > :mark AND e.matter_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.id = e.matter_id);

-- an entry neither waiting for the tree nor in it, or both
SELECT e.id FROM journal_entry e
  WHERE e.id > :mark AND 1 <> (SELECT count(*) FROM journal_queue q WHERE q.id = e.id)
    + (SELECT count(*) FROM journal_leaf l WHERE l.entry_id = e.id);

-- an entry that follows no other of its matter
SELECT e.id FROM journal_entry e
  WHERE e.id > :mark AND e.matter_id IS NOT NULL
    AND EXISTS (SELECT 1 FROM journal_entry f WHERE f.matter_id = e.matter_id AND f.id < e.id)
    AND NOT EXISTS (SELECT 1 FROM journal_entry p WHERE p.id = e.previous_id AND p.matter_id = e.matter_id);

-- a matter that does not name its newest entry
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE m.last_entry IS DISTINCT FROM (SELECT max(e.id) FROM journal_entry e
    WHERE e.matter_id = m.id AND NOT EXISTS
      (SELECT 1 FROM journal_entry n WHERE n.previous_id = e.id));

-- a matter changed more or less often than it has entries
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE m.version <>
    (SELECT count(*) FROM journal_entry e WHERE e.matter_id = m.id);

-- a matter under way without one open stay at its desk and step, or an ended one with any
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE ((m.ended_at > 0 AND EXISTS (SELECT 1 FROM stay s
      WHERE s.matter_id = m.id AND s.until_at = 0))
    OR (m.ended_at = 0 AND 1 <> (SELECT count(*) FROM stay s
      WHERE s.matter_id = m.id AND s.until_at = 0))
    OR (m.ended_at = 0 AND 1 <> (SELECT count(*) FROM stay s WHERE s.matter_id = m.id
      AND s.until_at = 0 AND s.position_id = m.holder_position AND s.step = m.step)));

-- a matter without one first receiver
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE 1 <> (SELECT count(*) FROM participant p
    WHERE p.matter_id = m.id AND p.role = 'first');

-- a matter at work without its desk as the one lead
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE m.step IN ('self_help', 'handling', 'joint') AND m.holder_position
    IS DISTINCT FROM (SELECT CASE count(*) WHEN 1 THEN max(p.position_id) END FROM participant p
      WHERE p.matter_id = m.id AND p.role = 'lead' AND p.ended_at = 0);

-- an offer without its timer, or the other way round
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE CASE WHEN m.offered_position IS NULL THEN 0 ELSE 1 END <>
    (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'offer');

-- a matter with the wrong number of deadlines
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE CASE
    WHEN m.ended_at > 0 THEN 0 < (SELECT count(*) FROM timer t WHERE t.matter_id = m.id)
    WHEN EXISTS (SELECT 1 FROM journal_entry e
                     WHERE e.matter_id = m.id AND e.act = 'request.late')
      THEN 1 < (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'late')
    ELSE 1 <> (SELECT count(*) FROM timer t WHERE t.matter_id = m.id AND t.kind = 'late') END;

-- a matter without its texts
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE (NOT EXISTS (SELECT 1 FROM vault_text v WHERE v.id = m.title_text)
    OR NOT EXISTS (SELECT 1 FROM vault_text v WHERE v.id = m.detail_text));

-- a filing whose filer was not told once
SELECT m.id FROM touched t JOIN matter m ON m.id = t.id
  WHERE 1 <> (SELECT count(*) FROM delivery_message d
    WHERE d.matter_id = m.id AND d.code = 'message.filed');

-- more or fewer receipts than entries of one act
SELECT scope AS id FROM (
    SELECT replace(ltrim(scope, '0123456789nobdy'), ' follow_act', ' matter_act') AS scope,
      1 AS n FROM receipt WHERE scope LIKE '% request_file' OR scope LIKE '% matter_act/%'
      OR scope LIKE '% follow_act/%'
    UNION ALL
    SELECT CASE act WHEN 'request.file' THEN ' request_file'
      ELSE ' matter_act/' || matter_id || '/' || substr(act, 9) END, -1
    FROM journal_entry WHERE act LIKE 'request.%'
      AND act NOT IN ('request.late', 'request.offer_lapsed', 'request.reveal')) AS both_sides
  GROUP BY scope HAVING sum(n) <> 0;
