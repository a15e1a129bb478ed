#include "desk/filers.h"

#include "base/clean_text.h"
#include "base/text.h"
#include "desk/follow_code.h"
#include "desk/slip.h"
#include "model/slip_number.h"
#include "registry/humans.h"
#include "vault/blind.h"

namespace linli::desk {
namespace {

// His own phone would make him the filer of what he enters for others.
Result<void> check_not_own(Kernel& kernel, store::Snapshot& read, PersonId opener,
                           const std::string& phone) {
  for (const auto& self : TRY(registry::humans(read, kernel.vault, {opener}))) {
    if (self.details.phone == phone) return invalid("desk.phone_is_yours");
  }
  return {};
}

Result<void> send_code(Kernel& kernel, Draft& draft, const std::string& phone) {
  Matter& matter = draft.matter();
  const std::string shown = make_follow_code(kernel.vault, kernel.random, matter);
  draft.set(kCodeBy, kCodeByPhone);
  return draft.tell_phone(phone, "message.follow_code", {{"code", {shown, shown}}});
}

}  // namespace

Result<Filers> filers_of(Kernel& kernel, store::Snapshot& read, const OpenCommand& command,
                         const std::optional<rights::Hat>& hat) {
  const OpenRequest& request = command.request;
  Filers out;
  if (hat) {
    out.opener = command.actor.person;
    out.opener_position = hat->position;
  }
  if (hat && !request.on_behalf) return out;
  if (request.on_behalf) {
    out.contact.name = clean_line(request.on_behalf->name);
    const std::string phone(trim(request.on_behalf->phone.value_or("")));
    if (!phone.empty()) {
      out.contact.phone = TRY(vault::normal_phone(phone));
      TRY(check_not_own(kernel, read, out.opener, out.contact.phone));
      // A phone is not a person: without an agreeing name the matter is nobody's but by its code.
      const auto known = TRY(
          registry::find_person_called(read, kernel.vault, out.contact.phone, out.contact.name));
      if (known) out.affected = out.filer = *known;
    }
    return out;
  }
  out.filer = command.actor.person;
  if (!out.filer) {
    out.contact.name = clean_line(request.name.value_or(""));
    if (!command.other_contact.empty()) out.contact.other = clean_line(command.other_contact);
    if (request.phone && !request.phone->empty()) {
      out.contact.phone = TRY(vault::normal_phone(*request.phone));
    }
  }
  return out;
}

Result<void> give_code(Kernel& kernel, store::Snapshot& read, Draft& draft, const Opener& by,
                       const Filers& filers, OpenReceipt& receipt) {
  const OpenCommand& command = by.command;
  if (command.imported() || command.turn) return {};
  Matter& matter = draft.matter();
  if (!command.request.on_behalf) {
    if (matter.filer || filers.opener) return {};
    receipt.follow_up_code = make_follow_code(kernel.vault, kernel.random, matter);
    return {};
  }
  const std::string slip(trim(command.request.on_behalf->slip.value_or("")));
  if (!slip.empty() && !filers.contact.phone.empty()) return invalid("desk.slip_with_phone");
  if (!filers.contact.phone.empty()) {
    receipt.code_goes = CodeGoes::phone;
    // With an account she signs in by this phone and needs no code.
    return matter.filer ? Result<void>{} : send_code(kernel, draft, filers.contact.phone);
  }
  if (slip.empty()) {
    receipt.code_goes = CodeGoes::nowhere;
    return {};
  }
  TRY(hand_out(kernel, read, draft, command.actor, *by.hat, slip));
  receipt.code_goes = CodeGoes::slip;
  receipt.slip = show_slip_number(TRY(parse_slip_number(slip)));
  return {};
}

OpenReceipt receipt_for_repeat(OpenReceipt receipt, const OpenRequest& request) {
  const bool proves = request.secret && request.secret->size() >= kSecretMin;
  if (request.on_behalf || !proves) receipt.follow_up_code.reset();
  return receipt;
}

}  // namespace linli::desk
