#include "vault/schema.h"

namespace linli::vault {
namespace {

constexpr std::string_view kTables = R"(
-- vault: texts that people wrote; sealed, erasable, checked against the journal by commitment
CREATE TABLE vault_text (
  id {pk},                     -- TextId
  version BIGINT NOT NULL,     -- grows with every change
  matter_id BIGINT,            -- the matter it belongs to, if any
  person_id BIGINT,            -- who wrote it or whom it is about, if anybody
  kind TEXT NOT NULL,          -- what it is: "request.body"
  sealed {blob} NOT NULL,      -- salt and text sealed for this row; empty once erased
  commitment {blob} NOT NULL,  -- SHA-256 over salt and text, as in the journal
  erased_at BIGINT             -- when it was erased, ms UTC
){end};
CREATE INDEX vault_text_matter ON vault_text(matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX vault_text_person ON vault_text(person_id) WHERE person_id IS NOT NULL;

-- vault: photos and voice notes; the bytes are in the store's file of the same id
CREATE TABLE vault_file (
  id {pk},                     -- FileId, and the id of the store's file
  version BIGINT NOT NULL,     -- grows with every change
  matter_id BIGINT,            -- the matter it belongs to, if any
  person_id BIGINT,            -- who gave it
  media_type TEXT NOT NULL,    -- "image/jpeg", told by content
  size BIGINT NOT NULL,        -- bytes without metadata
  sealed {blob} NOT NULL,      -- salt and the file's own key, sealed for this row; empty: erased
  commitment {blob} NOT NULL,  -- SHA-256 over salt and bytes, as in the journal
  erased_at BIGINT             -- when it was erased, ms UTC
){end};
CREATE INDEX vault_file_matter ON vault_file(matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX vault_file_person ON vault_file(person_id) WHERE person_id IS NOT NULL;

-- record: looks at personal data that is masked otherwise; the person reads who looked
CREATE TABLE vault_lookup (
  id {pk},                       -- LookupId
  at BIGINT NOT NULL,            -- when, ms UTC
  actor_person BIGINT NOT NULL,  -- who looked
  term_id BIGINT,                -- wearing which hat
  subject_person BIGINT NOT NULL,  -- at whose data
  matter_id BIGINT,              -- for which matter
  what TEXT NOT NULL,            -- which field: "phone"
  reason TEXT NOT NULL,          -- key of the pack's list of reasons
  entry_id BIGINT                -- the journal entry of the look
){end};
CREATE INDEX vault_lookup_subject ON vault_lookup(subject_person, id);
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{10, "vault", kTables}};
}

}  // namespace linli::vault
