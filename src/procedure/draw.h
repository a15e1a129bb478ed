// procedure/draw.h – a procedure as a drawing, for documents and screens.
//
// One self-contained SVG: steps as boxes one under the other, rails at the left that show how each
// is first reached, and at the right every act as a labelled arrow to the step it leads to;
// lateness is dashed. Colours follow the page (currentColor), so it prints and works in the dark.
// Thread safety: pure function.
#pragma once

#include <string>

#include "procedure/explain.h"

namespace linli::procedure {

std::string draw_svg(const Definition& definition, const PositionWords& positions,
                     Language language);

}  // namespace linli::procedure
