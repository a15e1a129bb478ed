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

// What was uploaded before and belongs to no matter has no handle, and goes with the first sweep.
constexpr std::string_view kUploads = R"(
-- vault: uploads that no matter names yet; their bytes and keys are those of vault_file
CREATE TABLE vault_upload (
  id {pk},                -- FileId
  version BIGINT NOT NULL,  -- grows with every change
  handle {blob},          -- SHA-256 of what its uploader was told; NULL: nobody can use it
  person_id BIGINT,       -- who was signed in when it was made, if anybody
  made_at BIGINT NOT NULL  -- when, ms UTC
){end};
CREATE UNIQUE INDEX vault_upload_handle ON vault_upload(handle);
CREATE INDEX vault_upload_made ON vault_upload(made_at);
CREATE INDEX vault_upload_person ON vault_upload(person_id) WHERE person_id IS NOT NULL;
INSERT INTO vault_upload (id, version, person_id, made_at)
  SELECT id, 1, person_id, 0 FROM vault_file WHERE matter_id IS NULL AND erased_at IS NULL;
)";

// phone_blind: keyed hash of the phone in a contact that somebody without an account left; NULL for
// every other text and once erased. Texts from before get theirs at the first start.
constexpr std::string_view kTextPhone = R"(
ALTER TABLE vault_text ADD COLUMN phone_blind BIGINT;
CREATE INDEX vault_text_phone ON vault_text(phone_blind) WHERE phone_blind IS NOT NULL;
)";

constexpr std::string_view kErasures = R"(
-- vault: what was erased, so that a restored backup is erased again; ids and keyed hashes
CREATE TABLE vault_erasure (
  id {pk},                 -- made when the erasure was asked for
  what TEXT NOT NULL,      -- person, phone or matter
  subject BIGINT NOT NULL  -- PersonId, keyed hash of the phone, or MatterId
){end};
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{10, "vault", kTables},
          {11, "vault uploads", kUploads},
          {13, "vault: texts by phone", kTextPhone},
          {14, "vault: erasures", kErasures}};
}

}  // namespace linli::vault
