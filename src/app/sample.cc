#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "sample/matters.h"

namespace linli::app {
namespace {

constexpr std::string_view kSampleUsage =
    "usage: linli sample matters --data DIR [--count N] [--days N] [--seed N] [--lively]\n"
    "       [--keys DIR]\n"
    "  Lets a sample county work: N matters (10000) are filed and dealt with over so many days "
    "(1096)\n"
    "  from the day its people hold their seats, which is init's --clock. --lively: half of them "
    "in\n"
    "  the village of the roles to sign in as, and each of these has something to do. Says which "
    "--clock\n"
    "  to serve it with. Never in a real county; nothing else may be running.\n";
constexpr std::int64_t kDaysMax = 3660;
constexpr std::int64_t kSaidEvery = 100;  // days

// As --clock takes it.
std::string clock_text(const WorkCalendar& calendar, Instant at) {
  std::string out = calendar.local_time(at);
  out[out.find(' ')] = 'T';
  return out;
}

Result<int> sample(const Arguments& arguments) {
  if (arguments.words()[0] != "matters") return invalid("app.unknown_word", arguments.words()[0]);
  sample::MattersOptions matters;
  matters.seed = static_cast<std::uint64_t>(TRY(arguments.number("seed", 1)));
  matters.count = TRY(arguments.number("count", matters.count));
  const auto days = TRY(arguments.number("days", matters.days));
  if (matters.count < 0) return invalid("app.option_value", "--count");
  if (days < 1 || days > kDaysMax) return invalid("app.option_value", "--days");
  matters.days = static_cast<int>(days);
  matters.lively = arguments.flag("lively");
  FixedClock clock(SystemClock().now());
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  options.clock = &clock;
  options.bulk = true;
  const auto house = TRY(House::open(options));
  TRY(house->load_rules());
  const auto signer = TRY(journal::Signer::make(house->vault().keys().sign.view()));
  record::Integrator integrator(house->store(), clock, signer, house->heads_file());
  std::int64_t day = 0;
  const auto done = TRY(sample::fill_matters(
      house->kernel(), clock, integrator, matters, [&](const sample::MattersDone& now) {
        if (++day % kSaidEvery == 0) std::cerr << "day " << day << ": " << now.filed << " filed\n";
      }));
  const auto rules = house->kernel().rules.get();
  std::cout << "filed " << done.filed << " matters, " << done.acts << " acts done, " << done.fired
            << " deadlines and reminders, " << done.refused << " acts not possible in their time\n"
            << "serve it with --clock " << clock_text(rules->calendar, done.until) << '\n';
  return kDone;
}

}  // namespace

int sample_command(const Words& words) {
  return run_command(words, {{"data", "count", "days", "seed", "keys"}, {"lively"}, 1, 1},
                     kSampleUsage, sample);
}

}  // namespace linli::app
