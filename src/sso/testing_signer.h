// sso/testing_signer.h – a key that signs tokens, for the tests of this folder.
// Thread safety: one thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <boost/json/value.hpp>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/json.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>

namespace linli::sso {

class TestingSigner {
 public:
  // kind: RSA, RSA1024 or EC (P-256).
  TestingSigner(const std::string& kind, std::string id) : id_(std::move(id)) {
    if (kind == "EC") {
      key_.reset(EVP_EC_gen("P-256"));
    } else {
      key_.reset(EVP_RSA_gen(kind == "RSA1024" ? 1024u : 2048u));
    }
    if (!key_) std::abort();
  }

  bool curve() const { return EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC; }

  // The public key as a member of a JWK set, without braces.
  std::string jwk() const {
    if (curve()) {
      return R"("kty":"EC","crv":"P-256","kid":")" + id_ + R"(","x":")" +
             number(OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
             number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + '"';
    }
    return R"("kty":"RSA","kid":")" + id_ + R"(","n":")" + number(OSSL_PKEY_PARAM_RSA_N, 0) +
           R"(","e":")" + number(OSSL_PKEY_PARAM_RSA_E, 0) + '"';
  }

  std::string public_pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(bio.get(), key_.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

  std::string sign(const std::string& algorithm, const boost::json::object& payload) const {
    const auto part = [](const boost::json::object& object) {
      std::string text;
      write_json(text, boost::json::value(object));
      return to_base64url(text);
    };
    const std::string head = part({{"alg", algorithm}, {"kid", id_}}) + "." + part(payload);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_PKEY_CTX* options = nullptr;
    EVP_DigestSignInit(context.get(), &options, EVP_sha256(), nullptr, key_.get());
    if (algorithm == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    }
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(head.data());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, head.size());
    std::string out(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                   head.size());
    out.resize(size);
    return head + "." + to_base64url(curve() ? plain(out) : out);
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };

  std::string number(const char* name, int size) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> owned(value, BN_free);
    std::string out(static_cast<std::size_t>(size ? size : BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
    return to_base64url(out);
  }

  // r and s side by side, as RFC 7518 wants them, out of DER.
  static std::string plain(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> both(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
    std::string out(64, '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), bytes, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), bytes + 32, 32);
    return out;
  }

  std::string id_;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

// A JWK set of these; `more` stands in each.
inline std::string key_set(const std::vector<const TestingSigner*>& signers,
                           const std::string& more = "") {
  std::string out = R"({"keys":[)";
  for (const auto* signer : signers) {
    if (signer != signers.front()) out += ',';
    out += '{' + signer->jwk() + (more.empty() ? "" : "," + more) + '}';
  }
  return out + "]}";
}

}  // namespace linli::sso
