// sso/sso.h – signing in by the county's identity provider: begin, come back, be known or not.
//
// Talking to a provider takes up to outbound::kFetchMs, on threads of their own behind a bounded
// queue; what is decided then is decided on a fresh snapshot like everything else.
// Source: docs/adr/0025, ASVS 5.0 10. Thread safety: any thread.
//
// Staff begin and finish only from where staff work, when that is laid down: it is a door like that
// of their passwords (docs/adr/0016).
// Errors of begin and finish: sso.no_such_provider (NotFound), http.staff_network (Forbidden),
// desk.busy (Overloaded), those of Client; of finish besides: sso.begin_again,
// access.account_closed, access.by_password_only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "api/route.h"
#include "desk/kernel.h"
#include "sso/binding.h"
#include "sso/client.h"

namespace linli::sso {

inline constexpr int kThreads = 2;

struct Begun {
  std::string address;  // of the provider, to send the person to
  std::string waiting;  // to hand back with the answer
};

struct Finish {
  std::string waiting, code, state, issuer;
  api::From from = api::From::Inside;
  std::shared_ptr<api::Trace> trace;  // for the audit: says who came in
  std::string browser;                // its kind (api::Request)
  std::string session;                // the one that this browser had: it ends
};

// Signed in; or, for staff whom nobody has bound yet, the code to tell an administrator.
struct Known {
  access::SignedIn signed_in;
  std::string code;  // "" when she is signed in
};

class Sso {
 public:
  // Keeps references to the first two and to the clock of the machine.
  Sso(desk::Kernel& kernel, access::Access& access, Settings settings, const Clock& machine);

  const Settings& settings() const { return client_.settings(); }

  void begin(const std::string& provider, api::From from,
             std::move_only_function<void(Result<Begun>)> done);
  void finish(Finish finish, std::move_only_function<void(Result<Known>)> done);

 private:
  Result<Begun> begin_now(const std::string& provider, api::From from);
  Result<Known> finish_now(const Finish& finish);
  Result<access::Step<Known>> know(store::Snapshot& read, const Provider& provider,
                                   const Claims& claims, Instant now);
  Result<access::Step<Known>> know_staff(store::Snapshot& read, const Provider& provider,
                                         const Claims& claims, Instant now);
  Result<access::Step<Known>> know_resident(store::Snapshot& read, const Provider& provider,
                                            const Claims& claims, Instant now);
  // After a sign-in: her browser's old session ends. Whatever becomes of it, she is signed in.
  void tidy(const access::SignedIn& signed_in, const std::string& session);

  desk::Kernel& kernel_;
  access::Access& access_;
  Client client_;
  desk::Workers threads_;  // last: its jobs use the rest
};

}  // namespace linli::sso
