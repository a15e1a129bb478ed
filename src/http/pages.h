// http/pages.h – the files of the pages, held in memory, with their compressed variants.
//
// Source: RFC 9110 sections 8.8.3, 12.5.3, 13.1.2. Thread safety: read from any thread once made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/parser.h"
#include "http/reply.h"
#include "http/server.h"

namespace linli::http {

// Which codings of content a client takes (Accept-Encoding); q=0 means not.
struct Codings {
  bool br = false;
  bool gzip = false;
};
Codings codings_of(std::string_view accept_encoding);

class Pages {
 public:
  explicit Pages(const std::vector<Asset>& assets);

  // The file of a path, for GET and HEAD: the smallest variant the client takes, 304 when it has
  // it. A path without a dot outside /api is a page of the program in the browser: index.html.
  std::optional<Reply> find(std::string_view path, const Head& head) const;

 private:
  struct Variant {
    std::string_view content;
    std::string etag;  // with its quotes
  };
  struct File {
    Variant plain, br, gzip;
    std::string content_type;
    Cover cover = Cover::Page;
  };
  std::unordered_map<std::string, File> files_;
};

}  // namespace linli::http
