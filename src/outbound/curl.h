// outbound/curl.h – handles of libcurl that free themselves. For this folder only.
// Thread safety: any thread.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace linli::outbound {

struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CloseList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CloseEasy>;
using CurlList = std::unique_ptr<curl_slist, CloseList>;

// libcurl wants to be told once, before its first use on any thread.
void begin_curl();
// nullptr when memory fails.
CurlHandle curl_handle();

}  // namespace linli::outbound
