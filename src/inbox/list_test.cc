// One inbox for all hats, on a whole county.
#include <algorithm>
#include <future>
#include <set>

#include "inbox/list.h"
#include "inbox/routes.h"
#include "testing/county.h"

namespace linli::inbox {
namespace {

class InboxRoutes : public tests::CountyTest {
 protected:
  // Calls the route of this name.
  static Result<api::Response> call(const std::string& name, api::Request request) {
    const auto all = routes(kernel());
    const auto route = std::ranges::find(all, name, &api::Route::name);
    if (route == all.end()) return invalid("http.not_found", name);
    std::promise<Result<api::Response>> promise;
    route->handle(request, [&](Result<api::Response> answer) { promise.set_value(answer); });
    return promise.get_future().get();
  }
  static std::string refusal(const std::string& name, const api::Request& request) {
    const auto answer = call(name, request);
    return answer ? "" : answer.error().code;
  }
};

TEST_F(InboxRoutes, RefuseListsAndMarksThatAreNone) {
  api::Request request;
  request.actor = as("village_intake");
  EXPECT_EQ(refusal("inbox", request), "");
  request.parameters["scope"] = "everybody";
  EXPECT_EQ(refusal("inbox", request), "desk.scope_unknown");
  request.parameters["scope"] = "mine";
  for (const auto* mark : {"x", "1", "1.x", "1.2.3"}) {
    request.parameters["cursor"] = mark;
    EXPECT_EQ(refusal("inbox", request), "desk.cursor_wrong") << mark;
  }
}

TEST_F(InboxRoutes, PageThroughEverythingOnce) {
  std::set<MatterId> filed_ids;
  for (int i = 0; i < 5; ++i) filed_ids.insert(filed(about("village.lighting")));
  std::vector<MatterId> listed;
  Query query;
  query.limit = 2;
  do {
    const auto page = list(kernel(), *read(), as("village_intake"), query).value();
    for (const auto& item : page.items) listed.push_back(item.id);
    query.cursor = page.next;
  } while (!query.cursor.empty());
  EXPECT_EQ(std::set<MatterId>(listed.begin(), listed.end()).size(), listed.size());
  for (const auto id : filed_ids) EXPECT_EQ(std::ranges::count(listed, id), 1);
}

}  // namespace
}  // namespace linli::inbox
