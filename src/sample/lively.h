// sample/lively.h – the last morning of a lively sample: something in the inbox of every role.
//
// Matters of the sample's resident, brought to where each role of the entry page (sample/roles.h)
// has something to do: new, offered, asked for help, to be reviewed, to be called back, waiting for
// her own word; and notices of her village and town. All by the code that people use.
// Thread safety: one thread. Errors: those of the kernel and store; an act that the pack does not
// have is left out and counted as refused.
#pragma once

#include "desk/kernel.h"
#include "sample/matters.h"

namespace linli::sample {

Result<void> add_scenes(desk::Kernel& kernel, MattersDone& done);

}  // namespace linli::sample
