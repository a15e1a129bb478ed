#include "http/pages.h"

#include <array>
#include <utility>

#include "base/hash.h"
#include "base/text.h"

namespace linli::http {

namespace {

constexpr std::size_t kEtagHex = 24;

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".webmanifest", "application/manifest+json; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

bool refused(std::string_view parameters) {
  const auto q = parameters.find("q=0");
  if (q == std::string_view::npos) return false;
  return parameters.substr(q + 3).find_first_not_of(".0 ") == std::string_view::npos;
}

bool has_etag(std::string_view list, std::string_view etag) {
  for (auto candidate : split(list, ',')) {
    candidate = trim(candidate);
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*") return true;
  }
  return false;
}

}  // namespace

Codings codings_of(std::string_view accept_encoding) {
  Codings out;
  if (accept_encoding.empty()) return out;
  for (const auto element : split(accept_encoding, ',')) {
    const auto semicolon = std::min(element.find(';'), element.size());
    const auto name = trim(element.substr(0, semicolon));
    if (refused(element.substr(semicolon))) continue;
    if (name == "br") out.br = true;
    if (name == "gzip") out.gzip = true;
  }
  return out;
}

Pages::Pages(const std::vector<Asset>& assets) {
  for (const auto& asset : assets) {
    auto path = asset.path;
    while (path.starts_with('/')) path.remove_prefix(1);
    auto slot = &File::plain;
    if (path.ends_with(".br")) slot = &File::br;
    if (path.ends_with(".gz")) slot = &File::gzip;
    if (slot != &File::plain) path.remove_suffix(3);
    auto& file = files_["/" + std::string(path)];
    const auto hex = to_hex(sha256(asset.content));
    file.*slot = Variant{asset.content, '"' + hex.substr(0, kEtagHex) + '"'};
    file.content_type = type_of(path);
    file.cover = path.starts_with("assets/") ? Cover::Hashed : Cover::Page;
  }
}

std::optional<Reply> Pages::find(std::string_view path, const Head& head) const {
  auto found = files_.find(std::string(path));
  if (found == files_.end()) {
    const bool ours = path == "/api" || path.starts_with("/api/");
    if (ours || path.find('.') != std::string_view::npos) return std::nullopt;
    found = files_.find("/index.html");
    if (found == files_.end()) return std::nullopt;
  }
  const auto& file = found->second;
  const auto codings = codings_of(head.accept_encoding);
  const auto* variant = &file.plain;
  std::string_view coding;
  if (codings.gzip && file.gzip.content.data() != nullptr) {
    variant = &file.gzip;
    coding = "gzip";
  }
  if (codings.br && file.br.content.data() != nullptr) {
    variant = &file.br;
    coding = "br";
  }
  if (variant->content.data() == nullptr) return std::nullopt;
  Reply reply;
  reply.cover = file.cover;
  reply.content_type = file.content_type;
  reply.fields = "ETag: " + variant->etag + "\r\nVary: Accept-Encoding\r\n";
  if (has_etag(head.if_none_match, variant->etag)) {
    reply.status = 304;
    return reply;
  }
  if (!coding.empty()) reply.fields += "Content-Encoding: " + std::string(coding) + "\r\n";
  reply.fixed = variant->content;
  return reply;
}

}  // namespace linli::http
