// access/on_pool.h – what hashes passwords goes to the pool with its body read. For this folder
// only. Thread safety: `answer` is called on one of the pool's threads.
#pragma once

#include <memory>
#include <utility>

#include "access/access.h"
#include "api/route.h"

namespace linli::access {

// Calls `answer(body, respond)` there; `T` is the body. The request lives until it is answered.
template <class T, class Answer>
void on_pool(Access& access, const api::Request& request, api::Respond respond, Answer answer) {
  auto body = api::body<T>(request);
  if (!body) return respond(Failure(body.error()));
  auto waiting = std::make_shared<api::Respond>(std::move(respond));
  const auto queued = access.hashing().run(
      request.client,
      [body = *std::move(body), waiting, answer = std::move(answer)](Result<void> turn) {
        if (!turn) return (*waiting)(Failure(turn.error()));
        answer(body, std::move(*waiting));
      });
  if (!queued) (*waiting)(Failure(queued.error()));
}

}  // namespace linli::access
