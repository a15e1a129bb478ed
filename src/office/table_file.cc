#include "office/table_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "vault/seal.h"

namespace linli::office {
namespace {

constexpr std::string_view kPlace = "table_file";

vault::Place place_of(std::size_t piece) {
  return {kPlace, static_cast<std::int64_t>(piece)};
}

}  // namespace

Result<std::unique_ptr<TableFile>> TableFile::make(const std::string& folder, Random& random) {
  std::string name = folder + "/table-XXXXXX";
  store::disk::Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.number() < 0) return store::disk::refused("open", name);
  if (::unlink(name.c_str()) != 0) return store::disk::refused("unlink", name);
  return std::unique_ptr<TableFile>(new TableFile(std::move(file), random));
}

TableFile::TableFile(store::disk::Descriptor file, Random& random)
    : file_(std::move(file)), random_(random), key_(vault::Secret::random(random)) {}

Result<void> TableFile::append(std::string_view piece) {
  const auto sealed = vault::seal_with(key_, random_, place_of(pieces_.size()), piece);
  std::size_t done = 0;
  while (done < sealed.size()) {
    const auto count = ::pwrite(file_.number(), sealed.data() + done, sealed.size() - done,
                                static_cast<off_t>(end_ + done));
    if (count <= 0) return store::disk::refused("write", std::string(kPlace));
    done += static_cast<std::size_t>(count);
  }
  pieces_.push_back(sealed.size());
  end_ += sealed.size();
  size_ += piece.size();
  return {};
}

Result<std::string> TableFile::read() const {
  std::string out;
  out.reserve(size_);
  std::string sealed;
  std::size_t at = 0;
  for (std::size_t piece = 0; piece < pieces_.size(); ++piece) {
    sealed.resize(pieces_[piece]);
    std::size_t done = 0;
    while (done < sealed.size()) {
      const auto count = ::pread(file_.number(), sealed.data() + done, sealed.size() - done,
                                 static_cast<off_t>(at + done));
      if (count <= 0) return store::disk::refused("read", std::string(kPlace));
      done += static_cast<std::size_t>(count);
    }
    out += TRY(vault::open_with(key_, place_of(piece), sealed));
    at += sealed.size();
  }
  return out;
}

}  // namespace linli::office
