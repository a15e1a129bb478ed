#include "app/personal.h"

namespace linli::app {
namespace {

// Why a column stays.
constexpr std::string_view kNumbers = "ids, instants, counts";
constexpr std::string_view kWords = "words of the pack or of the program";
constexpr std::string_view kPublic = "names of public bodies and places";
constexpr std::string_view kRecord = "the record: ids and salted hashes, whose salts are erased";
constexpr std::string_view kStore = "the store's own: names, numbers, hashes";
constexpr std::string_view kUpload = "its own row only; erased with the bytes";

constexpr Place kPlaces[] = {
    // --- what is erased ---
    {"access_session", "id version secret_hash kind person_id account_id made_at seen_at",
     Step::SignIn, "sessions: removed, she is signed out at once"},
    {"access_sent_code", "id phone code_hash", Step::SignIn,
     "the open one-time codes of the phone and of her mailboxes: removed"},
    {"access_browser", "id", Step::SignIn, "browsers she has signed in with: forgotten"},
    {"sso_binding", "id subject_check provider basis person_id account_id version made_at",
     Step::SignIn, "whom an identity provider knows as her: removed"},
    {"audit_address", "whole whole_salt", Step::SignIn,
     "addresses of her calls as a resident: cut to the network"},
    {"access_account", "login password_hash activation_hash", Step::SignIn,
     "account of staff: emptied and closed"},
    {"access_factor", "id version secret last_step tries free_at", Step::SignIn,
     "her second factor, with the secret of her authenticator: removed"},
    {"access_factor_offer", "id version secret ends_at", Step::SignIn,
     "a second factor that was begun: removed"},
    {"access_recovery", "id version account_id code_hash", Step::SignIn,
     "keyed hashes of her recovery codes: removed"},
    {"vault_text", "sealed phone_blind", Step::Matters,
     "all texts of her matters, those filed without an account under her phone included: emptied"},
    {"vault_file", "sealed", Step::Matters, "photos and voice notes of these: key emptied"},
    {"FILES", "files/", Step::Matters, "their bytes: overwritten and deleted"},
    {"store_text", "index", Step::Matters, "words of their titles, as keyed hashes: removed"},
    {"receipt", "sealed", Step::Matters, "kept answers about these matters: emptied"},
    {"delivery_phone", "id", Step::Messages, "whether her phone was told of filings: forgotten"},
    {"delivery_message", "phone phone_blind body", Step::Messages,
     "messages about these, to her or to her phone: emptied, what was not sent never is"},
    {"delivery_reader", "id version read_to sms_off mail_off", Step::Messages,
     "up to where she has read her messages, and which she wants: removed"},
    {"vault_file", "person_id matter_id", Step::Files,
     "files that she handed in for no matter yet: erased like the others"},
    {"person", "sealed phone_blind identity_blind source", Step::Register,
     "name, phone, e-mail, identity number, where they came from: emptied"},
    {"phone_check",
     "id version person_id what sealed phone_blind asked_by asked_at due_at decided_by decided_at"
     " outcome",
     Step::Register,
     "phones that waited to become hers, or hers that waited to be another's: removed"},
    // --- what stays, and why ---
    {"vault_text", "id version matter_id person_id kind commitment erased_at", Step::Kept,
     "ids without a name; commitments are salted hashes, their salts are erased"},
    {"vault_file", "id version media_type size commitment erased_at", Step::Kept, kUpload},
    {"vault_erasure", "id what subject", Step::Kept,
     "ids and keyed hashes of phones: so that a restored backup is erased again"},
    {"vault_lookup", "reason what", Step::Kept,
     "the record of looks: who looked at which person's data, by ids, for whoever is asked later"},
    {"person", "id version self_declared erased_at", Step::Kept, kNumbers},
    {"access_account",
     "id version person_id activation_ends_at activation_tries administrator second_factor closed"
     " made_at",
     Step::Kept, kNumbers},
    {"access_use", "browser", Step::Kept,
     "two words of the program for the kind of browser of a session; swept with it"},
    {"access_request", "act way outcome", Step::Kept, kWords},
    {"sso_ask", "id subject_id subject_check provider", Step::Kept,
     "keyed hashes of a sign-in that nobody is bound to; three days"},
    {"vault_upload", "id version handle person_id made_at", Step::Kept,
     "the hash of a random word; without its file, which is erased, it opens nothing; a day"},
    {"slip_batch", "number unit_path", Step::Kept, "numbers of code slips; nobody's name"},
    {"slip", "number code_hash state", Step::Kept, "numbers and keyed hashes of random codes"},
    {"audit_entry", "kind route code detail address_hash", Step::Kept,
     "the audit: ids, codes, salted hashes"},
    {"audit_address", "id version whole_hash network network_salt cut_at", Step::Kept,
     "the network of an address, kept for the audit"},
    {"audit_link", "hash", Step::Kept, kRecord},
    {"audit_head", "hash signature", Step::Kept, kRecord},
    {"audit_alarm", "rule subject", Step::Kept, "ids and networks"},
    {"audit_limit", "name", Step::Kept, kWords},
    {"access_first", "token_hash", Step::Kept, "hash of a random token of nobody"},
    {"delivery_message",
     "id version at person_id channel urgency code matter_id tries next_try_at sent_at given_up_at"
     " ends_at kind declined_at copied_at",
     Step::Kept, "ids, instants, words of the program; swept after a month"},
    {"delivery_way", "error", Step::Kept, kWords},
    {"receipt", "scope idempotency_key body_hash", Step::Kept,
     "ids of person and matter, a random key, a hash of the body; swept after 30 days"},
    {"journal_entry", "act body", Step::Kept, kRecord},
    {"journal_leaf", "leaf_hash", Step::Kept, kRecord},
    {"journal_head", "root signature", Step::Kept, kRecord},
    {"journal_tree", "state", Step::Kept, kRecord},
    {"holiday_notice", "hash content", Step::Kept, "public holidays; nobody is in them"},
    {"pack_version", "pack hash content", Step::Kept, "the county's rules; no resident is in them"},
    {"matter",
     "above_path number procedure_key step came_from village_path category category_basis kind "
     "grade"
     " grade_basis outcome fields done holder_level holder_path channel for_whom follow_hash"
     " due_basis source source_row",
     Step::Kept,
     "how it was dealt with: words of the pack, ids of texts, the hash of a random code; a number "
     "or "
     "keyed hash of another platform's row, so that it is not filed again"},
    {"participant", "role", Step::Kept, kWords},
    {"stay", "step", Step::Kept, kWords},
    {"timer", "kind", Step::Kept, kWords},
    {"folder_setting", "name content", Step::Kept, kWords},
    {"unit", "code level kind name_zh name_en short_name official_name path", Step::Kept, kPublic},
    {"area", "key kind line name_zh name_en", Step::Kept, kPublic},
    {"organisation", "key name_zh name_en kind line category", Step::Kept, kPublic},
    {"position", "key name_zh name_en phone", Step::Kept,
     "public bodies; the phone is the desk's, never a person's"},
    {"dwelling", "door", Step::Kept, "a door names nobody (ADR 0008)"},
    {"household", "number", Step::Kept, "the state's register of households, which the law keeps"},
    {"person_tie", "kind", Step::Kept, kWords},
    {"store_schema", "name program sha256", Step::Kept, kStore},
    {"store_counter", "key", Step::Kept, kStore},
    {"store_counter_delta", "key", Step::Kept, kStore},
    {"store_counter_part", "key", Step::Kept, kStore},
    {"store_text_index", "name", Step::Kept, kStore},
    {"MEMORY", "answers sessions pages", Step::Kept,
     "given again only while none of their rows changed, public pages for a second"},
    {"HEADS", "DATA-heads", Step::Kept, kRecord},
    {"LOG", "stderr", Step::Kept, "codes and counts, nobody's data"},
    {"BACKUPS", "linli.db files/", Step::Kept,
     "gone when they age out (linli backup --keep-days); one that is restored is erased again"},
};

}  // namespace

std::span<const Place> personal_places() {
  return kPlaces;
}

std::string places_in_words() {
  std::string out;
  for (const auto& place : kPlaces) {
    if (place.step == Step::Kept && place.table.front() >= 'a') continue;
    out += "    ";
    out += place.table;
    out += " (" + std::string(place.columns) + "): " + std::string(place.what) + '\n';
  }
  return out;
}

}  // namespace linli::app
