// sample/stories.h – what made-up residents raise and what made-up desks answer.
//
// Titles and details of natural length about things of everyday life, with made-up places, so that
// lists and searches of a full sample look like those of a county that is at work. Nobody real.
// Thread safety: pure functions of their Random.
#pragma once

#include <string>

#include "base/random.h"

namespace linli::sample {

struct Story {
  std::string title;     // at most 40 characters; names nobody
  std::string detail;    // 30 to 200 characters
  std::string category;  // a key; "" when the filer leaves it to the program
};

Story made_up_story(Random& random);
// What a desk writes when it answers, asks or closes.
std::string made_up_reply(Random& random);
// What a filer adds.
std::string made_up_addition(Random& random);

}  // namespace linli::sample
