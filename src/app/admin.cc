#include <future>

#include "access/accounts.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "office/accounts.h"
#include "office/accounts_read.h"

namespace linli::app {
namespace {

constexpr std::string_view kAdminUsage =
    "usage: linli admin list --data DIR\n"
    "       linli admin add --data DIR --kind system|security|audit --name NAME --phone PHONE\n"
    "                       --login LOGIN\n"
    "       linli admin reset --data DIR --login LOGIN\n"
    "  The way back in, for whoever has the machine: adds an administrator or gives an account a "
    "new\n"
    "  code, prints the one-time code, and puts it on the record as done by the operator at the\n"
    "  machine. The code works with the end of the owner's identity number (six characters) or\n"
    "  phone (four digits), at /sign-in. Its owner is told.\n";

// Acts and waits for the answer.
template <class Act>
Result<office::AccountReceipt> waited(Act act) {
  std::promise<Result<std::string>> promise;
  auto future = promise.get_future();
  act([&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
  return read_json<office::AccountReceipt>(TRY(parse_json(TRY(future.get()))));
}

void print(const office::AccountReceipt& receipt, std::ostream& out) {
  out << "login: " << receipt.login << "\none-time code: " << receipt.activation << '\n';
  if (receipt.known == "identity") {
    out << "it works with the last six characters of the owner's identity number\n";
  } else if (receipt.known == "phone") {
    out << "it works with the last four digits of the owner's phone\n";
  }
}

constexpr OperatorAct kList{audit::Kind::look, "admin_list"};
constexpr OperatorAct kAdd{audit::Kind::account, "admin_add"};
constexpr OperatorAct kReset{audit::Kind::account, "admin_reset"};

OperatorAct admin_act(const Arguments& arguments) {
  for (const auto& act : {kList, kAdd, kReset}) {
    if (act.route == "admin_" + arguments.words().front()) return act;
  }
  return {};
}

// Whoever sits at the machine; the entry of the audit goes with the act.
office::Doer doer_of(const OperatorAct& act, const std::string& detail) {
  return {.actor = {}, .at_machine = true, .trace = trace_of(act, detail)};
}

Result<int> list(House& house, const office::Accounts& accounts, std::ostream& out) {
  TRY(note_act(house, kList, ""));
  const auto read = TRY(accounts.kernel.store.read());
  for (const auto& one : TRY(office::read_administrators(accounts, *read)).items) {
    out << one.administrator.value_or("") << '\t' << one.login << '\t'
        << (one.name.empty() ? "-" : one.name) << '\t' << one.state << '\n';
  }
  for (const auto kind : TRY(access::missing_kinds(*read))) {
    out << "nobody has come in: " << rights::word_of(kind) << '\n';
  }
  return kDone;
}

Result<int> add(const office::Accounts& accounts, const Arguments& arguments, std::ostream& out) {
  office::NewAdministrator body;
  body.kind = TRY(arguments.needed("kind"));
  body.name = TRY(arguments.needed("name"));
  body.phone = TRY(arguments.needed("phone"));
  body.login = TRY(arguments.needed("login"));
  // What was typed is no word of the audit before it is known to be a kind.
  const bool kind = body.kind == "system" || body.kind == "security" || body.kind == "audit";
  const auto doer = doer_of(kAdd, kind ? "administrator=" + body.kind : "administrator");
  const auto receipt = TRY(waited([&](desk::Answered done) {
    office::name_administrator(accounts, doer, body, std::move(done));
  }));
  print(receipt, out);
  return kDone;
}

Result<int> reset(const office::Accounts& accounts, const Arguments& arguments, std::ostream& out) {
  const std::string login = TRY(arguments.needed("login"));
  const auto account = TRY(access::find_account(*TRY(accounts.kernel.store.read()), login));
  if (!account) return fail(ErrorKind::NotFound, "access.no_such_account", login);
  const auto doer = doer_of(kReset, "account=" + std::to_string(account->id.value) + " reset");
  const auto receipt = TRY(waited([&](desk::Answered done) {
    office::ask_reset(accounts, doer, account->id, {std::string(office::kByLetter)}, {},
                      std::move(done));
  }));
  print(receipt, out);
  return kDone;
}

Result<int> admin(Parts& parts, const OperatorCall& call, std::ostream& out) {
  const std::string& what = call.arguments.words().front();
  const office::Accounts accounts{parts.house->kernel(), *parts.access};
  if (what == "list") return list(*parts.house, accounts, out);
  if (what == "add") return add(accounts, call.arguments, out);
  if (what == "reset") return reset(accounts, call.arguments, out);
  return invalid("app.unknown_word", what);
}

}  // namespace

OperatorCommand admin_operator() {
  return {"admin",     {{"data", "keys", "kind", "name", "phone", "login"}, {}, 1, 1},
          kAdminUsage, admin_act,
          nullptr,     admin};
}

int admin_command(const Words& words) {
  return run_operator_command(admin_operator(), words);
}

}  // namespace linli::app
