#include "vault/media.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

#include "vault/media_samples.h"

namespace linli::vault {
namespace {

struct Sample {
  MediaType type;
  std::string bytes;
};

std::vector<Sample> all_samples() {
  return {{MediaType::Jpeg, samples::jpeg()}, {MediaType::Png, samples::png()},
          {MediaType::Webp, samples::webp()}, {MediaType::M4a, samples::m4a()},
          {MediaType::Mp3, samples::mp3()},   {MediaType::Ogg, samples::ogg()},
          {MediaType::Wav, samples::wav()},   {MediaType::Amr, samples::amr()},
          {MediaType::Webm, samples::webm()}};
}

bool has(const std::string& bytes, std::string_view what) {
  return bytes.find(what) != std::string::npos;
}

TEST(Media, EveryKindIsToldByItsBytesAndLosesItsMetadataButNotItsContent) {
  for (const auto& [type, bytes] : all_samples()) {
    const auto cleaned = clean(bytes);
    ASSERT_TRUE(cleaned) << mime_of(type) << " " << cleaned.error().code;
    EXPECT_EQ(cleaned->type, type);
    EXPECT_FALSE(has(cleaned->bytes, samples::kSecret)) << mime_of(type);
    EXPECT_TRUE(has(cleaned->bytes, samples::kPicture)) << mime_of(type);
    EXPECT_EQ(media_of_mime(mime_of(type)), type);
  }
}

TEST(Media, CleaningTwiceChangesNothingMore) {
  for (const auto& [type, bytes] : all_samples()) {
    const std::string once = clean(bytes).value().bytes;
    EXPECT_EQ(clean(once).value().bytes, once) << mime_of(type);
  }
}

TEST(Media, AJpegKeepsItsOrientationAndColoursOnly) {
  const std::string turned = clean(samples::jpeg(6)).value().bytes;
  EXPECT_TRUE(has(turned, "Exif"));
  EXPECT_TRUE(has(turned, std::string("\x01\x12\0\x03\0\0\0\x01\0\x06", 10)));
  EXPECT_TRUE(has(turned, "ICC_PROFILE"));
  EXPECT_TRUE(turned.ends_with("more\xFF\xD9"));
  EXPECT_FALSE(has(clean(samples::jpeg(1)).value().bytes, "Exif"));
  EXPECT_FALSE(has(clean(samples::jpeg(99)).value().bytes, "Exif"));
}

TEST(Media, AWebpNoLongerClaimsMetadata) {
  const std::string bytes = clean(samples::webp()).value().bytes;
  EXPECT_EQ(bytes[20], '\0');
  EXPECT_EQ(static_cast<unsigned char>(bytes[4]), bytes.size() - 8);
}

TEST(Media, AnM4aKeepsEveryOffset) {
  EXPECT_EQ(clean(samples::m4a()).value().bytes.size(), samples::m4a().size());
}

TEST(Media, OtherKindsAreRefusedWhateverTheyAreCalled) {
  const std::vector<std::string> others{"",
                                        "x",
                                        "GIF89a",
                                        "%PDF-1.7",
                                        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                                        "<html><script>",
                                        "MZ\x90",
                                        "PK\x03\x04",
                                        samples::riff("AVI ", "x"),
                                        samples::m4a("vide"),
                                        "\xFF\xFB\x18\x40 only one frame",
                                        "\x1A\x45\xDF\xA3 webm V_VP8 A_OPUS"};
  for (const auto& bytes : others) {
    EXPECT_EQ(clean(bytes).error().code, "vault.file_type") << bytes.substr(0, 12);
  }
}

TEST(Media, CutFilesAreDamaged) {
  const std::string jpeg = samples::jpeg();
  EXPECT_EQ(clean(jpeg.substr(0, jpeg.find(samples::kPicture))).error().code, "vault.file_damaged");
  const std::string png = samples::png();
  EXPECT_EQ(clean(png.substr(0, png.find("IEND"))).error().code, "vault.file_damaged");
  const std::string webp = samples::webp();
  EXPECT_EQ(clean(webp.substr(0, 40)).error().code, "vault.file_damaged");
}

TEST(Media, TooLargeFilesAreRefusedByKind) {
  EXPECT_EQ(clean(std::string(kPhotoBytesMax + 1, 'x')).error().code, "vault.file_too_large");
  std::string voice = samples::amr();
  voice.resize(kVoiceBytesMax + 1);
  EXPECT_EQ(clean(voice).error().code, "vault.file_too_large");
  std::string photo = samples::jpeg();
  photo.resize(kVoiceBytesMax + 1);
  EXPECT_TRUE(clean(photo));
}

TEST(Media, HostileBytesAreRefusedOrCleanedButNeverHarm) {
  const auto files = all_samples();
  EXPECT_TRUE(rc::check("mutated, cut and doubled files", [&] {
    std::string bytes = files[*rc::gen::inRange<std::size_t>(0, files.size())].bytes;
    const int changes = *rc::gen::inRange(1, 9);
    for (int i = 0; i < changes; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      bytes[at] = *rc::gen::arbitrary<char>();
    }
    if (*rc::gen::arbitrary<bool>()) bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
    const auto cleaned = clean(bytes);
    if (!cleaned) {
      RC_ASSERT(cleaned.error().kind == ErrorKind::Invalid);
      return;
    }
    RC_ASSERT(sniff(cleaned->bytes) == cleaned->type);
  }));
}

}  // namespace
}  // namespace linli::vault
