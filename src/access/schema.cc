#include "access/schema.h"

namespace linli::access {
namespace {

constexpr std::string_view kTables = R"(
-- vault: accounts of staff; no secret in the clear, erased with the person
CREATE TABLE access_account (
  id {pk},                        -- AccountId
  version BIGINT NOT NULL,        -- grows with every change
  person_id BIGINT,               -- whose it is; none for the first administrator
  login TEXT NOT NULL UNIQUE,     -- as typed at sign-in, lower case
  password_hash TEXT NOT NULL,    -- argon2id text of libsodium; '' until activated
  activation_hash {blob},         -- SHA-256 of the activation code, while one is open
  activation_ends_at BIGINT,      -- until when it is good, ms UTC
  administrator BIGINT NOT NULL,  -- 1: may change registry, pack and accounts
  closed BIGINT NOT NULL,         -- 1: no sign-in any more
  made_at BIGINT NOT NULL         -- ms UTC
){end};

-- derived: who is signed in; lost sessions mean signing in again
CREATE TABLE access_session (
  id {pk},                     -- SessionId, the first part of the token
  version BIGINT NOT NULL,     -- grows with every change
  secret_hash {blob} NOT NULL, -- SHA-256 of the secret part of the token
  kind BIGINT NOT NULL,        -- 1 resident (one-time code), 2 staff (password)
  person_id BIGINT,            -- who is signed in; none for the first administrator
  account_id BIGINT,           -- the account, for staff
  made_at BIGINT NOT NULL,     -- when signed in, ms UTC
  seen_at BIGINT NOT NULL      -- last use, to the minute, ms UTC
){end};
CREATE INDEX access_session_person ON access_session(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX access_session_account ON access_session(account_id) WHERE account_id IS NOT NULL;

-- derived: the open one-time code of a phone; lost codes are asked for again
CREATE TABLE access_code (
  id {pk},                   -- blind index of the phone
  version BIGINT NOT NULL,   -- grows with every change
  code_hash BIGINT NOT NULL, -- keyed hash of phone and code
  ends_at BIGINT NOT NULL,   -- until when it is good, ms UTC; 0 once used
  tries BIGINT NOT NULL      -- guesses made
){end};

-- derived: the one-time token that makes the first administrator
CREATE TABLE access_first (
  id {pk},                    -- always 1
  version BIGINT NOT NULL,    -- grows with every change
  token_hash {blob} NOT NULL, -- SHA-256 of the token; empty once used
  ends_at BIGINT NOT NULL     -- until when it is good, ms UTC
){end};
)";

// The last use apart from the session: it changes every minute, who is signed in does not (ADR
// 0011). The session's own column is the last use before there was a row here.
constexpr std::string_view kUse = R"(
-- derived: when a session was last used; it may outlive the session until it is swept
CREATE TABLE access_use (
  id {pk},                 -- SessionId
  version BIGINT NOT NULL, -- grows with every change
  seen_at BIGINT NOT NULL  -- last use, to the minute, ms UTC
){end};
)";

// A code belongs to the browser that asked for it (ADR 0021): guesses of others neither open nor
// use it up. Codes live ten minutes, those of the former table are asked for again.
constexpr std::string_view kSentCode = R"(
DROP TABLE access_code;
-- derived: open one-time codes; lost ones are asked for again
CREATE TABLE access_sent_code (
  id {pk},                   -- keyed hash of phone and device cookie
  version BIGINT NOT NULL,   -- grows with every change
  phone BIGINT NOT NULL,     -- blind index of the phone
  code_hash BIGINT NOT NULL, -- keyed hash of phone and code
  digits BIGINT NOT NULL,    -- how long it is
  ends_at BIGINT NOT NULL,   -- until when it is good, ms UTC; 0 once used
  tries BIGINT NOT NULL      -- guesses made
){end};
CREATE INDEX access_sent_code_phone ON access_sent_code(phone);
CREATE INDEX access_sent_code_ends ON access_sent_code(ends_at);
)";

constexpr std::string_view kDevice = R"(
-- derived: browsers that somebody has signed in with; lost ones are strangers until the next time
CREATE TABLE access_browser (
  id {pk},                  -- keyed hash of the device cookie and the phone or login
  version BIGINT NOT NULL,  -- grows with every change
  person_id BIGINT,         -- who signed in
  account_id BIGINT,        -- with which account, for staff
  made_at BIGINT NOT NULL,  -- when first, ms UTC
  seen_at BIGINT NOT NULL   -- when last, to the week, ms UTC
){end};
CREATE INDEX access_browser_person ON access_browser(person_id, seen_at)
  WHERE person_id IS NOT NULL;
CREATE INDEX access_browser_account ON access_browser(account_id, seen_at)
  WHERE account_id IS NOT NULL;
CREATE INDEX access_browser_seen ON access_browser(seen_at);
)";

// Three kinds of administrator (ADR 0019): access_account.administrator is 0 none, 1 system (all
// that were there before), 2 security, 3 audit; activation_tries counts guesses of what the owner
// of a letter knows. A county that has accounts or sessions was at work before a county could be
// set up: it stays open.
constexpr std::string_view kAdministrators = R"(
ALTER TABLE access_account ADD COLUMN activation_tries BIGINT;
CREATE INDEX access_account_person ON access_account(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX access_account_administrator ON access_account(administrator) WHERE administrator > 0;

-- derived: whether the county takes residents; changes of administrators meet on this row
CREATE TABLE access_county (
  id {pk},                  -- always 1
  version BIGINT NOT NULL,  -- grows with every change
  opened_at BIGINT NOT NULL -- when all three kinds of administrator had come in, ms UTC; 0: not yet
){end};
INSERT INTO access_county (id, version, opened_at)
  SELECT 1, 1, made_at FROM access_account ORDER BY id LIMIT 1;
INSERT INTO access_county (id, version, opened_at)
  SELECT 1, 1, made_at FROM access_session WHERE NOT EXISTS (SELECT 1 FROM access_county)
  ORDER BY id LIMIT 1;

-- derived: what is asked about accounts and waits for another administrator; also on the record
CREATE TABLE access_request (
  id {pk},                    -- of the request
  version BIGINT NOT NULL,    -- grows with every change
  account_id BIGINT NOT NULL, -- about which account
  act TEXT NOT NULL,          -- reset, open (a new administrator) or close
  way TEXT NOT NULL,          -- how a code goes to its owner: phone or letter; '' for close
  asked_by BIGINT,            -- account of who asked
  asked_at BIGINT NOT NULL,   -- ms UTC
  ends_at BIGINT NOT NULL,    -- until when it can be confirmed, ms UTC
  decided_by BIGINT,          -- account of who confirmed or declined
  decided_at BIGINT,          -- ms UTC; none while it waits
  outcome TEXT NOT NULL       -- confirmed, declined or over; '' while it waits
){end};
CREATE UNIQUE INDEX access_request_waiting ON access_request(account_id) WHERE decided_at IS NULL;
CREATE INDEX access_request_undecided ON access_request(id) WHERE decided_at IS NULL;
CREATE INDEX access_request_account ON access_request(account_id, id);
)";

// The second factor (ADR 0026). The account says whether there is one, because that decides with
// every request; the secret and the count of tries stand apart. The kind of browser tells somebody
// her sessions from one another.
constexpr std::string_view kFactor = R"(
ALTER TABLE access_use ADD COLUMN browser TEXT; -- its kind, two words of a list; NULL: not known
ALTER TABLE access_account ADD COLUMN second_factor BIGINT; -- 1: signs in with a code, too

-- vault: the secret that an account's authenticator holds
CREATE TABLE access_factor (
  id {pk},                    -- AccountId
  version BIGINT NOT NULL,    -- grows with every change
  secret {blob} NOT NULL,     -- sealed for this row
  last_step BIGINT NOT NULL,  -- the last half minute whose code was used; none before is taken
  tries BIGINT NOT NULL,      -- wrong codes in a row, each with the right password
  free_at BIGINT NOT NULL     -- no code before, ms UTC
){end};

-- vault: a secret that was shown and not confirmed by a code yet
CREATE TABLE access_factor_offer (
  id {pk},                 -- AccountId
  version BIGINT NOT NULL, -- grows with every change
  secret {blob} NOT NULL,  -- sealed for this row
  ends_at BIGINT NOT NULL  -- until when it may be confirmed, ms UTC
){end};

-- vault: recovery codes not used yet; a used one is removed
CREATE TABLE access_recovery (
  id {pk},                    -- of the code
  version BIGINT NOT NULL,    -- grows with every change
  account_id BIGINT NOT NULL, -- whose it is
  code_hash BIGINT NOT NULL   -- keyed hash of account and code
){end};
CREATE INDEX access_recovery_account ON access_recovery(account_id);
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{60, "access", kTables},
          {61, "access_use", kUse},
          {62, "access_administrators", kAdministrators},
          {66, "access_sent_code", kSentCode},
          {67, "access_browser", kDevice},
          {68, "access_second_factor", kFactor}};
}

}  // namespace linli::access
