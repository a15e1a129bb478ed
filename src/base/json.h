// base/json.h – JSON in and out of described structs, and their JSON Schema.
//
// A struct that travels as JSON is described once (BOOST_DESCRIBE_STRUCT); reading, writing and its
// schema follow from that. Reading refuses unknown and missing members with the JSON pointer of the
// place; an absent or null std::optional is empty and is not written. Enums travel as the names
// given to BOOST_DESCRIBE_ENUM. An int64 travels as a number; an Id (model/ids.h) as a string.
// Source: RFC 8259, JSON Schema 2020-12. Thread safety: any thread.
// Errors: json.syntax, json.too_deep, json.type, json.missing, json.unknown.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace linli {

inline constexpr std::size_t kJsonDepthMax = 32;

// Parses one JSON text. Numbers that are not finite, doubled members and depth over kJsonDepthMax
// are refused.
Result<boost::json::value> parse_json(std::string_view text);
// Writes any value; numbers shortest-exact.
void write_json(std::string& out, const boost::json::value& value);
void write_json(std::string& out, std::string_view text);
inline void write_json(std::string& out, const std::string& text) {
  write_json(out, std::string_view(text));
}
inline void write_json(std::string& out, const char* text) {
  write_json(out, std::string_view(text));
}

namespace json_detail {

template <class T>
concept Struct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept Enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
// A type that writes itself as one JSON string: std::string to_text(T), Result<T> parse(T*, text).
template <class T>
concept AsText = requires(const T& value) {
  json_text(value);
};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                         boost::describe::mod_inherited>;

template <class T>
inline constexpr bool kOptional = false;
template <class T>
inline constexpr bool kOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kVector = false;
template <class T>
inline constexpr bool kVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kMap = false;
template <class T>
inline constexpr bool kMap<std::map<std::string, T>> = true;

template <class T>
std::vector<std::string> quoted_names() {
  std::vector<std::string> out;
  boost::mp11::mp_for_each<Members<T>>(
      [&out](auto member) { out.push_back('"' + std::string(member.name) + "\":"); });
  return out;
}

void write_int(std::string& out, std::int64_t value);
Failure type_error(const std::string& pointer, std::string_view expected);
std::string child(const std::string& pointer, std::string_view name);

}  // namespace json_detail

template <class T>
requires(std::is_integral_v<T>) void write_json(std::string& out, T value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else {
    json_detail::write_int(out, static_cast<std::int64_t>(value));
  }
}

template <json_detail::AsText T>
void write_json(std::string& out, const T& value) {
  write_json(out, std::string_view(json_text(value)));
}

template <json_detail::Enum T>
void write_json(std::string& out, T value) {
  write_json(out, std::string_view(boost::describe::enum_to_string(value, "")));
}

template <json_detail::Struct T>
void write_json(std::string& out, const T& value);
template <class T>
void write_json(std::string& out, const std::optional<T>& value);
template <class T>
void write_json(std::string& out, const std::map<std::string, T>& values);

template <class T>
void write_json(std::string& out, const std::vector<T>& values) {
  out += '[';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ',';
    first = false;
    write_json(out, value);
  }
  out += ']';
}

template <class T>
void write_json(std::string& out, const std::optional<T>& value) {
  if (value) {
    write_json(out, *value);
  } else {
    out += "null";
  }
}

template <class T>
void write_json(std::string& out, const std::map<std::string, T>& values) {
  out += '{';
  bool first = true;
  for (const auto& [name, value] : values) {
    if (!first) out += ',';
    first = false;
    write_json(out, std::string_view(name));
    out += ':';
    write_json(out, value);
  }
  out += '}';
}

template <json_detail::Struct T>
void write_json(std::string& out, const T& value) {
  // Each member's name as it stands in the text, made once: "\"name\":"
  static const std::vector<std::string> names = json_detail::quoted_names<T>();
  out += '{';
  bool first = true;
  std::size_t at = 0;
  boost::mp11::mp_for_each<json_detail::Members<T>>([&](auto member) {
    const auto& field = value.*member.pointer;
    const std::string& name = names[at++];
    if constexpr (json_detail::kOptional<std::remove_cvref_t<decltype(field)>>) {
      if (!field) return;
    }
    if (!first) out += ',';
    first = false;
    out += name;
    write_json(out, field);
  });
  out += '}';
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write_json(out, value);
  return out;
}

template <class T>
Result<T> read_json(const boost::json::value& value, const std::string& pointer = "");

namespace json_detail {

Result<void> refuse_unknown(const boost::json::object& object,
                            const std::vector<std::string_view>& known, const std::string& pointer);

template <class T>
Result<T> read_struct(const boost::json::value& value, const std::string& pointer) {
  if (!value.is_object()) return type_error(pointer, "object");
  const auto& object = value.get_object();
  T out{};
  std::optional<Error> error;
  std::vector<std::string_view> known;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    known.push_back(member.name);
    if (error) return;
    using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
    const auto* found = object.if_contains(member.name);
    if (found == nullptr || (kOptional<Field> && found->is_null())) {
      if constexpr (!kOptional<Field>) {
        error = Error{ErrorKind::Invalid, "json.missing", child(pointer, member.name)};
      }
      return;
    }
    auto field = read_json<Field>(*found, child(pointer, member.name));
    if (field) {
      out.*member.pointer = std::move(*field);
    } else {
      error = std::move(field).error();
    }
  });
  if (error) return Failure(*error);
  TRY(refuse_unknown(object, known, pointer));
  return out;
}

}  // namespace json_detail

// Reads a T; `pointer` is the JSON pointer of `value`, for errors.
template <class T>
Result<T> read_json(const boost::json::value& value, const std::string& pointer) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) return type_error(pointer, "boolean");
    return value.get_bool();
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    return value;
  } else if constexpr (std::is_integral_v<T>) {
    if (!value.is_int64()) return type_error(pointer, "integer");
    if (!std::in_range<T>(value.get_int64())) return type_error(pointer, "smaller integer");
    return static_cast<T>(value.get_int64());
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return type_error(pointer, "string");
    return std::string(value.get_string());
  } else if constexpr (kOptional<T>) {
    return T(TRY(read_json<typename T::value_type>(value, pointer)));
  } else if constexpr (kVector<T>) {
    if (!value.is_array()) return type_error(pointer, "array");
    T out;
    for (const auto& element : value.get_array()) {
      const auto place = child(pointer, std::to_string(out.size()));
      out.push_back(TRY(read_json<typename T::value_type>(element, place)));
    }
    return out;
  } else if constexpr (kMap<T>) {
    if (!value.is_object()) return type_error(pointer, "object");
    T out;
    for (const auto& [name, element] : value.get_object()) {
      const auto place = child(pointer, name);
      out.emplace(name, TRY(read_json<typename T::mapped_type>(element, place)));
    }
    return out;
  } else if constexpr (AsText<T>) {
    if (!value.is_string()) return type_error(pointer, "string");
    T out{};
    if (!json_parse(out, std::string_view(value.get_string()))) return type_error(pointer, "id");
    return out;
  } else if constexpr (Enum<T>) {
    T out{};
    if (!value.is_string() || !boost::describe::enum_from_string(value.get_string().c_str(), out)) {
      return type_error(pointer, "one of the listed words");
    }
    return out;
  } else {
    return read_struct<T>(value, pointer);
  }
}

// The JSON Schema of T, structs in line.
template <class T>
void write_schema(std::string& out) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool>) {
    out += R"({"type":"boolean"})";
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    out += "{}";
  } else if constexpr (std::is_integral_v<T>) {
    out += R"({"type":"integer"})";
  } else if constexpr (std::is_same_v<T, std::string> || AsText<T>) {
    out += R"({"type":"string"})";
  } else if constexpr (kOptional<T>) {
    write_schema<typename T::value_type>(out);
  } else if constexpr (kVector<T>) {
    out += R"({"type":"array","items":)";
    write_schema<typename T::value_type>(out);
    out += '}';
  } else if constexpr (kMap<T>) {
    out += R"({"type":"object","additionalProperties":)";
    write_schema<typename T::mapped_type>(out);
    out += '}';
  } else if constexpr (Enum<T>) {
    out += R"({"type":"string","enum":[)";
    bool first = true;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
      if (!first) out += ',';
      first = false;
      write_json(out, std::string_view(enumerator.name));
    });
    out += "]}";
  } else {
    out += R"({"type":"object","additionalProperties":false,"properties":{)";
    std::string required;
    bool first = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
      if (!first) out += ',';
      first = false;
      write_json(out, std::string_view(member.name));
      out += ':';
      write_schema<Field>(out);
      if constexpr (!kOptional<Field>) {
        if (!required.empty()) required += ',';
        write_json(required, std::string_view(member.name));
      }
    });
    out += "},\"required\":[" + required + "]}";
  }
}

template <class T>
std::string schema_of() {
  std::string out;
  write_schema<T>(out);
  return out;
}

}  // namespace linli
