#include "sso/sso.h"

#include "access/accounts.h"
#include "audit/log.h"
#include "registry/people.h"
#include "vault/blind.h"

namespace linli::sso {
namespace {

constexpr int kDecideTimesMax = 3;

access::Step<Known> signed_in(access::Step<access::SignedIn> step) {
  access::Step<Known> out{std::move(step.changes), Known{}};
  if (step.answer) {
    out.answer->signed_in = *std::move(step.answer);
  } else {
    out.answer = Failure(step.answer.error());
  }
  return out;
}

// The person that a verified identity number stands for; nobody for none or a malformed one.
Result<std::optional<PersonId>> person_of(store::Snapshot& read, const vault::Vault& vault,
                                          const Claims& claims) {
  const auto number = vault::normal_identity_number(claims.identity_number);
  if (!number) return std::optional<PersonId>();
  return registry::find_person_by_identity_number(read, vault, *number);
}

Result<void> check_from(const Provider& provider, api::From from) {
  if (provider.whom != For::Staff || from == api::From::Inside) return {};
  return fail(ErrorKind::Forbidden, "http.staff_network");
}

}  // namespace

Sso::Sso(desk::Kernel& kernel, access::Access& access, Settings settings, const Clock& machine)
    : kernel_(kernel), access_(access), client_(std::move(settings), machine), threads_(kThreads) {}

void Sso::begin(const std::string& provider, api::From from,
                std::move_only_function<void(Result<Begun>)> done) {
  auto shared = std::make_shared<decltype(done)>(std::move(done));
  const bool queued =
      threads_.post([this, provider, from, shared] { (*shared)(begin_now(provider, from)); });
  if (!queued) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
}

void Sso::finish(Finish finish, std::move_only_function<void(Result<Known>)> done) {
  auto shared = std::make_shared<decltype(done)>(std::move(done));
  const bool queued =
      threads_.post([this, finish = std::move(finish), shared] { (*shared)(finish_now(finish)); });
  if (!queued) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
}

Result<Begun> Sso::begin_now(const std::string& key, api::From from) {
  const Provider* provider = settings().find(key);
  if (provider == nullptr) return fail(ErrorKind::NotFound, "sso.no_such_provider");
  TRY(check_from(*provider, from));
  const auto waiting = sso::begin(key, kernel_.random, kernel_.clock.now());
  Begun out;
  out.address = TRY(client_.address(*provider, waiting));
  out.waiting = seal(kernel_.vault, waiting);
  return out;
}

Result<Known> Sso::finish_now(const Finish& finish) {
  const auto waiting = TRY(open(kernel_.vault, finish.waiting, finish.state, kernel_.clock.now()));
  const Provider* provider = settings().find(waiting.provider);
  if (provider == nullptr) return fail(ErrorKind::NotFound, "sso.no_such_provider");
  TRY(check_from(*provider, finish.from));
  const auto claims = TRY(client_.exchange(*provider, waiting, finish.code, finish.issuer));
  // Two tabs at once, or an administrator's hand: decided again on what is true then.
  for (int times = 1;; ++times) {
    auto step = [&]() -> Result<access::Step<Known>> {
      const auto read = TRY(kernel_.store.read());
      return know(*read, *provider, claims, kernel_.clock.now());
    }();
    if (!step) return Failure(step.error());
    if (!step->answer) return Failure(step->answer.error());
    if (finish.trace) {
      finish.trace->person = step->answer->signed_in.person;
      finish.trace->account = step->answer->signed_in.account;
      finish.trace->detail = "provider=" + provider->key;
    }
    const auto& known = step->answer->signed_in;
    if (known.session) {
      access_.note_browser(step->changes, known, finish.browser, kernel_.clock.now());
    }
    kernel_.audit.add(step->changes, finish.trace.get());
    const auto done = kernel_.store.commit_and_wait(std::move(step->changes));
    if (done && known.session) tidy(known, finish.session);
    if (done) return *std::move(step->answer);
    const bool again = done.error().code == "store.conflict" || done.error().code == "store.unique";
    if (!again || times >= kDecideTimesMax) return Failure(done.error());
  }
}

void Sso::tidy(const access::SignedIn& signed_in, const std::string& session) {
  for (int times = 1; times <= kDecideTimesMax; ++times) {
    const auto read = kernel_.store.read();
    if (!read) return;
    auto changes = access_.tidy_sessions(**read, signed_in, session);
    if (!changes || changes->changes.empty()) return;
    const auto done = kernel_.store.commit_and_wait(*std::move(changes));
    if (done || done.error().code != "store.conflict") return;
  }
}

Result<access::Step<Known>> Sso::know(store::Snapshot& read, const Provider& provider,
                                      const Claims& claims, Instant now) {
  return provider.whom == For::Staff ? know_staff(read, provider, claims, now)
                                     : know_resident(read, provider, claims, now);
}

Result<access::Step<Known>> Sso::know_staff(store::Snapshot& read, const Provider& provider,
                                            const Claims& claims, Instant now) {
  const auto subject = subject_of(kernel_.vault.blind(), provider.issuer, claims.subject);
  if (const auto bound = TRY(find_binding(read, subject)); bound && bound->account) {
    return signed_in(TRY(access_.sign_in_account(read, bound->account, now)));
  }
  if (const auto person = TRY(person_of(read, kernel_.vault, claims))) {
    if (const auto account = TRY(access::account_of_person(read, *person))) {
      auto step = TRY(access_.sign_in_account(read, *account, now));
      add_binding(step.changes, subject, {0, 0, provider.key, *person, *account, "identity", now});
      return signed_in(std::move(step));
    }
  }
  access::Step<Known> out{{}, Known{}};
  out.answer->code = TRY(add_ask(read, out.changes, kernel_.vault.blind(), kernel_.random, subject,
                                 provider.key, now));
  return out;
}

Result<access::Step<Known>> Sso::know_resident(store::Snapshot& read, const Provider& provider,
                                               const Claims& claims, Instant now) {
  const auto subject = subject_of(kernel_.vault.blind(), provider.issuer, claims.subject);
  if (const auto bound = TRY(find_binding(read, subject)); bound && !bound->account) {
    return signed_in(access_.sign_in_resident(bound->person, now));
  }
  const auto number = vault::normal_identity_number(claims.identity_number);
  if (!number) return fail(ErrorKind::Forbidden, "sso.no_identity");
  store::WriteSet changes;
  auto person = TRY(registry::find_person_by_identity_number(read, kernel_.vault, *number));
  if (!person) {
    registry::Person fresh;
    fresh.id = kernel_.ids.make<PersonId>();
    fresh.details.identity_number = *number;
    fresh.origin = registry::Origin::SelfDeclared;
    TRY(registry::add(changes, kernel_.vault, fresh));
    person = fresh.id;
  }
  add_binding(changes, subject, {0, 0, provider.key, *person, AccountId{}, "identity", now});
  auto step = access_.sign_in_resident(*person, now);
  step.changes.append(std::move(changes));
  return signed_in(std::move(step));
}

}  // namespace linli::sso
