// access/common_passwords.h – the commonest passwords and the words that common ones are made of.
//
// Lower case, letters and digits only, because refusal looks at them that way. Shorter words count
// where a password is such a word with digits around it. Source: ASVS 5.0 6.2.4; public lists of
// leaked passwords, Chinese sites included. Thread safety: constant.
#pragma once

#include <array>
#include <string_view>

namespace linli::access {

inline constexpr std::array<std::string_view, 104> kCommonPasswords{
    "password",      "passw0rd",     "p4ssword", "p4ssw0rd", "passwd",     "admin",
    "administrator", "adminadmin",   "root",     "rootroot", "user",       "guest",
    "test",          "testtest",     "welcome",  "letmein",  "login",      "master",
    "monkey",        "dragon",       "football", "baseball", "iloveyou",   "sunshine",
    "princess",      "superman",     "batman",   "trustno1", "shadow",     "michael",
    "jennifer",      "computer",     "internet", "whatever", "starwars",   "freedom",
    "secret",        "changeme",     "default",  "qwerty",   "qwertyuiop", "qwerty123",
    "asdfgh",        "asdfghjkl",    "zxcvbn",   "zxcvbnm",  "qazwsx",     "qazwsxedc",
    "1qaz2wsx",      "1qaz2wsx3edc", "1q2w3e",   "1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y",
    "q1w2e3r4",      "q1w2e3r4t5",   "abc",      "abcd",     "abc123",     "abcd1234",
    "a1b2c3",        "a1b2c3d4",     "aa123456", "a123456",  "qq123456",   "123456a",
    "123qwe",        "123qweasd",    "qwe123",   "asd123",   "zxc123",     "woaini",
    "woaini1314",    "woaini520",    "5201314",  "1314520",  "520520",     "woaiwojia",
    "wodemima",      "mima",         "nihao",    "zhongguo", "beijing",    "shanghai",
    "wuhan",         "hubei",        "yichang",  "zhijiang", "linli",      "cunwei",
    "juweihui",      "shequ",        "gongzuo",  "bangong",  "zhengfu",    "laoshi",
    "xiaoxiao",      "lilili",       "wangwang", "huawei",   "windows",    "government",
    "community",     "village"};

}  // namespace linli::access
