// vault/media_samples.h – small whole files of every kind, with metadata in them, for tests.
//
// Each holds kSecret in a place that must not survive, and kPicture where the content is.
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "vault/bytes.h"

namespace linli::vault::samples {

inline constexpr std::string_view kSecret = "GPS 30.42N 111.75E";
inline constexpr std::string_view kPicture = "picture-or-sound";

inline std::string jpeg_segment(int marker, std::string_view payload) {
  std::string out = "\xFF";
  put_big(out, static_cast<std::uint64_t>(marker), 1);
  put_big(out, payload.size() + 2, 2);
  return out + std::string(payload);
}

inline std::string exif(int orientation) {
  std::string out("Exif\0\0II*\0", 10);
  put_little(out, 8, 4);
  put_little(out, 1, 2);
  put_little(out, 0x0112, 2);
  put_little(out, 3, 2);
  put_little(out, 1, 4);
  put_little(out, static_cast<std::uint64_t>(orientation), 2);
  put_little(out, 0, 6);
  return out + std::string(kSecret);
}

inline std::string jpeg_frame(std::uint64_t height, std::uint64_t width) {
  std::string out = "\x08";
  put_big(out, height, 2);
  put_big(out, width, 2);
  return out + "\x01rest";
}

inline std::string jpeg(int orientation = 6) {
  const std::string secret(kSecret);
  return "\xFF\xD8" + jpeg_segment(0xE0, std::string("JFIF\0\x01\x02\0\0\x01\0\x01\0\0", 14)) +
         jpeg_segment(0xE1, exif(orientation)) + jpeg_segment(0xE1, "http://ns.adobe " + secret) +
         jpeg_segment(0xED, "Photoshop 3.0 " + secret) + jpeg_segment(0xFE, secret) +
         jpeg_segment(0xE2, std::string("ICC_PROFILE\0", 12) + secret) +
         jpeg_segment(0xDB, "tables") + jpeg_segment(0xC0, jpeg_frame(480, 640)) +
         jpeg_segment(0xDA, "scan") + std::string(kPicture) + std::string("\xFF\0\xFF\xD3", 4) +
         "more" + "\xFF\xD9" + "a film after the end " + secret;
}

inline std::string png_chunk(std::string_view type, std::string_view payload) {
  std::string out;
  put_big(out, payload.size(), 4);
  return out + std::string(type) + std::string(payload) + "crc!";
}

inline std::string png_header(std::uint64_t width, std::uint64_t height) {
  std::string out;
  put_big(out, width, 4);
  put_big(out, height, 4);
  return out + std::string("\x08\x02\0\0\0", 5);
}

inline std::string png(std::uint64_t width = 640, std::uint64_t height = 480) {
  const std::string secret(kSecret);
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", png_header(width, height)) +
         png_chunk("iCCP", secret) + png_chunk("tEXt", secret) + png_chunk("eXIf", secret) +
         png_chunk("tIME", secret) + png_chunk("IDAT", kPicture) + png_chunk("iTXt", secret) +
         png_chunk("zTXt", secret) + png_chunk("IEND", "") + secret;
}

inline std::string riff_chunk(std::string_view type, std::string_view payload) {
  std::string out(type);
  put_little(out, payload.size(), 4);
  out += payload;
  if (payload.size() % 2 == 1) out += '\0';
  return out;
}

inline std::string riff(std::string_view form, std::string_view body) {
  std::string out = "RIFF";
  put_little(out, body.size() + 4, 4);
  return out + std::string(form) + std::string(body);
}

inline std::string webp() {
  const std::string flags("\x2C\0\0\0\0\0\0\0\0\0", 10);
  return riff("WEBP", riff_chunk("VP8X", flags) + riff_chunk("ICCP", kSecret) +
                          riff_chunk("VP8 ", kPicture) + riff_chunk("EXIF", kSecret) +
                          riff_chunk("XMP ", kSecret));
}

inline std::string wav() {
  return riff("WAVE", riff_chunk("fmt ", "sixteen bytes ok") + riff_chunk("LIST", kSecret) +
                          riff_chunk("data", kPicture)) +
         std::string(kSecret);
}

// One frame of MPEG 1 layer III at 32 kbit/s, 32 kHz: 144 bytes.
inline std::string mp3_frame() {
  std::string frame = "\xFF\xFB\x18\x40" + std::string(kPicture);
  frame.resize(144, 'x');
  return frame;
}

inline std::string mp3() {
  std::string tag("ID3\x04\0\0\0\0\0", 9);
  tag += static_cast<char>(kSecret.size());
  std::string old = "TAG" + std::string(kSecret);
  old.resize(128, ' ');
  return tag + std::string(kSecret) + mp3_frame() + mp3_frame() + old;
}

inline std::string box(std::string_view type, std::string_view content) {
  std::string out;
  put_big(out, content.size() + 8, 4);
  return out + std::string(type) + std::string(content);
}

inline std::string m4a(std::string_view handler = "soun") {
  const std::string hdlr = box("hdlr", std::string(8, '\0') + std::string(handler) + "????");
  const std::string secret(kSecret);
  return box("ftyp", "M4A isom") +
         box("moov", box("trak", box("mdia", hdlr) + box("udta", secret)) +
                         box("udta", box("meta", secret)) + box("uuid", secret)) +
         box("mdat", kPicture);
}

// A page of one stream with one packet; its checksum is the cleaner's to make.
inline std::string ogg_page(int number, std::string_view packet, std::string_view serial = "sera") {
  std::string out("OggS\0", 5);
  out += number == 0 ? '\x02' : '\0';
  out += std::string(8, '\0') + std::string(serial);
  put_little(out, static_cast<std::uint64_t>(number), 4);
  out += "crc?";
  put_big(out, packet.size() / 255 + 1, 1);
  out += std::string(packet.size() / 255, '\xFF');
  put_big(out, packet.size() % 255, 1);
  return out + std::string(packet);
}

inline std::string ogg() {
  const std::string secret(kSecret);
  return ogg_page(0, "OpusHead and more") +
         ogg_page(1, "OpusTags" + secret + std::string(300, 'x')) +
         ogg_page(0, "fishead " + secret, "skel") + ogg_page(2, kPicture) + "<html>" + secret;
}

// An element of EBML with a size of eight bytes.
inline std::string element(std::string_view id, std::string_view content) {
  std::string out(id);
  out += '\x01';
  put_big(out, content.size(), 7);
  return out + std::string(content);
}

// As browsers record: a segment and a cluster whose ends are not known.
inline std::string webm() {
  const std::string secret(kSecret);
  const std::string open("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
  return element("\x1A\x45\xDF\xA3", "\x42\x82\x84webm") + "\x18\x53\x80\x67" + open +
         element("\x15\x49\xA9\x66", element("\x4D\x80", secret) + element("\x7B\xA9", secret)) +
         element("\x16\x54\xAE\x6B",
                 element("\xAE", element("\x86", "A_OPUS") + element("\x53\x6E", secret))) +
         element("\x12\x54\xC3\x67", secret) + "\x1F\x43\xB6\x75" + open + element("\xE7", "1") +
         element("\xA3", kPicture) + "<html>" + secret;
}

// One frame of 12.2 kbit/s.
inline std::string amr() {
  std::string frame = "\x3C" + std::string(kPicture);
  frame.resize(32, 'x');
  return "#!AMR\n" + frame + "<html>" + std::string(kSecret);
}

}  // namespace linli::vault::samples
