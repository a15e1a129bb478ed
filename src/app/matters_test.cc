// app/matters_test.cc – the years of a sample county (sample/matters.h), on a small one.
#include "sample/matters.h"

#include "app/testing.h"
#include "desk/record_verify.h"
#include "desk/tally.h"

namespace linli::app {
namespace {

class Matters : public CountyTest {
 protected:
  static Result<sample::MattersDone> live(desk::Kernel& kernel, std::int64_t count, int days) {
    const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
    desk::Integrator integrator(county_->house->store(), county_->clock, signer,
                                county_->house->heads_file());
    return sample::fill_matters(kernel, county_->clock, *county_->serials, integrator,
                                {.seed = 3, .count = count, .days = days}, [](const auto&) {});
  }
  static std::int64_t number(store::Sql sql) { return read()->number(sql).value(); }
};

TEST_F(Matters, OfTheYearsOfASampleAreLikeThoseOfACountyAtWork) {
  const auto done = live(kernel(), 400, 60);
  ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
  EXPECT_EQ(done->filed, 400);
  EXPECT_GT(done->acts, 600);
  EXPECT_GT(done->fired, 0);
  EXPECT_LT(done->refused, done->acts / 4);
  EXPECT_EQ(number("SELECT count(*) FROM matter"), 400);
  EXPECT_GT(number("SELECT count(DISTINCT outcome) FROM matter"), 3);
  EXPECT_GT(number("SELECT count(DISTINCT category) FROM matter"), 10);
  EXPECT_GT(number("SELECT count(*) FROM matter WHERE ended_at = 0"), 0);
  EXPECT_GT(number("SELECT count(*) FROM matter WHERE filer_person IS NULL"), 0);
  // What is due has happened, the record holds everything, and the counters are right.
  EXPECT_EQ(read()->number("SELECT count(*) FROM timer WHERE due_at <= ?1", {now()}).value(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM journal_leaf"), done->filed + done->acts + done->fired);
  EXPECT_EQ(number("SELECT count(*) FROM delivery_message"), 0);
  EXPECT_EQ(desk::rebuild_tallies(kernel()).value(), 0);

  // A second time goes on after the newest of the first.
  const Instant first_end = now();
  ASSERT_TRUE(live(kernel(), 10, 5));
  EXPECT_EQ(number("SELECT count(*) FROM matter"), 410);
  EXPECT_GT(now(), first_end);
}

TEST_F(Matters, AreNeverMadeUpInARealCounty) {
  desk::Kernel real = kernel();
  real.folder = desk::Folder::Real;
  const auto done = live(real, 10, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "sample.not_a_sample");
}

TEST_F(Matters, NeedSomebodyWhoLivesThere) {
  vault::TestFolder folder;
  HouseOptions options;
  options.data = folder.path() + "/data";
  options.create = true;
  options.clock = &county_->clock;
  const auto house = House::open(options).value();
  const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  store::WriteSet changes;
  ASSERT_TRUE(pack::install(changes, pack, nullptr, house->ids().next(), now()));
  desk::set_once(changes, house->ids().next(), desk::kFolderKind, desk::kSampleFolder);
  ASSERT_TRUE(house->store().commit_and_wait(std::move(changes)));
  ASSERT_TRUE(house->load_rules());
  const auto done = live(house->kernel(), 10, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "sample.nobody_lives_here");
}

}  // namespace
}  // namespace linli::app
