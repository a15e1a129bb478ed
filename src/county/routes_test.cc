// The words of a whole county, as they are asked for.
#include <algorithm>
#include <future>

#include "county/routes.h"
#include "testing/county.h"

namespace linli::county {
namespace {

class CountyRoutes : public tests::CountyTest {
 protected:
  // Calls the route of this name.
  static Result<api::Response> call(const std::string& name, api::Request request) {
    auto all = routes(kernel());
    for (auto& route : procedure_routes(kernel())) all.push_back(std::move(route));
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

TEST_F(CountyRoutes, AnswerWithTheirCodesForWhatIsNotThere) {
  api::Request request;
  request.actor = as("village_intake");
  request.parameters = {{"list", "colours"}, {"key", "wishes"}};
  EXPECT_EQ(refusal("choices", request), "desk.no_such_list");
  EXPECT_EQ(refusal("procedure_drawing", request), "desk.no_such_procedure");
}

}  // namespace
}  // namespace linli::county
