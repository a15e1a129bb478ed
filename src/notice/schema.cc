#include "notice/schema.h"

namespace linli::notice {
namespace {

// Notices are matters; the public page asks for those of a place.
constexpr std::string_view kOfPlace = R"sql(
CREATE INDEX matter_notice ON matter (unit_id, id) WHERE procedure_key = 'notice';
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{90, "notice: of a place", kOfPlace}};
}

}  // namespace linli::notice
