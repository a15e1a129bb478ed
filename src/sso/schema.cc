#include "sso/schema.h"

namespace linli::sso {
namespace {

constexpr std::string_view kTables = R"(
-- vault: who a provider's subject is here; erased with the person
CREATE TABLE sso_binding (
  id {pk},                       -- blind index of issuer and subject
  version BIGINT NOT NULL,       -- grows with every change
  subject_check BIGINT NOT NULL, -- a second blind index of the same, so that 128 bits must agree
  provider TEXT NOT NULL,        -- its key in the settings
  person_id BIGINT NOT NULL,     -- who it is
  account_id BIGINT,             -- whose account, for staff
  basis TEXT NOT NULL,           -- identity (a verified identity number) or administrator
  made_at BIGINT NOT NULL        -- ms UTC
){end};
CREATE INDEX sso_binding_person ON sso_binding(person_id);

-- derived: sign-ins of staff whom nobody has bound yet; lost ones are begun again
CREATE TABLE sso_ask (
  id {pk},                       -- blind index of the code that she tells an administrator
  version BIGINT NOT NULL,       -- grows with every change
  subject_id BIGINT NOT NULL,    -- as sso_binding.id
  subject_check BIGINT NOT NULL, -- as sso_binding.subject_check
  provider TEXT NOT NULL,        -- its key in the settings
  account_id BIGINT,             -- the account a system administrator named
  asked_by BIGINT,               -- the account of that administrator
  ends_at BIGINT NOT NULL        -- until when it is good, ms UTC
){end};
CREATE INDEX sso_ask_subject ON sso_ask(subject_id);
CREATE INDEX sso_ask_ends ON sso_ask(ends_at);
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{110, "sso", kTables}};
}

}  // namespace linli::sso
