#include "api/route.h"

namespace linli::api {

const std::string& Request::get(const std::string& name) const {
  static const std::string kNone;
  const auto found = parameters.find(name);
  return found == parameters.end() ? kNone : found->second;
}

}  // namespace linli::api
