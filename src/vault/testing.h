// vault/testing.h – a data folder with a vault, for tests of this folder and those below.
// Thread safety: one thread.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"
#include "vault/schema.h"
#include "vault/vault.h"

namespace linli::vault {

// A folder that goes when the test ends.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "linli-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whether any file below the folder holds these bytes.
inline bool holds_bytes(const std::string& folder, const std::string& bytes) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    if (read_whole(entry.path()).find(bytes) != std::string::npos) return true;
  }
  return false;
}

class VaultTest : public testing::Test {
 protected:
  explicit VaultTest(std::vector<store::Migration> more = {}) {
    auto all = migrations();
    all.insert(all.end(), more.begin(), more.end());
    store_ = store::open_sqlite({.folder = data(), .create = true}, all).value();
  }

  std::string data() const { return folder_.path() + "/data"; }
  Result<void> commit(store::WriteSet changes) {
    return store_->commit_and_wait(std::move(changes));
  }
  std::unique_ptr<store::Snapshot> read() { return store_->read().value(); }

  static constexpr Instant kStart{1'790'000'000'000};
  TestFolder folder_;
  FixedClock clock_{kStart};
  SystemRandom random_;
  Keys keys_ = make_keys(random_);
  IdSource ids_{clock_, 1};
  Vault vault_{keys_, random_, ids_};
  std::unique_ptr<store::Store> store_;
};

}  // namespace linli::vault
