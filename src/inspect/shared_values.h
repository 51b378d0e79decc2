// Lists of ids that another column holds, too: what a user watched, and the video that is shown.
#pragma once

#include <vector>

#include "inspect/feature_guess.h"
#include "inspect/table_profile.h"

namespace mmoe {

// Gives such lists the table of that id, and attention to its value.
void share_tables(std::vector<FeatureGuess>& features, const TableProfile& table);

}  // namespace mmoe
