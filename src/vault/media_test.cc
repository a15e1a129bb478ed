#include "vault/media.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

#include "vault/media_formats.h"
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

TEST(Media, AJpegKeepsItsOrientationOnly) {
  const std::string turned = clean(samples::jpeg(6)).value().bytes;
  EXPECT_TRUE(has(turned, "Exif"));
  EXPECT_TRUE(has(turned, std::string("\x01\x12\0\x03\0\0\0\x01\0\x06", 10)));
  EXPECT_FALSE(has(turned, "ICC_PROFILE"));
  EXPECT_TRUE(turned.ends_with("more\xFF\xD9"));
  EXPECT_FALSE(has(clean(samples::jpeg(1)).value().bytes, "Exif"));
  EXPECT_FALSE(has(clean(samples::jpeg(99)).value().bytes, "Exif"));
}

// Some cameras write no end marker, and some phones what they know of the picture behind it.
TEST(Media, AJpegWithoutItsEndMarkerIsTakenWithoutWhatFollowsThePicture) {
  const std::string whole = clean(samples::jpeg(6)).value().bytes;
  ASSERT_TRUE(whole.ends_with("more\xFF\xD9"));
  const std::string open = whole.substr(0, whole.size() - 2);
  EXPECT_EQ(clean(open).value().bytes, whole);
  const auto trailed =
      clean(open + std::string("\0\0\x01\x0A\x0E\0\0\0", 8) + "Image_UTC_Data1532000000000SEFH");
  EXPECT_EQ(trailed.value().bytes, whole);
}

TEST(Media, APngKeepsItsOrientationOnly) {
  const auto with = [](std::string_view exif) {
    std::string png = samples::png();
    const auto chunk = samples::png_chunk("eXIf", exif);
    return png.insert(png.find("IDAT") - 4, chunk);
  };
  std::string tiff = media::tiff_with(6) + std::string(samples::kSecret);
  std::string plain = samples::png();
  EXPECT_FALSE(has(clean(plain).value().bytes, "eXIf"));
  // Only the first that a file has counts; the sample's says nothing.
  plain.replace(plain.find("eXIf"), 4, "zXIf");
  const auto chunk = samples::png_chunk("eXIf", tiff);
  const std::string turned = clean(plain.insert(plain.find("IDAT") - 4, chunk)).value().bytes;
  EXPECT_TRUE(has(turned, "eXIf" + media::tiff_with(6)));
  EXPECT_FALSE(has(turned, samples::kSecret));
  EXPECT_FALSE(has(clean(with(media::tiff_with(1))).value().bytes, "eXIf"));
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

TEST(Media, PicturesOfTooManyPixelsAreRefused) {
  for (const auto& [width, height] :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{65535, 65535},
                                                            {16385, 1},
                                                            {1, 16385},
                                                            {16000, 16000},
                                                            {0, 9},
                                                            {9, 0},
                                                            {0x7FFFFFFF, 0x7FFFFFFF}}) {
    EXPECT_EQ(clean(samples::png(width, height)).error().code, "vault.file_damaged") << width;
    if (width > 65535) continue;
    const std::string jpeg = "\xFF\xD8" +
                             samples::jpeg_segment(0xC2, samples::jpeg_frame(height, width)) +
                             samples::jpeg_segment(0xDA, "scan") + "data\xFF\xD9";
    EXPECT_EQ(clean(jpeg).error().code, "vault.file_damaged") << width;
  }
  EXPECT_TRUE(clean(samples::png(12000, 8000)));
}

TEST(Media, AnOggHasSoundChecksumsAndNoComments) {
  const std::string bytes = clean(samples::ogg()).value().bytes;
  EXPECT_EQ(bytes.size(), samples::ogg_page(0, "OpusHead and more").size() +
                              samples::ogg_page(1, std::string(8 + 18 + 300, 'x')).size() +
                              samples::ogg_page(2, samples::kPicture).size());
  EXPECT_TRUE(has(bytes, "OpusTags" + std::string(8, '\0')));
  EXPECT_FALSE(has(bytes, "crc?"));
  EXPECT_FALSE(has(bytes, "fishead"));
}

TEST(Media, AWebmKeepsEveryOffset) {
  const std::string given = samples::webm();
  const std::string bytes = clean(given).value().bytes;
  EXPECT_EQ(bytes.find(samples::kPicture), given.find(samples::kPicture));
  EXPECT_EQ(bytes.size(), given.find("<html>"));
}

TEST(Media, SoundWithoutAFrameIsDamaged) {
  EXPECT_EQ(clean("#!AMR\n random bytes").error().code, "vault.file_damaged");
  EXPECT_EQ(clean("#!AMR-WB\n\xFF").error().code, "vault.file_damaged");
  EXPECT_EQ(clean(samples::ogg_page(0, "OpusHead")).error().code, "vault.file_damaged");
  const std::string webm = samples::webm();
  EXPECT_EQ(clean(webm.substr(0, webm.find("\x1F\x43\xB6\x75"))).error().code,
            "vault.file_damaged");
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
