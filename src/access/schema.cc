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

}  // namespace

std::vector<store::Migration> migrations() {
  return {{60, "access", kTables}, {61, "access_use", kUse}};
}

}  // namespace linli::access
