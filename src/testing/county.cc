#include "testing/county.h"

#include "app/people.h"
#include "desk/setting.h"
#include "pack/load.h"
#include "sample/sample.h"

namespace linli::tests {

std::unique_ptr<County> County::make(int people, int villages) {
  auto out = std::make_unique<County>();
  const auto made = out->fill(people, villages);
  EXPECT_TRUE(made) << made.error().code << " " << made.error().detail;
  return out;
}

std::unique_ptr<County> County::make_empty() {
  return make(0);
}

access::People County::people() {
  return app::people_for(*house);
}

Result<void> County::fill(int people, int villages) {
  app::HouseOptions options;
  options.data = folder.path() + "/data";
  options.create = true;
  options.bulk = true;
  options.clock = &clock;
  house = TRY(app::House::open(options));
  const auto pack = TRY(pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang"));
  store::WriteSet changes;
  TRY(pack::install(changes, pack, nullptr, house->ids().next(), clock.now()));
  desk::set_once(changes, house->ids().next(), desk::kFolderKind, desk::kSampleFolder);
  TRY(house->store().commit_and_wait(std::move(changes)));
  if (people == 0) return house->load_rules();
  sample::SampleOptions sample;
  sample.totals = {.villages = villages,
                   .groups = villages + 1,
                   .estates = 2,
                   .hamlets = 2 * villages + 2,
                   .clusters = 4 * villages,
                   .households = people * 3 / 10,
                   .people = people};
  sample.now = clock.now();
  TRY(sample::generate_sample(house->store(), house->vault(), house->ids(), pack, sample));
  return house->load_rules();
}

}  // namespace linli::tests
